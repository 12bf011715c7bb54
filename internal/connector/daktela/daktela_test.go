package daktela_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/daktela"
	emulator "ringdex/internal/emulator/daktela"
	"ringdex/internal/emulator/fault"
)

var (
	contact = connectortest.Contact
	company = connectortest.Company
	named   = connectortest.Named
	numbers = connectortest.Numbers
)

// world is a connector with the emulator that it writes to.
type world struct {
	*connectortest.World
	*emulator.Emulator
}

func newWorld(t *testing.T, o emulator.Options, settings ...string) *world {
	t.Helper()
	clock := &connectortest.Clock{}
	o.Username, o.Password, o.Clock = "sync", "tajne", clock.Now
	system := emulator.New(o)
	settings = append([]string{"base_url=URL/api/v6/", "username=sync", "password=tajne", "database=default"}, settings...)
	w := &world{connectortest.Open(t, daktela.Kind(), clock, system, settings...), system}
	w.Companies[5], w.Companies[6] = connector.Change{Key: "F-5", Memory: []byte("{}")}, connector.Change{Key: "F-6"}
	return w
}

// calls forgets the logins.
func (w *world) calls() []string {
	return slices.DeleteFunc(w.Calls(), func(call string) bool { return strings.Contains(call, "/login.json") })
}

// field is a custom field of a record of the emulator, as one text.
func (w *world) field(name, custom string) string {
	r := w.Get("contacts", name)
	return fmt.Sprint(r["customFields"].(map[string]any)[custom])
}

func TestFaults(t *testing.T) {
	t.Parallel()
	connectortest.Faults(t, func(t *testing.T, plan fault.Plan, refuse string, settings ...string) *connectortest.World {
		w := newWorld(t, emulator.Options{Fault: plan, Refuse: "ringdex_" + refuse}, settings...)
		w.Has = func() (all []string) {
			for _, name := range w.Names("contacts") {
				all = append(all, strings.TrimPrefix(name, "ringdex_")+" "+strings.Trim(w.field(name, "number"), "[]"))
			}
			return all
		}
		return w.World
	})
}
