package call

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// shownNumber returns the number of a call for people.
func shownNumber(c *ringdex.Call) string {
	if c.E164 != "" {
		return phone.Format(c.E164)
	}
	return c.Number
}

// numberOrHidden is shownNumber, with a word for a hidden number.
func numberOrHidden(v *ui.View, c *ringdex.Call) string {
	return cmp.Or(shownNumber(c), v.T("calling.hidden"))
}

// title names a call by who has called.
func title(v *ui.View, s *caller) string {
	if len(s.Cards) > 0 && s.Cards[0].Name != "" {
		return s.Cards[0].Name
	}
	return numberOrHidden(v, &s.Call)
}

// sure says in words how certain it is who calls; "" where there is no doubt.
func sure(v *ui.View, step lookup.Step) string {
	switch step {
	case lookup.HeadOffice, lookup.Suffix, lookup.External, lookup.National:
		return v.T("calling.step." + string(step))
	}
	return ""
}

// state says how far a call is.
func state(v *ui.View, c *ringdex.Call) string {
	switch {
	case c.Missed():
		return v.T("calling.missed")
	case c.State == ringdex.Over && c.Direction == ringdex.Outgoing && c.Length() == 0:
		return v.T("calling.no_answer")
	}
	return v.T("calling.state." + string(c.State))
}

// stateKind is the look of the tag of a state.
func stateKind(c *ringdex.Call) string {
	switch {
	case c.Missed() && !c.Seen:
		return "bad"
	case c.State == ringdex.Ringing:
		return "accent"
	case c.State == ringdex.Talking:
		return "good"
	}
	return ""
}

// length returns how long the parties talked, "" for not at all.
func length(v *ui.View, c *ringdex.Call) string {
	seconds := int64(c.Length() / time.Second)
	switch {
	case seconds <= 0:
		return ""
	case seconds < 60:
		return v.T("calling.seconds", seconds)
	}
	return v.T("calling.minutes", seconds/60, seconds%60)
}

// agents names who was rung, or who has answered.
func agents(c *ringdex.Call) string { return cmp.Or(c.Taker, strings.Join(c.Agents, ", ")) }

// popID is the id of the card of a call: the same for all of its changes.
func popID(c *ringdex.Call) string {
	return "call-" + ringdex.DerivedID(time.Unix(0, 0), c.Key).String()
}

// newContact returns the address of the form of a new contact with the number.
func newContact(c *ringdex.Call) string {
	return "/contacts/new?" + url.Values{"phone": {c.Number}}.Encode()
}

// company returns what stands below the name of a card.
func company(c *lookup.Card) string {
	if c.CompanyName != "" && c.CompanyName != c.Name {
		return c.CompanyName
	}
	if c.Organization != c.Name {
		return c.Organization
	}
	return ""
}

// place says in which country a number is, and of which kind: what is known of a stranger.
func place(v *ui.View, n phone.Number) string {
	if !n.Valid() {
		return ""
	}
	return strings.Trim(v.Language.Region(n.Region())+" · "+ui.NumberKind(v, n.Kind), " ·")
}

func joined(texts []string) string { return strings.Join(texts, ", ") }

// isWeb reports whether an address is one of the web, which a page may link to.
func isWeb(uri string) bool {
	u, err := url.Parse(uri)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func host(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return uri
	}
	return u.Host
}

// understood says what a typed number is taken for.
func understood(v *ui.View, a asked) string {
	switch {
	case a.Number.Valid():
		return phone.Format(a.Number.E164)
	case a.Number.HasDigits():
		return v.T("calling.by_digits", a.Number.Text)
	}
	return v.T("calling.no_number")
}

// stepName says by which step a number was found.
func stepName(v *ui.View, step lookup.Step) string {
	if step == lookup.None {
		return v.T("calling.no_step")
	}
	return v.T("calling.step." + string(step))
}

// micros returns the time of a lookup as a text.
func micros(a asked) string { return strconv.FormatFloat(a.micros(), 'f', 1, 64) }

// newOf returns the address of the form of a new contact with a number.
func newOf(number string) string { return "/contacts/new?" + url.Values{"phone": {number}}.Encode() }

// below is the line below a caller in a list.
func below(v *ui.View, s *caller) string {
	var parts []string
	if len(s.Cards) > 0 {
		if text := company(&s.Cards[0]); text != "" {
			parts = append(parts, text)
		}
		parts = append(parts, numberOrHidden(v, &s.Call))
	}
	for _, text := range []string{s.Queue, agents(&s.Call)} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if s.Direction == ringdex.Outgoing {
		parts = append(parts, v.T("calling.outgoing"))
	}
	return strings.Join(parts, " · ")
}

// listName names a list of calls.
func listName(v *ui.View, of string) string {
	if of == listAll {
		return v.T("calling.list.all")
	}
	return v.T("calling.list." + of)
}

// refresh lets htmx ask for the first page again when a call changes.
func (l listed) refresh() templ.Attributes {
	if l.Later {
		return nil
	}
	return templ.Attributes{
		"data-calls-list": "true", "hx-get": l.address(l.Of, ""), "hx-trigger": "calls", "hx-target": "#calls", "hx-swap": "outerHTML",
	}
}

// question is the title above the search for the caller.
func (s detail) question(v *ui.View) string {
	if len(s.Cards) == 0 {
		return v.T("calling.attach")
	}
	return v.T("calling.somebody_else")
}
