package imports

import (
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/fileimport"
	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/upload"
	"ringdex/internal/web/ui"
)

// Gallery returns the pages with fixed data.
func Gallery() (all []ui.Specimen) {
	title := ui.Titled("Import", section)
	add := func(name string, body func(*ui.View) templ.Component) {
		all = append(all, ui.Specimen{Name: name, Head: title, Body: body})
	}
	add("import", func(v *ui.View) templ.Component {
		return startPage(v, started{Most: 1 << 30, Waiting: []*upload.File{sampleFile()}})
	})
	add("import-refused", func(v *ui.View) templ.Component {
		return startPage(v, started{Most: 1 << 30, Problem: v.T("imports.no_file")})
	})
	add("import-file", func(v *ui.View) templ.Component {
		g := sampleGlance()
		return filePage(v, opened{File: sampleFile(), Glance: g, Inputs: layoutInputs(v, table.Layout{}, g, nil)})
	})
	add("import-unread", func(v *ui.View) templ.Component {
		return filePage(v, opened{File: sampleFile(), Problem: v.T("upload.empty"), Inputs: layoutInputs(v, table.Layout{}, nil, map[string]string{"header": v.T("imports.not_a_line")})})
	})
	add("import-target", func(v *ui.View) templ.Component {
		choice := upload.Choice{Kind: ringdex.KindContact, Source: "crm", Rules: fileimport.Rules{CreateCompanies: true}, Replace: true}
		return targetPage(v, aimed{File: sampleFile(), Choice: choice, Sources: []ringdex.Source{{Key: "crm", Name: "CRM"}}})
	})
	add("import-columns", func(v *ui.View) templ.Component {
		m := mapped{File: sampleFile(), Glance: sampleGlance()}
		m.offer(v, ringdex.KindContact)
		return columnsPage(v, m)
	})
	add("import-going", func(v *ui.View) templ.Component {
		return checkPage(v, worked{File: sampleFile(), Work: &upload.Work{DryRun: true}, Progress: upload.Progress{Percent: 42, Rows: 420_000}})
	})
	add("import-check", func(v *ui.View) templ.Component { return checkPage(v, sampleWorked(true)) })
	add("import-rows", func(v *ui.View) templ.Component {
		return rowsPage(v, listed{worked: sampleWorked(true), Action: ringdex.Refused, Rows: sampleRows(), Next: "/import"})
	})
	add("import-repair", func(v *ui.View) templ.Component {
		m := mended{worked: sampleWorked(true), Columns: sampleGlance().Columns, Rows: sampleRows(), Next: "/import"}
		m.choose()
		return repairPage(v, m)
	})
	add("import-mended", func(v *ui.View) templ.Component { return repairPage(v, mended{worked: sampleWorked(true)}) })
	add("import-done", func(v *ui.View) templ.Component { return runPage(v, sampleWorked(false)) })
	return all
}

func sampleFile() *upload.File {
	at := ui.SpecimenTime.Add(-12 * time.Minute)
	return &upload.File{ID: ringdex.DerivedID(at, "file"), Name: "zákazníci-2026.csv", Size: 6 << 20, At: at}
}

func sampleGlance() *upload.Glance {
	header := []string{"Číslo zákazníka", "Jméno", "Příjmení", "Firma", "Telefon", "Barva"}
	fields := []string{"externalId", "firstName", "lastName", "company", "phones", ""}
	rows := [][]string{
		{"K-1024", "Jana", "Nováková", "Stavby Brno s.r.o.", "603/303-963", "modrá"},
		{"K-1025", "Petr", "Svoboda", "Pekárna U Mostu", "+420 541 303 001", ""},
		{"K-1026", "Łucja", "Żółć", "", "0048 601 100 200", "bílá"},
	}
	g := &upload.Glance{Layout: table.Layout{Format: table.CSV, Encoding: charset.Windows1250, Delimiter: ';'}, Header: header, Rows: rows}
	for i, title := range header {
		c := upload.Column{Column: mapping.Column{Number: i + 1, Title: title, Field: fields[i]}, Filled: 100 - 30*(i/5)}
		for _, row := range rows {
			if row[i] != "" {
				c.Samples = append(c.Samples, row[i])
			}
		}
		if fields[i] == "" {
			c.LeftOut = ringdex.Problem("", mapping.KeyNotKnown)
		}
		g.Columns = append(g.Columns, c)
	}
	return g
}

func sampleWorked(dry bool) worked {
	r := &fileimport.Report{Kind: ringdex.KindContact, DryRun: dry, Deletions: []string{"Eva Malá", "Jan Dub"}}
	r.Run.ID = ringdex.DerivedID(ui.SpecimenTime, "run")
	r.Run.Counts = ringdex.Counts{Read: 50_012, Created: 48_200, Updated: 1_300, Unchanged: 498, Refused: 14, Deleted: 2}
	r.Figures.Invalid, r.Figures.Numbers = 3, []string{"4,20604E+11", "12", "603 30"}
	r.Figures.Companies, r.Figures.Made = 2, []string{"Stavby Brno s.r.o.", "Pekárna U Mostu"}
	w := worked{File: sampleFile(), Work: &upload.Work{DryRun: dry}, Report: r, Progress: upload.Progress{Done: true}}
	w.Groups = []upload.Group{
		{Problem: upload.Problem{Column: "Telefon", Text: "12 is too short"}, Count: 12, Line: 17},
		{Problem: upload.Problem{Text: "no name, company, e-mail or external id"}, Count: 2, Line: 311},
	}
	return w
}

func sampleRows() []upload.Found {
	return []upload.Found{
		{Line: 17, Action: ringdex.Refused, Key: "K-1039", Cells: []string{"K-1039", "Jan", "Dub", "", "12", ""}, Problems: []upload.Problem{{Column: "Telefon", Text: "12 is too short"}}},
		{Line: 311, Action: ringdex.Refused, Cells: []string{"", "", "", "", "", "modrá, která je tak dlouhá, že se nevejde do jednoho řádku, a proto má políčko řádky dva"}, Problems: []upload.Problem{{Text: "no name, company, e-mail or external id"}}},
	}
}
