package main

import (
	"strings"

	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
)

type sourceCommands struct {
	Set  sourceSet  `cmd:"" help:"Configure a source."`
	List sourceList `cmd:"" help:"List the configured sources."`

	Remove sourceRemove `cmd:"" help:"Forget the settings of a source; its records stay, and it has the defaults again."`
}

type sourceSet struct {
	Key               string  `arg:"" help:"Its key: helpdesk, voipex, or what an API key names."`
	Name              *string `help:"What people call it."`
	Priority          *int    `help:"Among several contacts with one number, the higher priority comes first."`
	Numbers           *string `help:"keep: a number that is not valid is kept as written; strict: it refuses its record." enum:"keep,strict"`
	Passwords         *string `help:"first: a password is taken when none is set; overwrite: always." enum:"first,overwrite"`
	MatchUserName     *bool   `help:"Take over contacts of other sources with the same user name." negatable:""`
	MatchEmail        *bool   `help:"Take over the one contact with the same e-mail." negatable:""`
	MatchPhoneAndName *bool   `help:"Take over contacts with the same number and name." negatable:""`
	MaxDelete         *string `help:"How many contacts a replace may delete: 100 or 10%; \"\" for the default, the greater of 20 and 10%."`
	Refused           *string `help:"What a replacing upload does with the contact of a refused row." enum:"delete,keep"`
}

// Run changes the given settings only.
func (c *sourceSet) Run(e *environment) error {
	st, org, err := e.prepared()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	dir := directory.New(st, e.clock)
	s, err := dir.Source(e.ctx, org.ID, c.Key)
	if err != nil {
		return err
	}
	given(&s.Name, c.Name)
	given(&s.Priority, c.Priority)
	given(&s.MatchUserName, c.MatchUserName)
	given(&s.MatchEmail, c.MatchEmail)
	given(&s.MatchPhoneAndName, c.MatchPhoneAndName)
	given(&s.MaxDelete, c.MaxDelete)
	if c.Numbers != nil {
		s.StrictNumbers = *c.Numbers == "strict"
	}
	if c.Passwords != nil {
		s.OverwritePasswords = *c.Passwords == "overwrite"
	}
	if c.Refused != nil {
		s.KeepRefused = *c.Refused == "keep"
	}
	if err := dir.PutSource(e.ctx, org.ID, s); err != nil {
		return err
	}
	e.printf("source %s is set\n", s.Key)
	return nil
}

type sourceRemove struct {
	Key string `arg:"" help:"Its key."`
}

// Run forgets the settings of the source.
func (c *sourceRemove) Run(e *environment) error {
	st, org, err := e.organization()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := directory.New(st, e.clock).RemoveSource(e.ctx, org.ID, c.Key); err != nil {
		return err
	}
	e.printf("the settings of the source %s are removed; its records stay\n", c.Key)
	return nil
}

func given[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

type sourceList struct{}

// Run lists the sources.
func (c *sourceList) Run(e *environment) error {
	st, org, err := e.organization()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	sources, err := directory.New(st, e.clock).Sources(e.ctx, org.ID)
	if err != nil {
		return err
	}
	table := e.table("KEY", "NAME", "PRIORITY", "STRICT NUMBERS", "OVERWRITE PASSWORDS", "MATCH BY", "MAX DELETE", "KEEP REFUSED")
	for _, s := range sources {
		table.row(s.Key, s.Name, s.Priority, s.StrictNumbers, s.OverwritePasswords, matchedBy(&s), s.MaxDelete, s.KeepRefused)
	}
	return table.end()
}

// matchedBy returns the match rules of a source, strongest first.
func matchedBy(s *ringdex.Source) string {
	var rules []string
	for _, rule := range []struct {
		name string
		on   bool
	}{{"user-name", s.MatchUserName}, {"e-mail", s.MatchEmail}, {"phone+name", s.MatchPhoneAndName}} {
		if rule.on {
			rules = append(rules, rule.name)
		}
	}
	return strings.Join(rules, " ")
}
