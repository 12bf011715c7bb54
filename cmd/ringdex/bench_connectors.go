package main

import (
	"os"
	"path/filepath"
	"time"

	"ringdex/internal/bench"
)

type benchConnectors struct {
	Companies int           `help:"Number of companies in the ERP." default:"10000"`
	Contacts  int           `help:"Number of contacts in the ERP." default:"50000"`
	Answer    time.Duration `help:"Time that the helpdesk takes for each answer." default:"20ms"`
	JSON      bool          `help:"Print JSON."`
}

// Run measures a connector that reads and one that sends, beside emulators.
func (c *benchConnectors) Run(e *environment) error {
	return e.measure(c.JSON, func(p *benchPlace) (*bench.Report, error) {
		program, err := os.Executable()
		if err != nil {
			return nil, err
		}
		other := "sqlite:" + filepath.Join(p.folder, "other.db")
		if floor, ok := p.floor.(bench.Postgres); ok {
			other = floor.URL
		}
		return bench.Connectors{
			Program: program, Folder: p.folder, Database: p.database, Other: other,
			Companies: c.Companies, Contacts: c.Contacts, Answer: c.Answer,
		}.Measure(e.ctx)
	})
}
