// Command ringdex is the contact hub: one program that imports contacts, keeps one directory, and
// identifies callers for phone systems. Each command has its file; app.go wires the program.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"ringdex/internal/terminal"
)

func main() {
	ignoreFileLimit()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with injected inputs and outputs. It returns the exit code: 0 done, 1 failed, 2 for
// an invalid command line or an import with refused rows.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	e := &environment{ctx: ctx, stdin: stdin, stdout: terminal.New(stdout), stderr: terminal.New(stderr), clock: now}
	return execute(e, args)
}
