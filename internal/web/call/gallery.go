package call

import (
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// Gallery returns the pages with fixed data.
func Gallery() []ui.Specimen {
	title := ui.Titled("Calls", section)
	return []ui.Specimen{
		{Name: "calls", Head: title, Body: func(v *ui.View) templ.Component {
			return listPage(v, listed{Calls: []caller{sampleCall(ringdex.Ringing, 0), sampleCall(ringdex.Over, 7), stranger(95)}, Next: "/calls"})
		}},
		{Name: "calls-none", Head: title, Body: func(v *ui.View) templ.Component { return listPage(v, listed{Of: listMissed}) }},
		{Name: "call", Head: title, Body: func(v *ui.View) templ.Component {
			return showPage(v, detail{caller: sampleCall(ringdex.Over, 7), Edit: true})
		}},
		{Name: "call-unknown", Head: title, Body: func(v *ui.View) templ.Component {
			hit := &ringdex.Contact{ID: ringdex.DerivedID(ui.SpecimenTime, "hit"), FirstName: "Petr", LastName: "Svoboda", Organization: "Pekárna U Mostu"}
			return showPage(v, detail{caller: stranger(2), Edit: true, Text: "svob", Hits: []*ringdex.Contact{hit}})
		}},
		{Name: "call-pop", Head: title, Body: func(v *ui.View) templ.Component { return popped(v, sampleCall(ringdex.Ringing, 0)) }},
		{Name: "call-pop-unknown", Head: title, Body: func(v *ui.View) templ.Component { return popped(v, stranger(0)) }},
		{Name: "who", Head: title, Body: func(v *ui.View) templ.Component {
			s := sampleCall(ringdex.Ringing, 0)
			answer := lookup.Answer{Step: lookup.Suffix, Number: s.E164, Candidates: s.Cards, Total: 2, Took: 2400 * time.Nanosecond}
			return whoPage(v, asked{Text: "603/303-963", Number: phone.Parse("603/303-963", phone.Regions{"CZ"}), Answer: answer})
		}},
		{Name: "who-nobody", Head: title, Body: func(v *ui.View) templ.Component {
			return whoPage(v, asked{Text: "12", Number: phone.Parse("12", phone.Regions{"CZ"})})
		}},
	}
}

func sampleCall(state ringdex.CallState, minutes int) caller {
	began := ui.SpecimenTime.Add(-time.Duration(minutes) * time.Minute)
	c := caller{Call: ringdex.Call{
		ID: ringdex.DerivedID(began, "call"), Key: "1732570801.42", Direction: ringdex.Incoming, State: state, Began: began,
		Number: "603303963", E164: "+420603303963", Line: "+420 541 303 000", Queue: "Prodej", Agents: []string{"jana", "petr"},
	}, Step: lookup.Suffix, Total: 2}
	if state == ringdex.Over {
		c.Ended = began.Add(20 * time.Second)
	}
	c.Cards = []lookup.Card{
		{
			Ref:  ringdex.Ref{Kind: ringdex.KindContact, Contact: ringdex.DerivedID(began, "jana")},
			Name: "Jana Nováková", CompanyName: "Stavby Brno s.r.o.", Source: "crm", Agents: []string{"petr"},
			Links: []lookup.Link{{Field: "name", URI: "https://crm.example/1024"}},
		},
		{Ref: ringdex.Ref{Kind: ringdex.KindCompany, Company: 7}, Name: "Stavby Brno s.r.o.", Source: "erp"},
	}
	past := c.Call
	past.State, past.Began, past.Taker = ringdex.Over, began.Add(-26*time.Hour), "petr"
	past.Answered, past.Ended = past.Began, past.Began.Add(125*time.Second)
	c.Past = []ringdex.Call{past}
	return c
}

func stranger(minutes int) caller {
	began := ui.SpecimenTime.Add(-time.Duration(minutes) * time.Minute)
	return caller{Call: ringdex.Call{
		ID: ringdex.DerivedID(began, "stranger"), Key: "7", Direction: ringdex.Incoming, State: ringdex.Over, Began: began, Ended: began.Add(time.Minute),
		Answered: began.Add(5 * time.Second), Taker: "jana", Number: "+48601100200", E164: "+48601100200",
	}}
}
