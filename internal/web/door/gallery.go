package door

import (
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// Gallery returns the pages with fixed data.
func Gallery() []ui.Specimen {
	title := ui.Titled("Doors", section)
	return []ui.Specimen{
		{Name: "doors", Head: title, Body: func(v *ui.View) templ.Component { return listPage(v, listed{Keys: sampleKeys()}) }},
		{Name: "doors-none", Head: title, Body: func(v *ui.View) templ.Component { return listPage(v, listed{}) }},
		{Name: "door", Head: title, Body: func(v *ui.View) templ.Component {
			return showPage(v, opened{System: &systems[0], Address: "https://crm.example.com", Name: "Thulium", Problem: v.T("imports.not_a_choice")})
		}},
		{Name: "door-key", Head: title, Body: func(v *ui.View) templ.Component {
			return showPage(v, opened{System: &systems[3], Address: "https://crm.example.com", Key: sampleKeys()[1].Key, Secret: "rdk_1_not3a4real5key6"})
		}},
		{Name: "door-waiting", Head: title, Body: func(v *ui.View) templ.Component { return waitingPage(v, sampleKeys()[0]) }},
		{Name: "key-remove", Head: title, Body: func(v *ui.View) templ.Component { return removePage(v, sampleKeys()[0]) }},
	}
}

func sampleKeys() []keyLine {
	at := ui.SpecimenTime
	return []keyLine{
		{Key: ringdex.Key{ID: ringdex.DerivedID(at, "pbx"), Name: "PBX", Scope: ringdex.ScopeLookup, Allow: []string{"10.1.0.0/16"}, Created: at.Add(-90 * time.Hour)}, Used: at.Add(-3 * time.Minute)},
		{Key: ringdex.Key{ID: ringdex.DerivedID(at, "erp"), Name: "ERP", Scope: ringdex.ScopeWrite, Source: "erp", Created: at.Add(-time.Hour), Expires: at.Add(365 * 24 * time.Hour)}},
	}
}
