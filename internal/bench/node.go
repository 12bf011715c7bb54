package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// Node is one of several nodes on a database: a separate process, as in production, with its own
// store, index and garbage collector.
type Node struct {
	Addr    string
	command *exec.Cmd
	ended   chan error // receives the error when the process ends
}

// StartNode runs the program in folder on a free loopback port, until Stop is called or ctx ends.
func StartNode(ctx context.Context, program, database, folder string) (*Node, error) {
	command := exec.CommandContext(ctx, program, "serve", "--addr", "127.0.0.1:0", "--log-format", "json", "--log-level", "info")
	command.Dir = folder
	command.Env = append(os.Environ(), "RINGDEX_DATABASE="+database) // not a flag: the process list would show a password
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	said, err := command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	n := &Node{command: command, ended: make(chan error, 1)}
	lines := bufio.NewScanner(said)
	n.Addr = address(lines)
	go func() {
		_, _ = io.Copy(io.Discard, said) // so that the process never blocks on its output
		n.ended <- command.Wait()
	}()
	if n.Addr == "" {
		return nil, fmt.Errorf("a node does not start: %w: %s", errors.Join(n.Stop()), lines.Text())
	}
	return n, nil
}

// address reads the log up to the line with the node's address; "" if the log ends first.
func address(lines *bufio.Scanner) string {
	const http = "http://"
	for lines.Scan() {
		var line struct{ Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && len(line.Address) > len(http) {
			return line.Address[len(http):]
		}
	}
	return ""
}

// Stop shuts the node down and waits for it.
func (n *Node) Stop() error {
	_ = n.command.Process.Signal(os.Interrupt) // it may have ended already
	return <-n.ended
}
