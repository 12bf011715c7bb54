package connect

import (
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
	"ringdex/internal/web/ui"
)

// Gallery returns the pages with fixed data.
func Gallery() []ui.Specimen {
	title := ui.Titled("Connectors", section)
	kinds := []string{"helios", "helpdesk", "daktela", "thulium", "voipex", "http", "file", "externalcrm"}
	return []ui.Specimen{
		{Name: "connectors", Head: title, Body: func(v *ui.View) templ.Component {
			return listPage(v, listed{States: []syncer.State{sampleState(), sampleTarget()}, Kinds: kinds})
		}},
		{Name: "connectors-none", Head: title, Body: func(v *ui.View) templ.Component { return listPage(v, listed{Kinds: kinds}) }},
		{Name: "connector-form", Head: title, Body: func(v *ui.View) templ.Component {
			return formPage(v, form{Kind: "helios", Wrong: v.T("imports.no_file"), Own: []ui.Input{
				{Name: "name", Label: v.T("connect.name"), Hint: v.T("connect.name_hint")}, {Name: "schedule", Label: v.T("connect.schedule"), Hint: v.T("connect.schedule_hint"), Value: "*/5 * * * *"},
			}, Inputs: []ui.Input{
				{Name: "set.profile", Label: v.T("connect.settings"), Value: "DemoA1", Problem: v.T("imports.not_a_choice")}, {Name: "set.map", Label: v.T("connect.columns"), Type: "list", Hint: v.T("connect.map_hint")},
			}, Checks: []ui.Input{{Name: "set.flag", Label: v.T("connect.well"), Hint: v.T("connect.kept")}}})
		}},
		{Name: "connector", Head: title, Body: func(v *ui.View) templ.Component {
			return showPage(v, shown{State: sampleState(), Checked: &checked{
				Columns: []column{{connector.Column{Name: "telefon", Title: "Telefon", Example: "603/303-963"}, "phones"}, {connector.Column{Name: "barva"}, ""}},
				Fields:  []ui.Option{{Value: "phones", Label: v.T("contact.phones")}},
			}})
		}},
		{Name: "connector-target", Head: title, Body: func(v *ui.View) templ.Component {
			refused := ringdex.Sent{Ref: ringdex.Ref{Kind: ringdex.KindContact, Contact: ringdex.DerivedID(ui.SpecimenTime, "x")}, Key: "K-17", Refused: message.New("imports.no_file"), At: ui.SpecimenTime}
			return showPage(v, shown{State: sampleTarget(), Refusals: []ringdex.Sent{refused}, Checked: &checked{Failure: v.T("connect.failed")}})
		}},
		{Name: "connector-remove", Head: title, Body: func(v *ui.View) templ.Component { return removePage(v, shown{State: sampleState()}) }},
	}
}

func sampleState() (s syncer.State) {
	s.Connector = ringdex.Connector{Name: "erp", Kind: "helios", Source: "erp", Schedule: "*/5 * * * *"}
	s.Reads = true
	s.Done.Ended, s.Done.Runs = ui.SpecimenTime.Add(-4*time.Minute), []ringdex.ID{ringdex.DerivedID(ui.SpecimenTime, "run")}
	return s
}

func sampleTarget() (s syncer.State) {
	s.Connector = ringdex.Connector{Name: "helpdesk", Kind: "helpdesk", Managed: true}
	s.Reads, s.Writes = true, true
	s.Sent, s.Refused, s.Behind = 48_200, 3, 12
	return s
}
