package main

import (
	"fmt"
	"time"

	"ringdex/internal/emulator/helios"
)

type emulateHelios struct {
	emulation
	Profile   string `help:"Database profile that a connector needs." default:"DemoA1"`
	Companies int    `help:"Number of sample companies." default:"100" placeholder:"N"`
	Contacts  int    `help:"Number of sample contacts." default:"500" placeholder:"N"`
	Elements  bool   `help:"Write rows as elements instead of attributes."`
	PageCap   int    `help:"Most rows of a page, whatever is asked for." placeholder:"N"`
	Expire    int    `help:"End each session after N messages." placeholder:"N"`
	FailPage  int    `help:"Answer the Nth page with STATE=\"FAIL\"." placeholder:"N"`
	SOAPFault int    `name:"soap-fault" help:"Answer every Nth call with 500 and a SOAP fault." placeholder:"N"`
	HalfCut   int    `help:"Process every Nth call, and cut its answer in the middle." placeholder:"N"`
	FailMarks bool   `help:"Let the marking function fail."`
}

// Run serves the emulator.
func (c *emulateHelios) Run(e *environment) error {
	zone, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		return err
	}
	system := helios.New(helios.Options{
		Profile: c.Profile, Username: c.Username, Password: c.Password, Templates: helios.Sample(c.Companies, c.Contacts),
		Functions: []int{helios.MarkFunction}, Zone: zone, Clock: e.clock, Elements: c.Elements, PageCap: c.PageCap,
		ExpireAfter: c.Expire, FailPage: c.FailPage, FaultEvery: c.SOAPFault, CutEvery: c.HalfCut, FailRun: c.FailMarks, Fault: c.plan(),
	})
	return c.serve(e, system, func(url string) string {
		return fmt.Sprintf(`connectors:
  - name: erp
    kind: helios
    source: erp
    settings:
      instance_uri: %[1]s/%[2]s/servicegate.asmx
      profile: %[2]q
      username: %[3]q
      password: %[4]q
      companies: { folder_id: %[5]d, template_number: %[6]d, mark_function_id: %[9]d }
      contacts:  { folder_id: %[7]d, template_number: %[8]d, mark_function_id: %[9]d }
# What was served: GET %[1]s/control/stats
# Change or add a row: PUT %[1]s/control/contacts with {"name": "K-1", "title": "Jana Nová"}
# Remove a row: DELETE %[1]s/control/contacts/K-1; likewise with companies
`, url, c.Profile, c.Username, c.Password, helios.CompanyFolder, helios.CompanyTemplate, helios.ContactFolder, helios.ContactTemplate, helios.MarkFunction)
	})
}
