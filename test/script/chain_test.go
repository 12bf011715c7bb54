package script

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ringdex/internal/emulator/daktela"
	"ringdex/internal/emulator/fault"
	"ringdex/internal/emulator/helios"
	"ringdex/internal/emulator/helpdesk"
	"ringdex/internal/emulator/thulium"
	"ringdex/internal/emulator/voipex"
)

// TestChain: an ERP is read, and what is in it arrives in each target. Then 1 % of it changes, and
// just that is sent. At first the targets cut connections after they have processed a call.
func TestChain(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, database func(testing.TB, string) string) {
		c := newChain(t, database(t, "chain"))
		c.run(0, "sync", "erp")
		for _, target := range chainTargets {
			c.run(0, "sync", target)
			c.equal(target)
		}
		c.forget()
		for i := range chainContacts / 100 {
			c.change(i)
		}
		c.run(0, "sync", "erp")
		for _, target := range chainTargets {
			c.run(0, "sync", target)
			c.equal(target)
		}
		c.wantSent(chainContacts / 100)
	})
}

const chainCompanies, chainContacts = 30, 600

var chainTargets = []string{"helpdesk", "daktela", "thulium", "voipex", "voipexfile"}

// place is where the program runs with a database.
type place struct {
	t      *testing.T
	env    []string
	folder string
}

// chain is the ERP, the targets, and the program between them.
type chain struct {
	place
	erp        *helios.Server
	helpdesk   *helpdesk.Emulator
	daktela    *daktela.Emulator
	thulium    *thulium.Emulator
	voipex     *voipex.Emulator // contacts by REST
	voipexFile *voipex.Emulator
	calm       atomic.Bool // targets do not fail any more
}

func newChain(t *testing.T, database string) *chain {
	t.Helper()
	const user, password = "sync", "tajne"
	c := &chain{place: place{t, environ(database), t.TempDir()}}
	cuts := fault.Plan{Choose: func(call int, r *http.Request) fault.Failure {
		if call%23 == 0 && r.Method != http.MethodGet && !c.calm.Load() { // a GET that is cut is only a pause of a second
			return fault.Cut
		}
		return fault.None
	}}
	c.erp = helios.New(helios.Options{
		Profile: "Demo", Username: user, Password: password, Templates: helios.Sample(chainCompanies, chainContacts), PageCap: 200,
	})
	c.helpdesk = helpdesk.New(helpdesk.Options{Username: user, Password: password, Clock: time.Now, Fault: cuts})
	c.daktela = daktela.New(daktela.Options{Username: user, Password: password, Expire: 100, Fault: cuts})
	c.thulium = thulium.New(thulium.Options{Username: user, Password: password, Fault: cuts})
	c.voipex = voipex.New(voipex.Options{Username: user, Password: password, Fault: cuts})
	c.voipexFile = voipex.New(voipex.Options{Username: user, Password: password})
	settings := fmt.Sprintf(chainSettings, helios.CompanyFolder, helios.CompanyTemplate, helios.ContactFolder, helios.ContactTemplate,
		c.serve(c.erp), c.serve(c.helpdesk), c.serve(c.daktela), c.serve(c.thulium), c.serve(c.voipex), c.serve(c.voipexFile))
	for i := range chainContacts { // VOIPEX takes numbers that exist only
		c.put(i, map[string]string{"number": fmt.Sprintf("+420603%06d; +420777%06d", i, i)})
	}
	if err := os.WriteFile(filepath.Join(c.folder, "ringdex.yaml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	c.run(0, "init")
	return c
}

// erpToHelpdesk are settings of an ERP and of a helpdesk that gets what it has.
const erpToHelpdesk = `
allow-outbound: [127.0.0.0/8]
connectors:
  - name: erp
    kind: helios
    source: erp
    settings:
      instance_uri: %[5]s/Demo/servicegate.asmx
      profile: Demo
      username: sync
      password: tajne
      companies: { folder_id: %[1]d, template_number: %[2]d }
      contacts:  { folder_id: %[3]d, template_number: %[4]d }
      map: { telefon: phones, number: phones, mail: emails }
  - { name: helpdesk, kind: helpdesk, sources: [erp], settings: { base_url: "%[6]s/api", username: sync, password: tajne } }
`

const chainSettings = erpToHelpdesk + `  - { name: daktela, kind: daktela, sources: [erp], settings: { base_url: "%[7]s", username: sync, password: tajne, database: default } }
  - { name: thulium, kind: thulium, sources: [erp], settings: { base_url: "%[8]s", username: sync, password: tajne, rate_limit: 0 } }
  - { name: voipex, kind: voipex, sources: [erp], settings: { base_url: "%[9]s", username: sync, password: tajne, mode: rest } }
  - { name: voipexfile, kind: voipex, sources: [erp], settings: { base_url: "%[10]s", username: sync, password: tajne } }
`

// serve serves a system until the test ends and returns its address.
func (p *place) serve(system http.Handler) string {
	server := httptest.NewServer(system)
	p.t.Cleanup(server.Close)
	return server.URL
}

// run runs the program and returns what it said.
func (p *place) run(code int, args ...string) string {
	p.t.Helper()
	command := exec.CommandContext(p.t.Context(), binary, args...)
	command.Env, command.Dir = p.env, p.folder
	said, err := command.CombinedOutput()
	exit, failed := errors.AsType[*exec.ExitError](err)
	if err != nil && !failed || failed && exit.ExitCode() != code || !failed && code != 0 {
		p.t.Fatalf("ringdex %s: %v, want the exit code %d\n%s", strings.Join(args, " "), err, code, said)
	}
	return string(said)
}

// equal wants a target to have what is here.
func (c *chain) equal(target string) {
	c.t.Helper()
	records := chainCompanies + chainContacts
	if strings.HasPrefix(target, "voipex") {
		records = chainContacts // it has no companies
	}
	want := fmt.Sprintf("%d records are equal, 0 differ\n", records)
	if said := c.run(0, "reconcile", target); said != want {
		c.t.Errorf("%s: %s, want %s", target, said, want)
	}
}

// change gives a contact of the ERP another name and another number.
func (c *chain) change(i int) {
	c.t.Helper()
	c.put(i*100, map[string]string{"title": fmt.Sprintf("Jana Nová%d", i), "number": fmt.Sprintf("+420608%06d", i)})
}

// put changes columns of a contact of the ERP.
func (c *chain) put(i int, columns map[string]string) {
	c.t.Helper()
	columns["name"] = fmt.Sprintf("K-%d", i+1)
	if err := c.erp.Put(helios.ContactFolder, columns); err != nil {
		c.t.Fatal(err)
	}
}

// forget begins to count anew what is sent.
func (c *chain) forget() {
	c.calm.Store(true)
	c.helpdesk.Reset()
	c.daktela.Reset()
	c.thulium.Reset()
	c.voipex.Reset()
}

// wantSent wants just n changes to have been made in each target.
func (c *chain) wantSent(n int) {
	c.t.Helper()
	if s := c.daktela.Stats(); s.Updated != n || s.Created != 0 {
		c.t.Errorf("daktela: %+v, want %d changes", s, n)
	}
	if s := c.thulium.Stats(); s.Updated != n || s.Created != 0 {
		c.t.Errorf("thulium: %+v, want %d changes", s, n)
	}
	if s := c.voipex.Stats(); s.Updated != n || s.Created != 0 {
		c.t.Errorf("voipex: %+v, want %d changes", s, n)
	}
	if s := c.helpdesk.Stats(); s.Items != n {
		c.t.Errorf("helpdesk: %+v, want %d items", s, n)
	}
	if n := len(c.voipexFile.Contacts()); n != chainContacts {
		c.t.Errorf("voipex has %d contacts by file, want %d", n, chainContacts)
	}
}
