package voipex_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/connector/voipex"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/voipex"
	"ringdex/internal/ringdex"
)

var (
	contact = connectortest.Contact
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
	settings = append([]string{"base_url=URL/v3/contacts", "username=sync", "password=tajne"}, settings...)
	w := &world{connectortest.Open(t, voipex.Kind(), &connectortest.Clock{}, system, settings...), system}
	w.Fields = []ringdex.Field{{ID: 1, Kind: ringdex.KindContact, Key: "customField1", Type: ringdex.TypeText}}
	w.Companies[5] = connector.Change{Company: &ringdex.Company{Name: "Firma s.r.o."}}
	return w
}

// replace uploads contacts and returns the refused ones with their reasons.
func (w *world) replace(changes ...*connector.Change) (string, error) {
	var refused []string
	var all iter.Seq2[connector.Change, error] = func(yield func(connector.Change, error) bool) {
		for _, c := range changes {
			if !yield(*c, nil) {
				return
			}
		}
	}
	err := w.Connector.(connector.Replacer).Replace(w.Context(), all, w.Batch(), func(c connector.Change, r connector.Result) error {
		refused = append(refused, fmt.Sprint(c.Key, " ", r.Action, ": ", r.Problem))
		return nil
	})
	slices.Sort(refused)
	return strings.Join(refused, "\n"), err
}

// has returns columns of all contacts of the emulator.
func (w *world) has(columns ...string) string {
	var all []string
	for _, c := range w.Contacts() {
		var one []string
		for _, column := range columns {
			one = append(one, c[column])
		}
		all = append(all, strings.Join(one, ":"))
	}
	return strings.Join(all, " ")
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]emulator.Options{"batches": {}, "single calls": {NoBatch: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connectortest.Faults(t, func(t *testing.T, plan fault.Plan, refuse string, settings ...string) *connectortest.World {
				o := o
				o.Fault, o.Refuse = plan, refuse
				w := newWorld(t, o, append([]string{"mode=rest"}, settings...)...)
				w.Has = func() (all []string) {
					for _, c := range w.Contacts() {
						all = append(all, strings.TrimSpace(c["externalId"]+" "+c["phone1"]+" "+c["phone2"]))
					}
					return all
				}
				return w.World
			})
		})
	}
}

// complete reports whether all contacts go in one file.
func (w *world) complete() bool { return w.Connector.(connector.Replacer).Complete() }
