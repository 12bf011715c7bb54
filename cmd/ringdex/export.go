package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"ringdex/internal/export"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type exportCommand struct {
	Kind           string `arg:"" help:"Kind of records." enum:"contacts,companies"`
	Format         string `help:"Form of the file. csv and xlsx have all fields in use, to edit and import again; voipex-csv the columns of VOIPEX; ndjson one object a line." default:"csv" enum:"csv,xlsx,voipex-csv,ndjson,vcard"`
	Out            string `help:"File to write; default: standard output." placeholder:"FILE"`
	Source         string `help:"Only records of this source, with its external ids; default: all." placeholder:"KEY"`
	Administrators bool   `help:"Export administrators, too; without it they are left out."`
	VCard          string `name:"vcard" help:"Version of vCards." default:"4.0" enum:"4.0,3.0"`
}

// Run exports a snapshot of the directory, and prints to standard error what it left out.
func (c *exportCommand) Run(e *environment) error {
	kind, err := ringdex.ParseKind(c.Kind)
	if err != nil {
		return err
	}
	out := &export.Export{Kind: kind, Format: export.Format(c.Format), Source: c.Source, Administrators: c.Administrators, VCard: c.VCard}
	err = e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		return c.write(e.stdout.Data(), func(w io.Writer) error {
			return st.View(e.ctx, org.ID, func(r ringdex.Reader) error { return out.Write(r, w) })
		})
	})
	if err != nil {
		return err
	}
	tellExported(e, out)
	return nil
}

// write writes to the file or to standard output. The file appears only when it is complete
// (rename).
func (c *exportCommand) write(stdout io.Writer, fill func(io.Writer) error) error {
	if c.Out == "" || c.Out == "-" {
		out := bufio.NewWriter(stdout)
		if err := fill(out); err != nil {
			return err
		}
		return out.Flush()
	}
	f, err := os.CreateTemp(filepath.Dir(c.Out), ".ringdex-export-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // no effect after the rename
	err = fill(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), c.Out)
}

// tellExported prints the counts to standard error, because the export may be on standard output.
func tellExported(e *environment, out *export.Export) {
	fmt.Fprintln(e.stderr, e.say("cmd.exported", out.Written))
	for _, why := range slices.Sorted(maps.Keys(out.LeftOut)) {
		fmt.Fprintln(e.stderr, e.say("cmd.not_exported", out.LeftOut[why], why))
	}
	if out.Administrative > 0 {
		fmt.Fprintln(e.stderr, e.say("cmd.administrators_left", out.Administrative))
	}
}
