// Command ringdex is the contact hub: one program that takes contacts in, keeps one directory, and tells phone
// systems who is calling. Each command has a file here; app.go is where everything is wired together.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ignoreFileLimit()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with everything from outside given to it, and the exit code as its result: 0 done, 1 failed,
// 2 the command line cannot be read, or an import refused some rows.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	e := &environment{ctx: ctx, stdin: stdin, stdout: newTerminal(stdout), stderr: newTerminal(stderr), clock: now}
	return execute(e, args)
}
