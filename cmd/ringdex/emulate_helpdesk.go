package main

import (
	"fmt"

	"ringdex/internal/emulator/helpdesk"
)

type emulateHelpdesk struct {
	emulation
	PageCap  int    `help:"Most rows of a page." default:"200" placeholder:"N"`
	Refuse   string `help:"External id of a record that is refused." placeholder:"ID"`
	Spoil    string `help:"External id of a record because of which its whole call is refused." placeholder:"ID"`
	Forget   string `help:"External id of a record that is processed but has no result." placeholder:"ID"`
	Envelope string `help:"Name of the member that holds the results; without it they are a bare array." placeholder:"NAME"`
	Contacts int    `help:"Number of sample contacts." default:"0" placeholder:"N"`
}

// Run serves the emulator.
func (c *emulateHelpdesk) Run(e *environment) error {
	system := helpdesk.New(helpdesk.Options{
		Username: c.Username, Password: c.Password, Clock: e.clock, PageCap: c.PageCap, Refuse: c.Refuse, Spoil: c.Spoil,
		Forget: c.Forget, Envelope: c.Envelope, Fault: c.plan(),
	})
	for i := range c.Contacts {
		system.AddContact(map[string]any{
			"UserName": fmt.Sprintf("sample%d@example.com", i), "Email": fmt.Sprintf("sample%d@example.com", i),
			"FirstName": "Sample", "LastName": fmt.Sprint(i), "RoleEndUser": true, "Phones": []any{fmt.Sprintf("+4206%08d", i)},
		})
	}
	return c.serve(e, system, func(url string) string {
		return fmt.Sprintf(`connectors:
  - name: helpdesk
    kind: helpdesk
    settings: { base_url: %q, username: %q, password: %q }
`, url+"/api", c.Username, c.Password)
	})
}
