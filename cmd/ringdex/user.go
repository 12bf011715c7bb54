package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"ringdex/internal/auth/password"
	"ringdex/internal/auth/user"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type userCommands struct {
	Add      userAdd      `cmd:"" help:"Add a user."`
	List     userList     `cmd:"" help:"List the users."`
	Set      userSet      `cmd:"" help:"Change the roles or the name of a user."`
	Password userPassword `cmd:"" help:"Set a new password."`
	Remove   userRemove   `cmd:"" help:"Remove the roles and the password of a user. A contact that no source owns is deleted."`
}

// passwordFlag selects the source of a password. The password is not an argument, because the
// process list would show it.
type passwordFlag struct {
	PasswordStdin bool `help:"Read the password from the first line of standard input; without it a new one is generated and printed once."`
}

// read returns the given password, or a new one.
func (c passwordFlag) read(e *environment) (string, error) {
	if c.PasswordStdin {
		return readLine(e)
	}
	return password.New(), nil
}

// show prints a generated password.
func (c passwordFlag) show(e *environment, password string) {
	if !c.PasswordStdin {
		e.tell("cmd.password_once", password)
	}
}

type userAdd struct {
	Name string `arg:"" help:"Name to sign in with."`
	Role string `help:"Role of the user." required:"" enum:"administrator,super-operator,operator,smart-user,end-user"`
	passwordFlag
}

// Run adds the user; a running server accepts it immediately.
func (c *userAdd) Run(e *environment) error {
	role, err := ringdex.ParseRole(c.Role)
	if err != nil {
		return err
	}
	password, err := c.read(e)
	if err != nil {
		return err
	}
	return e.with(e.prepared, func(st *store.Store, org ringdex.Organization) error {
		if err := user.Add(e.ctx, st, e.clock, org.ID, c.Name, role, password); err != nil {
			return err
		}
		e.tell("cmd.user_added", c.Role, c.Name)
		c.show(e, password)
		return nil
	})
}

type userList struct {
	Role *string `help:"Only users with this role; default: all." enum:"administrator,super-operator,operator,smart-user,end-user"`
}

// Run lists contacts that have a role.
func (c *userList) Run(e *environment) error {
	var role string
	given(&role, c.Role)
	roles, err := parseRoles(role)
	if err != nil {
		return err
	}
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		table := e.table("USER NAME", "ROLES", "NAME", "PASSWORD SET", "SOURCE", "ID")
		err := user.List(e.ctx, st, org.ID, roles, func(u *ringdex.Contact) error {
			table.row(u.UserName, u.Roles, u.FullName(), day(u.PasswordChanged), u.Source, u.ID)
			return nil
		})
		return errors.Join(err, table.end())
	})
}

// parseRoles parses roles by name.
func parseRoles(names ...string) (all ringdex.Roles, err error) {
	for _, name := range names {
		if name == "" {
			continue
		}
		role, err := ringdex.ParseRole(name)
		if err != nil {
			return 0, err
		}
		all |= role
	}
	return all, nil
}

type userSet struct {
	Name   string   `arg:"" help:"User name."`
	Role   []string `help:"All roles of the user; replaces the present ones." enum:"administrator,super-operator,operator,smart-user,end-user"`
	Rename string   `help:"New name to sign in with." placeholder:"NAME"`
}

// Run changes the given settings; a running server applies them immediately.
func (c *userSet) Run(e *environment) error {
	roles, err := parseRoles(c.Role...)
	if err != nil {
		return err
	}
	if roles == 0 && c.Rename == "" {
		return usage(message.Err("cmd.user_change"))
	}
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		err := user.Set(e.ctx, st, e.clock, org.ID, c.Name, user.Change{Name: c.Rename, Roles: roles})
		if err == nil {
			e.tell("cmd.user_set", c.Name)
		}
		return err
	})
}

type userPassword struct {
	Name string `arg:"" help:"User name."`
	passwordFlag
}

// Run sets the password; a running server refuses the old one immediately.
func (c *userPassword) Run(e *environment) error {
	password, err := c.read(e)
	if err != nil {
		return err
	}
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		if err := user.ResetPassword(e.ctx, st, e.clock, org.ID, c.Name, password); err != nil {
			return err
		}
		e.tell("cmd.password_set", c.Name)
		c.show(e, password)
		return nil
	})
}

type userRemove struct {
	Name string `arg:"" help:"User name."`
}

// Run removes the user; a running server refuses it immediately.
func (c *userRemove) Run(e *environment) error {
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		deleted, err := user.Remove(e.ctx, st, e.clock, org.ID, c.Name)
		switch {
		case err != nil:
			return err
		case deleted:
			e.tell("cmd.user_removed", c.Name)
		default:
			e.tell("cmd.user_kept", c.Name)
		}
		return nil
	})
}

func readLine(e *environment) (string, error) {
	lines := bufio.NewScanner(e.stdin)
	lines.Scan()
	if err := lines.Err(); err != nil {
		return "", fmt.Errorf("read standard input: %w", err)
	}
	line := strings.TrimRight(lines.Text(), "\r")
	if line == "" {
		return "", message.Err("cmd.no_password")
	}
	return line, nil
}
