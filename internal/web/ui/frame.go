package ui

import (
	"github.com/a-h/templ"

	"ringdex/internal/auth"
	"ringdex/internal/message"
)

// htmxConfig keeps htmx within the policy of the pages: it evaluates nothing, writes no styles, and
// puts answers that are errors into the page, too.
const htmxConfig = `{"allowEval":false,"includeIndicatorStyles":false,"historyCacheSize":0,"scrollBehavior":"auto",` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[2345]..","swap":true}]}`

type themeChoice struct{ value, key string }

func (t themeChoice) label() message.Text { return message.Text{Key: t.key} }

var themeChoices = []themeChoice{{"", "ui.theme_auto"}, {"light", "ui.theme_light"}, {"dark", "ui.theme_dark"}}

func label(s Section) message.Text { return message.Text{Key: s.Label} }

// Current is the value of aria-current for a link: to the page that is shown, or to another one.
func Current(is bool) string {
	if is {
		return "page"
	}
	return "false"
}

func pressed(is bool) string {
	if is {
		return "true"
	}
	return "false"
}

// name returns what the reader is called.
func (v *View) name() string {
	if v.Who == nil {
		return ""
	}
	return v.Who.FullName()
}

func noteIcon(kind string) string {
	switch kind {
	case "good":
		return "ok"
	case "warn":
		return "warning"
	case "bad":
		return "error"
	}
	return "info"
}

// CallsPath is the address of the stream of calls.
const CallsPath = "/calls/stream"

// listening lets the script show calls as they come, to readers who may see them.
func (v *View) listening() templ.Attributes {
	if v.Who == nil || !v.May(auth.Read) {
		return nil
	}
	return templ.Attributes{"data-calls": CallsPath}
}
