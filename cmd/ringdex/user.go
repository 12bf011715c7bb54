package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/auth/password"
	"ringdex/internal/directory"
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

// usersAtOnce is how many users one query reads.
const usersAtOnce = 500

// program is the caller of commands: whoever can run them has full access to the database.
func program(org ringdex.OrganizationID) auth.Principal {
	return auth.Principal{Organization: org, Actor: "ringdex", Roles: ringdex.Administrator}
}

// users calls do with the users of the organization, on behalf of the program.
func (e *environment) users(open organizationOpener, do func(*directory.Users, auth.Principal) error) error {
	hash := func(_ context.Context, text string) (string, error) { return password.Hash(text) }
	return e.with(open, func(st *store.Store, org ringdex.Organization) error {
		return do(directory.NewUsers(st, e.clock, hash), program(org.ID))
	})
}

// user is users for a command about one of them.
func (e *environment) user(name string, do func(*directory.Users, auth.Principal, *ringdex.Contact) error) error {
	return e.users(e.organization, func(users *directory.Users, p auth.Principal) error {
		c, err := users.Named(e.ctx, p, strings.TrimSpace(name))
		if err != nil {
			return err
		}
		return do(users, p, c)
	})
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
	return e.users(e.prepared, func(users *directory.Users, p auth.Principal) error {
		if _, err := users.Create(e.ctx, p, directory.UserDraft{UserName: &c.Name, Roles: &role}, password, false); err != nil {
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
	return e.users(e.organization, func(users *directory.Users, p auth.Principal) error {
		table := e.table("USER NAME", "ROLES", "NAME", "PASSWORD SET", "SOURCE", "ID")
		for q := (directory.UserQuery{Roles: roles, Limit: usersAtOnce}); ; {
			page, err := users.List(e.ctx, p, q)
			for _, u := range page.Users {
				table.row(u.UserName, u.Roles, u.FullName(), day(u.PasswordChanged), u.Source, u.ID)
			}
			if q.After = page.Next; err != nil || q.After.IsZero() {
				return errors.Join(err, table.end())
			}
		}
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
	var draft directory.UserDraft
	if roles != 0 {
		draft.Roles = &roles
	}
	if c.Rename != "" {
		draft.UserName = &c.Rename
	}
	return e.user(c.Name, func(users *directory.Users, p auth.Principal, u *ringdex.Contact) error {
		_, err := users.Change(e.ctx, p, u.ID, draft, directory.Expected{})
		if err == nil {
			e.tell("cmd.user_set", c.Name)
		}
		return err
	})
}

type userPassword struct {
	Name       string `arg:"" help:"User name."`
	MustChange bool   `help:"The user has to choose another password at the next sign-in."`
	passwordFlag
}

// Run sets the password; a running server refuses the old one immediately.
func (c *userPassword) Run(e *environment) error {
	password, err := c.read(e)
	if err != nil {
		return err
	}
	return e.user(c.Name, func(users *directory.Users, p auth.Principal, u *ringdex.Contact) error {
		if err := users.SetPassword(e.ctx, p, u.ID, password, c.MustChange); err != nil {
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
	return e.user(c.Name, func(users *directory.Users, p auth.Principal, u *ringdex.Contact) error {
		deleted, err := users.Remove(e.ctx, p, u.ID, directory.Expected{})
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
