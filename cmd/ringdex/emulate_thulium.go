package main

import (
	"fmt"

	"ringdex/internal/emulator/thulium"
)

type emulateThulium struct {
	emulation
	PageCap  int    `help:"Most rows of a list." default:"1000" placeholder:"N"`
	Bare     bool   `help:"Answer lists as arrays, without a count."`
	Refuse   string `help:"Identifier of a record that is refused." placeholder:"ID"`
	Contacts int    `help:"Number of sample customers." default:"0" placeholder:"N"`
}

// Run serves the emulator.
func (c *emulateThulium) Run(e *environment) error {
	system := thulium.New(thulium.Options{
		Username: c.Username, Password: c.Password, PageCap: c.PageCap, Bare: c.Bare, Refuse: c.Refuse, Fault: c.plan(),
	})
	for i := range c.Contacts {
		system.Put("customers", 0, thulium.Record{"surname": fmt.Sprint("Sample ", i), "phone_number": fmt.Sprintf("22%07d", i)})
	}
	return c.serve(e, system, func(url string) string {
		return fmt.Sprintf(`connectors:
  - name: thulium
    kind: thulium
    settings: { base_url: %q, username: %q, password: %q }
`, url, c.Username, c.Password)
	})
}
