package bench

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"ringdex/internal/emulator/fault"
	"ringdex/internal/emulator/helios"
	"ringdex/internal/emulator/helpdesk"
)

// Connectors are what is measured of connectors: the program with an ERP to read from and a
// helpdesk to send to, both emulated in this process.
type Connectors struct {
	Program             string // is started for each step, as a person would
	Folder              string
	Database, Other     string // two empty databases
	Companies, Contacts int
	Answer              time.Duration // time that the helpdesk takes for each answer
}

const benchUser, benchPassword = "sync", "tajne"

// Measure reads all records from the ERP, against ringdex import of the same records into another
// database, and sends them into the helpdesk, against a bare loop of the same calls.
func (c Connectors) Measure(ctx context.Context) (*Report, error) {
	r := &Report{Name: "connectors", Records: c.Companies + c.Contacts}
	templates := helios.Sample(c.Companies, c.Contacts)
	calls, stop, err := c.prepare(ctx, templates)
	if err != nil {
		return nil, err
	}
	defer stop()
	imported, err := c.importing(ctx, templates)
	if err != nil {
		return nil, err
	}
	read, err := c.timed(ctx, c.Database, "sync", "erp")
	if err != nil {
		return nil, err
	}
	pushed, err := c.timed(ctx, c.Database, "sync", "helpdesk")
	if err != nil {
		return nil, err
	}
	bare, err := c.loop(ctx, calls.made())
	if err != nil {
		return nil, err
	}
	rate := func(d time.Duration) float64 { return float64(r.Records) / d.Seconds() }
	ratio := read.Seconds() / imported.Seconds()
	r.add(Figure{Work: "ringdex import of the records of the ERP", Value: rate(imported), Unit: "records/s"})
	r.add(Figure{Work: "the same from the ERP", Value: rate(read), Unit: "records/s", Floor: rate(imported), Ratio: ratio}.atMost(1.5, ratio, "≤ 1.5 × the import"))
	ratio = pushed.Seconds() / bare.Seconds()
	r.add(Figure{Work: "into the helpdesk", Value: rate(pushed), Unit: "records/s", Floor: rate(bare), Ratio: ratio}.atMost(1.3, ratio, "≤ 1.3 × the bare calls"))
	r.add(Figure{Work: "calls of the helpdesk", Value: float64(len(calls.made())), Unit: "calls"})
	return r, nil
}

// prepare starts the two systems, and configures the program for them.
func (c Connectors) prepare(ctx context.Context, templates []*helios.Template) (calls *recorder, stop func(), err error) {
	erp := helios.New(helios.Options{Profile: "Demo", Username: benchUser, Password: benchPassword, Templates: templates})
	calls = &recorder{system: c.helpdesk()}
	erpAddr, stopERP, err := listen(ctx, erp)
	if err != nil {
		return nil, nil, err
	}
	deskAddr, stopDesk, err := listen(ctx, calls)
	if err != nil {
		stopERP()
		return nil, nil, err
	}
	stop = func() { stopERP(); stopDesk() }
	settings := fmt.Sprintf(benchSettings, helios.CompanyFolder, helios.CompanyTemplate, helios.ContactFolder, helios.ContactTemplate, erpAddr, deskAddr)
	err = os.WriteFile(filepath.Join(c.Folder, "ringdex.yaml"), []byte(settings), 0o600)
	for _, database := range []string{c.Database, c.Other} {
		if err == nil {
			_, err = c.timed(ctx, database, "init")
		}
	}
	if err != nil {
		stop()
	}
	return calls, stop, err
}

const benchSettings = `
allow-outbound: [127.0.0.0/8]
connectors:
  - name: erp
    kind: helios
    settings:
      instance_uri: http://%[5]s/Demo/servicegate.asmx
      profile: Demo
      username: sync
      password: tajne
      companies: { folder_id: %[1]d, template_number: %[2]d }
      contacts:  { folder_id: %[3]d, template_number: %[4]d }
      map: { telefon: phones, number: phones, mail: emails }
  - { name: helpdesk, kind: helpdesk, settings: { base_url: "http://%[6]s/api", username: sync, password: tajne } }
`

// helpdesk returns an empty one.
func (c Connectors) helpdesk() http.Handler {
	return helpdesk.New(helpdesk.Options{Username: benchUser, Password: benchPassword, Clock: time.Now, Fault: fault.Plan{Slow: c.Answer}})
}

// timed runs the program and returns the time that it takes.
func (c Connectors) timed(ctx context.Context, database string, args ...string) (time.Duration, error) {
	command := exec.CommandContext(ctx, c.Program, args...)
	command.Dir = c.Folder
	command.Env = append(os.Environ(), "RINGDEX_DATABASE="+database, "RINGDEX_ADMIN_PASSWORD=bench-"+benchPassword)
	began := time.Now()
	said, err := command.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("ringdex %q: %w: %s", args, err, said)
	}
	return time.Since(began), nil
}

// importing imports files of the rows of the ERP.
func (c Connectors) importing(ctx context.Context, templates []*helios.Template) (total time.Duration, err error) {
	for i, file := range []struct {
		kind            string
		columns, header []string
	}{
		{"companies", []string{"name", "title", "telefon"}, []string{"externalId", "name", "phone"}},
		{"contacts", []string{"name", "title", "account", "number", "mail"}, []string{"externalId", "Full name", "companyExternalId", "phone", "email"}},
	} {
		path := filepath.Join(c.Folder, file.kind+".csv")
		if err := writeCSV(path, append([][]string{file.header}, templates[i].Texts(file.columns...)...)); err != nil {
			return 0, err
		}
		took, err := c.timed(ctx, c.Other, "import", path, "--kind", file.kind, "--source", "erp")
		if err != nil {
			return 0, err
		}
		total += took
	}
	return total, nil
}

func writeCSV(path string, rows [][]string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	return errors.Join(w.WriteAll(rows), f.Close())
}

// loop makes the calls one after the other, as the connector does, to an empty helpdesk.
func (c Connectors) loop(ctx context.Context, calls []recorded) (time.Duration, error) {
	addr, stop, err := listen(ctx, c.helpdesk())
	if err != nil {
		return 0, err
	}
	defer stop()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	began := time.Now()
	for i := range calls {
		if err := calls[i].again(ctx, client, addr); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}
