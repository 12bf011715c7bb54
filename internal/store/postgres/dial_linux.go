package postgres

import "syscall"

const tcpUserTimeout = 0x12 // TCP_USER_TIMEOUT, which package syscall does not name

// giveUp sets a timeout for unacknowledged data. Otherwise the kernel retransmits for a quarter of
// an hour if the server's machine has vanished.
func giveUp(network, _ string, c syscall.RawConn) (err error) {
	if network == "unix" {
		return nil
	}
	controlErr := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(vanished.Milliseconds()))
	})
	if controlErr != nil {
		return controlErr
	}
	return err
}
