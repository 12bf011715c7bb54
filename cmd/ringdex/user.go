package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type userCommands struct {
	Add      userAdd      `cmd:"" help:"Add a user."`
	List     userList     `cmd:"" help:"List the users."`
	Set      userSet      `cmd:"" help:"Change a user's roles or name."`
	Password userPassword `cmd:"" help:"Set a new password, for example for somebody who has forgotten it."`
	Remove   userRemove   `cmd:"" help:"Take away a user's roles and password; a contact that no source owns is deleted."`
}

// passwordFlag selects the source of a password. The password is not an argument, because the
// process list would show it.
type passwordFlag struct {
	PasswordStdin bool `help:"Read the password from the first line of standard input; otherwise one is made and printed once."`
}

// read returns the given password, or a new one.
func (c passwordFlag) read(e *environment) (string, error) {
	if c.PasswordStdin {
		return readLine(e)
	}
	return auth.NewPassword(), nil
}

// show prints a generated password.
func (c passwordFlag) show(e *environment, password string) {
	if !c.PasswordStdin {
		e.printf("password, shown this once: %s\n", password)
	}
}

type userAdd struct {
	Name string `arg:"" help:"Name to sign in with."`
	Role string `help:"administrator, super-operator, operator, smart-user or end-user." required:""`
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
	st, org, err := e.prepared()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := auth.AddUser(e.ctx, st, e.clock, org.ID, c.Name, role, password); err != nil {
		return err
	}
	e.printf("added the %s %s\n", c.Role, c.Name)
	c.show(e, password)
	return nil
}

type userList struct {
	Role string `help:"Only users with this role." placeholder:"ROLE"`
}

// Run lists contacts that have a role.
func (c *userList) Run(e *environment) error {
	roles, err := parseRoles(c.Role)
	if err != nil {
		return err
	}
	st, org, err := e.organization()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	table := e.table("USER NAME", "ROLES", "NAME", "PASSWORD SET", "SOURCE", "ID")
	err = auth.Users(e.ctx, st, org.ID, roles, func(u *ringdex.Contact) error {
		table.row(u.UserName, u.Roles, u.FullName(), day(u.PasswordChanged), u.Source, u.ID)
		return nil
	})
	return errors.Join(err, table.end())
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
	Role   []string `help:"All roles that the user has from now on." placeholder:"ROLE"`
	Rename string   `help:"New name to sign in with." placeholder:"NAME"`
}

// Run changes the given settings; a running server applies them immediately.
func (c *userSet) Run(e *environment) error {
	roles, err := parseRoles(c.Role...)
	if err != nil {
		return err
	}
	if roles == 0 && c.Rename == "" {
		return message.Err("cmd.user_change")
	}
	return e.changeUser(func(st *store.Store, org ringdex.OrganizationID) error {
		err := auth.SetUser(e.ctx, st, e.clock, org, c.Name, auth.UserChange{Name: c.Rename, Roles: roles})
		if err == nil {
			e.printf("user %s is set\n", c.Name)
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
	return e.changeUser(func(st *store.Store, org ringdex.OrganizationID) error {
		if err := auth.ResetPassword(e.ctx, st, e.clock, org, c.Name, password); err != nil {
			return err
		}
		e.printf("the password of %s is set\n", c.Name)
		c.show(e, password)
		return nil
	})
}

type userRemove struct {
	Name string `arg:"" help:"User name."`
}

// Run removes the user; a running server refuses it immediately.
func (c *userRemove) Run(e *environment) error {
	return e.changeUser(func(st *store.Store, org ringdex.OrganizationID) error {
		deleted, err := auth.RemoveUser(e.ctx, st, e.clock, org, c.Name)
		switch {
		case err != nil:
			return err
		case deleted:
			e.printf("removed the user %s\n", c.Name)
		default:
			e.printf("%s cannot sign in any more; the contact stays, because a source owns it\n", c.Name)
		}
		return nil
	})
}

// changeUser opens the database for fn.
func (e *environment) changeUser(fn func(st *store.Store, org ringdex.OrganizationID) error) error {
	st, org, err := e.organization()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	return fn(st, org.ID)
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
