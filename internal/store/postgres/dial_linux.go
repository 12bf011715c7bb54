package postgres

import "syscall"

const tcpUserTimeout = 0x12 // TCP_USER_TIMEOUT, which package syscall does not name

// giveUp has the kernel give a connection up when what was sent on it has not been received for a while. Otherwise it
// tries for a quarter of an hour when the server's machine has vanished.
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
