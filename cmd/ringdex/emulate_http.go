package main

import (
	"fmt"

	"ringdex/internal/emulator/rest"
)

type emulateHTTP struct {
	emulation
	Companies int    `help:"Number of sample companies." default:"100" placeholder:"N"`
	Contacts  int    `help:"Number of sample customers." default:"500" placeholder:"N"`
	Orders    int    `help:"Number of sample orders of people without an account." default:"50" placeholder:"N"`
	Auth      string `help:"Authentication: none, basic, bearer, header or oauth2." enum:"none,basic,bearer,header,oauth2" default:"basic"`
	Token     string `help:"Token that a connector needs with bearer or header." default:"tajny-token"`
	Paging    string `help:"Paging: none, page, offset, cursor or link." enum:"none,page,offset,cursor,link" default:"page"`
	PageCap   int    `help:"Most rows of a page." default:"50" placeholder:"N"`
}

// Run serves the emulator.
func (c *emulateHTTP) Run(e *environment) error {
	system := rest.New(rest.Options{
		Auth: c.Auth, Username: c.Username, Password: c.Password, Token: c.Token, Paging: c.Paging, PageCap: c.PageCap, Clock: e.clock, Fault: c.plan(),
	})
	system.Sample(c.Companies, c.Contacts)
	system.SampleOrders(c.Orders)
	return c.serve(e, system, func(url string) string {
		return fmt.Sprintf(`connectors:
  - name: shop
    kind: http
    source: shop
    settings:
      companies: { url: "%[1]s/api/companies", rows: data.items }
      contacts:  { url: "%[1]s/api/customers", rows: data.items }
%[2]s      paging: %[3]s
      next_path: meta.next_cursor
      total_path: meta.total
      since_parameter: updated_after
      map: { phones.number: phones, address.city: city, address.street: street }
`, url, c.credentials(url), c.Paging)
	})
}

// credentials returns the settings of the authentication.
func (c *emulateHTTP) credentials(url string) string {
	switch c.Auth {
	case "basic":
		return fmt.Sprintf("      auth: basic\n      username: %q\n      password: %q\n", c.Username, c.Password)
	case "bearer", "header":
		return fmt.Sprintf("      auth: %s\n      token: %q\n", c.Auth, c.Token)
	case "oauth2":
		return fmt.Sprintf("      auth: oauth2\n      token_url: %q\n      client_id: %q\n      client_secret: %q\n", url+"/oauth2/token", c.Username, c.Password)
	}
	return ""
}
