package main

import (
	"cmp"
	"slices"
	"strings"

	"ringdex/internal/directory"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type orgCommands struct {
	Add  orgAdd  `cmd:"" help:"Add an organization."`
	Set  orgSet  `cmd:"" help:"Change the name, the hosts and the lookup settings of an organization."`
	List orgList `cmd:"" help:"List the organizations."`

	Remove orgRemove `cmd:"" help:"Delete an organization and all its data. Stop all servers first."`
}

type orgAdd struct {
	Key  string   `arg:"" help:"Key of the organization, as in KEY\\login."`
	Name string   `help:"Name for people."`
	Host []string `help:"Host name whose requests belong to the organization."`

	Regions *string `help:"Regions of numbers without a country code, in order; default: those of --region." placeholder:"CZ,SK"`
}

// regions returns those of the flag, or those of the settings.
func (c *orgAdd) regions(e *environment) (phone.Regions, error) {
	if c.Regions == nil {
		return e.regions()
	}
	regions, err := phone.ParseRegions(*c.Regions)
	return regions, flagError("--regions", err)
}

// Run adds the organization.
func (c *orgAdd) Run(e *environment) error {
	if c.Key == "" || strings.ContainsAny(c.Key, `\:/ `) {
		return usage(message.Err("cmd.organization_key", ringdex.Show(c.Key)))
	}
	if c.Name == "" {
		c.Name = c.Key
	}
	regions, err := c.regions(e)
	if err != nil {
		return err
	}
	o := ringdex.Organization{Key: c.Key, Name: c.Name, Hosts: c.Host, Settings: ringdex.Settings{Regions: regions}, Created: e.clock()}
	return e.with(e.prepared, func(st *store.Store, _ ringdex.Organization) error {
		if _, err := st.PutOrganization(e.ctx, o); err != nil {
			return err
		}
		e.tell("cmd.organization_added", o.Key)
		e.printf("  ringdex --organization %s user add NAME --role administrator\n", o.Key)
		return nil
	})
}

type orgSet struct {
	Key          string   `arg:"" help:"Key of the organization."`
	Name         *string  `help:"Name for people."`
	Host         []string `help:"Host names whose requests belong to the organization; replaces the present ones, empty for none."`
	Regions      *string  `help:"Regions of numbers without a country code, in order; empty for those of --region at each start." placeholder:"CZ,SK"`
	National     *bool    `help:"Lookup step national: read numbers in the regions of the organization." negatable:""`
	HeadOffice   *bool    `help:"Lookup step head-office: find the company whose head office has the first digits of the number." negatable:""`
	Suffix       *bool    `help:"Lookup step suffix: compare the last digits." negatable:""`
	SuffixDigits *int     `help:"Number of last digits that the step suffix compares, 7 to 15; default: 9."`
	Guesses      *string  `help:"Guesses in answers that do not name the step (Thulium, text, route): head-office (the default) shows companies, suffix also persons." enum:"none,head-office,suffix"`
}

// Run changes the given settings; a running server applies them within two seconds.
func (c *orgSet) Run(e *environment) error {
	e.cli.Organization = c.Key
	return e.with(e.organization, func(st *store.Store, o ringdex.Organization) error {
		o, err := directory.New(st, e.clock).ChangeOrganization(e.ctx, program(o.ID), directory.Expected{}, func(o *ringdex.Organization) error {
			given(&o.Name, c.Name)
			if c.Host != nil {
				o.Hosts = slices.DeleteFunc(c.Host, func(host string) bool { return host == "" })
			}
			return c.change(&o.Settings)
		})
		if err != nil {
			return err
		}
		e.tell("cmd.organization_set", o.Key)
		return nil
	})
}

func (c *orgSet) change(s *ringdex.Settings) (err error) {
	if c.Regions != nil {
		if s.Regions, err = phone.ParseRegions(*c.Regions); err != nil {
			return flagError("--regions", err)
		}
	}
	ladder := &s.Ladder
	for off, on := range map[*bool]*bool{&ladder.NoNational: c.National, &ladder.NoHeadOffice: c.HeadOffice, &ladder.NoSuffix: c.Suffix} {
		if on != nil {
			*off = !*on
		}
	}
	given(&ladder.SuffixDigits, c.SuffixDigits)
	if c.Guesses != nil {
		s.Guesses = ringdex.Guesses(*c.Guesses)
	}
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
	Key string `arg:"" help:"Key of the organization."`
	confirmFlag
}

// Run deletes the organization after a confirmation.
func (c *orgRemove) Run(e *environment) error {
	e.cli.Organization = c.Key
	return e.with(e.organization, func(st *store.Store, o ringdex.Organization) error {
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
		e.tell("cmd.organization_removed", o.Key)
		return nil
	})
}
