package thulium_test

import (
	"fmt"
	"strings"
	"testing"

	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/thulium"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/thulium"
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
	o.Username, o.Password = "sync", "tajne"
	system := emulator.New(o)
	settings = append([]string{"base_url=URL", "username=sync", "password=tajne", "rate_limit=0", "map.birthPlace=Miejsce"}, settings...)
	return &world{connectortest.Open(t, thulium.Kind(), &connectortest.Clock{}, system, settings...), system}
}

// customers returns members of all customers of the emulator as texts.
func (w *world) customers(names ...string) string {
	var all []string
	for _, r := range w.Records("customers") {
		var one []string
		for _, name := range names {
			one = append(one, fmt.Sprint(r[name]))
		}
		all = append(all, strings.Join(one, ":"))
	}
	return strings.Join(all, " ")
}

func TestFaults(t *testing.T) {
	t.Parallel()
	connectortest.Faults(t, func(t *testing.T, plan fault.Plan, refuse string, settings ...string) *connectortest.World {
		w := newWorld(t, emulator.Options{Fault: plan, Refuse: refuse}, settings...)
		w.Has = func() (all []string) {
			for _, r := range w.Records("customers") {
				all = append(all, fmt.Sprint(r["identifier"], " ", r["phone_number"]))
			}
			return all
		}
		return w.World
	})
}
