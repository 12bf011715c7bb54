package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"ringdex/internal/directory"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

type sourceCommands struct {
	Set  sourceSet  `cmd:"" help:"Change the settings of a source."`
	List sourceList `cmd:"" help:"List the configured sources."`

	Settle sourceSettle `cmd:"" help:"Give records that several sources describe the values that should stand by the settings of now."`
	Remove sourceRemove `cmd:"" help:"Remove the settings of a source. Its records stay."`
}

type sourceSet struct {
	Key               string   `arg:"" help:"Key of the source: helpdesk, voipex, file, or the one of an API key."`
	Name              *string  `help:"Name for people."`
	Priority          *int     `help:"Priority of its values over those of other sources, and among contacts with the same number; higher comes first. 0 without it."`
	Rule              *string  `help:"What the source may do with fields: set them (the default), fill them only while they are empty, or never." enum:"set,fill,never"`
	Field             []string `help:"Rule of one field, such as phones=fill, note=never, custom.card=set or home=never; \"phones=\" takes it away. May be repeated." placeholder:"FIELD=RULE"`
	LockEdits         *bool    `help:"Edits by a person lock the fields that they change, so that sources leave them." negatable:""`
	Numbers           *string  `help:"Numbers that are not valid: keep them as written (the default), or refuse the record (strict)." enum:"keep,strict"`
	Passwords         *string  `help:"Passwords in records: store the first one only (the default), or overwrite always." enum:"first,overwrite"`
	MatchUserName     *bool    `help:"Match contacts of other sources by user name." negatable:""`
	MatchEmail        *bool    `help:"Match contacts of other sources by e-mail, if exactly one has it." negatable:""`
	MatchPhoneAndName *bool    `help:"Match contacts of other sources by number and name." negatable:""`
	MaxDelete         *string  `help:"Most contacts that a replace may delete: 100 or 10%. Empty for the default: the greater of 20 and 10%." placeholder:"LIMIT"`
	Refused           *string  `help:"Contacts of refused rows in a replacing upload: delete (the default) or keep." enum:"delete,keep"`
}

// Run changes the given settings only.
func (c *sourceSet) Run(e *environment) error {
	return e.inDirectory(e.prepared, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		s, err := dir.Source(e.ctx, org, c.Key)
		if err != nil {
			return err
		}
		if err := c.change(&s); err != nil {
			return err
		}
		if err := dir.PutSource(e.ctx, org, s); err != nil {
			return err
		}
		e.tell("cmd.source_set", s.Key)
		return nil
	})
}

func (c *sourceSet) change(s *ringdex.Source) error {
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
	if c.Rule != nil {
		s.Rule = ringdex.FieldRule(*c.Rule)
	}
	given(&s.LockEdits, c.LockEdits)
	return c.changeFields(s)
}

// changeFields sets and removes the rules of single fields.
func (c *sourceSet) changeFields(s *ringdex.Source) error {
	rules := maps.Clone(s.FieldRules)
	if rules == nil {
		rules = map[string]ringdex.FieldRule{}
	}
	for _, text := range c.Field {
		field, rule, found := strings.Cut(text, "=")
		if !found {
			return usage(message.Err("cmd.field_rule", ringdex.Show(text)))
		}
		if rules[field] = ringdex.FieldRule(rule); rule == "" {
			delete(rules, field)
		}
	}
	s.FieldRules = rules
	return nil
}

type sourceRemove struct {
	Key string `arg:"" help:"Key of the source."`
}

// Run forgets the settings of the source.
func (c *sourceRemove) Run(e *environment) error {
	return e.inDirectory(e.organization, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		if err := dir.RemoveSource(e.ctx, org, c.Key); err != nil {
			return err
		}
		e.tell("cmd.source_removed", c.Key)
		return nil
	})
}

func given[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

type sourceList struct{}

// Run lists the sources.
func (c *sourceList) Run(e *environment) error {
	return e.inDirectory(e.organization, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		sources, err := dir.Sources(e.ctx, org)
		if err != nil {
			return err
		}
		table := e.table("KEY", "NAME", "PRIORITY", "RULE", "FIELDS", "LOCK EDITS", "STRICT NUMBERS", "OVERWRITE PASSWORDS", "MATCH BY", "MAX DELETE", "KEEP REFUSED")
		for _, s := range sources {
			table.row(s.Key, s.Name, s.Priority, string(cmp.Or(s.Rule, ringdex.MaySet)), fieldRules(&s), s.LockEdits, s.StrictNumbers, s.OverwritePasswords, matchedBy(&s), s.MaxDelete, s.KeepRefused)
		}
		return table.end()
	})
}

// fieldRules returns the rules of single fields.
func fieldRules(s *ringdex.Source) string {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(s.FieldRules)) {
		all = append(all, field+"="+string(s.FieldRules[field]))
	}
	return strings.Join(all, " ")
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
