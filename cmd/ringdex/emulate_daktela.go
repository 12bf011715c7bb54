package main

import (
	"fmt"

	"ringdex/internal/emulator/daktela"
)

type emulateDaktela struct {
	emulation
	CRM     string `name:"crm" help:"Name of the CRM database." default:"default" placeholder:"NAME"`
	PageCap int    `help:"Most rows of a page." default:"1000" placeholder:"N"`
	Expire  int    `help:"Calls after which a token ends." placeholder:"N"`
	Refuse  string `help:"Name of a record that is refused." placeholder:"NAME"`
	Warn    string `help:"Name of a record that is stored with a remark." placeholder:"NAME"`
	Break   string `help:"Name of a record whose writing is answered with 500." placeholder:"NAME"`
}

// Run serves the emulator.
func (c *emulateDaktela) Run(e *environment) error {
	system := daktela.New(daktela.Options{
		Username: c.Username, Password: c.Password, Database: c.CRM, Clock: e.clock, Expire: c.Expire, PageCap: c.PageCap,
		Refuse: c.Refuse, Warn: c.Warn, Break: c.Break, Fault: c.plan(),
	})
	return c.serve(e, system, func(url string) string {
		return fmt.Sprintf(`connectors:
  - name: daktela
    kind: daktela
    settings: { base_url: %q, username: %q, password: %q, database: %q }
`, url, c.Username, c.Password, c.CRM)
	})
}
