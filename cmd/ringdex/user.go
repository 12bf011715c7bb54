package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
)

type userCommands struct {
	Add userAdd `cmd:"" help:"Add a user."`
}

type userAdd struct {
	Name          string `arg:"" help:"Name to sign in with."`
	Role          string `help:"administrator, super-operator, operator, smart-user or end-user." required:""`
	PasswordStdin bool   `help:"Read the password from the first line of standard input; otherwise one is made and printed once."`
}

// Run adds the user; a running server knows it at once.
func (c *userAdd) Run(e *environment) error {
	role, err := ringdex.ParseRole(c.Role)
	if err != nil {
		return err
	}
	password := auth.NewPassword()
	if c.PasswordStdin {
		if password, err = readLine(e); err != nil {
			return err
		}
	}
	st, org, err := e.prepared()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := auth.AddUser(e.ctx, st, e.clock, org.ID, c.Name, role, password); err != nil {
		return err
	}
	e.printf("added the %s %s\n", c.Role, c.Name)
	if !c.PasswordStdin {
		e.printf("password, shown this once: %s\n", password)
	}
	return nil
}

func readLine(e *environment) (string, error) {
	lines := bufio.NewScanner(e.stdin)
	lines.Scan()
	if err := lines.Err(); err != nil {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	line := strings.TrimRight(lines.Text(), "\r")
	if line == "" {
		return "", errors.New("no password came on standard input")
	}
	return line, nil
}
