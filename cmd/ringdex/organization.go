package main

import (
	"cmp"
	"strings"

	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

type orgCommands struct {
	Add  orgAdd  `cmd:"" help:"Add an organization."`
	Set  orgSet  `cmd:"" help:"Change how an organization is looked up."`
	List orgList `cmd:"" help:"List the organizations."`

	Remove orgRemove `cmd:"" help:"Delete an organization and everything it has; the server must be stopped."`
}

type orgAdd struct {
	Key  string   `arg:"" help:"Its key, as in KEY\\\\login."`
	Name string   `help:"What people call it."`
	Host []string `help:"Host name whose requests belong to it."`

	Regions *string `help:"Where its numbers without a country code are from, in order; those of --region when not given." placeholder:"CZ,SK"`
}

// Run adds the organization.
func (c *orgAdd) Run(e *environment) error {
	st, _, err := e.prepared()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if c.Key == "" || strings.ContainsAny(c.Key, `\:/ `) {
		return message.Err("cmd.organization_key", ringdex.Show(c.Key))
	}
	if c.Name == "" {
		c.Name = c.Key
	}
	given(&e.cli.Region, c.Regions)
	regions, err := e.regions()
	if err != nil {
		return err
	}
	settings := ringdex.Settings{Regions: regions}
	o, err := st.PutOrganization(e.ctx, ringdex.Organization{Key: c.Key, Name: c.Name, Hosts: c.Host, Settings: settings, Created: e.clock()})
	if err != nil {
		return err
	}
	e.printf("added the organization %s; add its first user with\n  ringdex --organization %s user add NAME --role administrator\n", o.Key, o.Key)
	return nil
}

type orgSet struct {
	Key          string  `arg:"" help:"Its key."`
	Regions      *string `help:"Where its numbers without a country code are from, in order; empty for those of --region at each start." placeholder:"CZ,SK"`
	National     *bool   `help:"Read numbers without a country code in the regions." negatable:""`
	HeadOffice   *bool   `help:"Match an unknown number to a company by its head-office prefix and treat the remaining digits as an extension." negatable:""`
	Suffix       *bool   `help:"Compare the last digits." negatable:""`
	SuffixDigits *int    `help:"How many last digits must agree, 7 to 15."`
	Guesses      *string `help:"Guesses shown on wires that cannot say how sure they are (Thulium, text, route): none, head-office (companies; the default) or suffix (persons, too)." enum:"none,head-office,suffix"`
}

// Run changes the given settings; a running server applies them within two seconds.
func (c *orgSet) Run(e *environment) error {
	e.cli.Organization = c.Key
	st, o, err := e.organization()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if c.Regions != nil {
		if o.Settings.Regions, err = phone.ParseRegions(*c.Regions); *c.Regions != "" && err != nil {
			return err
		}
	}
	ladder := &o.Settings.Ladder
	for off, on := range map[*bool]*bool{&ladder.NoNational: c.National, &ladder.NoHeadOffice: c.HeadOffice, &ladder.NoSuffix: c.Suffix} {
		if on != nil {
			*off = !*on
		}
	}
	if c.SuffixDigits != nil && (*c.SuffixDigits < 7 || *c.SuffixDigits > 15) {
		return message.Err("call.number_range", "--suffix-digits", 7, 15, *c.SuffixDigits)
	}
	given(&ladder.SuffixDigits, c.SuffixDigits)
	if c.Guesses != nil {
		o.Settings.Guesses = ringdex.Guesses(*c.Guesses)
	}
	if _, err := st.PutOrganization(e.ctx, o); err != nil {
		return err
	}
	e.printf("organization %s is set\n", o.Key)
	return nil
}

type orgList struct{}

// Run lists the organizations.
func (c *orgList) Run(e *environment) error {
	st, err := e.open()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	all, err := st.Organizations(e.ctx)
	if err != nil {
		return err
	}
	table := e.table("KEY", "NAME", "HOSTS", "REGIONS", "GUESSES", "CREATED")
	for _, o := range all {
		table.row(o.Key, o.Name, strings.Join(o.Hosts, ","), o.Settings.Regions, cmp.Or(o.Settings.Guesses, ringdex.GuessHeadOffice), day(o.Created))
	}
	return table.end()
}

type orgRemove struct {
	Key string `arg:"" help:"Its key."`
	confirmFlag
}

// Run deletes the organization after a confirmation.
func (c *orgRemove) Run(e *environment) error {
	e.cli.Organization = c.Key
	st, o, err := e.organization()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	what, err := describe(e, st, o)
	if err != nil {
		return err
	}
	if err := c.confirm(e, o.Key, message.New("cmd.organization_goes", ringdex.Show(o.Key), what)); err != nil {
		return err
	}
	if err := st.RemoveOrganization(e.ctx, o.ID); err != nil {
		return err
	}
	e.printf("removed the organization %s\n", o.Key)
	return nil
}
