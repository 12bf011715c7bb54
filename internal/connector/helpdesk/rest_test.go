package helpdesk_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
	"ringdex/internal/connector/helpdesk"
	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/directory"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/syncer"
)

// hub is a ringdex that others write into, and that writes into others.
type hub struct {
	*dialecttest.World
	*syncer.Syncer
	url string
}

// newHub starts a ringdex whose queue sends what connectors have to send.
func newHub(t *testing.T) *hub {
	t.Helper()
	world := dialecttest.NewWorld(t, nil)
	server := httptest.NewServer(world.Handler)
	t.Cleanup(server.Close)
	quiet := slog.New(slog.DiscardHandler)
	node := ringdex.Node{ID: "this", Host: "test", Started: world.Clock()}
	s := syncer.New(syncer.Deps{
		Store: world.Store, Clock: world.Clock, Log: quiet, Box: seal.New(seal.InFile(filepath.Join(t.TempDir(), "key"))),
		HTTP: &http.Client{}, Intake: world.Intake, Regions: phone.Regions{"CZ"}, Kinds: []connector.Kind{helpdesk.Kind()},
		AddField: directory.New(world.Store, world.Clock).AddField, Node: node.ID, Nodes: world.Store.Nodes,
	})
	q := jobs.NewQueue(jobs.Deps{Store: world.Store, Clock: world.Clock, Log: quiet, Node: node})
	for _, work := range s.Works() {
		if work.Kind == syncer.JobPush {
			q.Register(work)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { q.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	return &hub{world, s, server.URL}
}

// connect has h write into other, where its records belong to the source "from-"+name. What comes
// from there belongs to the connector's source, and is not sent back.
func (h *hub) connect(t *testing.T, name string, other *hub, otherName string) {
	t.Helper()
	secret := other.AddKey(other.Org, "", dialecttest.Key{Name: "from-" + name, Scope: "write", Source: "from-" + name})
	_, err := h.Add(t.Context(), h.Org, syncer.Config{
		Name: otherName, Kind: "helpdesk", Source: "from-" + otherName,
		Settings: connector.Values{"base_url": other.url + "/api", "username": name, "password": secret},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sends sends what waits.
func (h *hub) sends(t *testing.T, name string) {
	t.Helper()
	state, err := h.Send(t.Context(), h.Org, name, false, nil)
	if err != nil || state.Refused > 0 {
		t.Fatalf("send to %s: %d refused, %v", name, state.Refused, err)
	}
}

// contactsOf returns the contacts of a hub that are not its users, as "name numbers".
func contactsOf(h *hub) (all []string) {
	h.View(h.Org, func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			if c.Roles&ringdex.Administrator == 0 {
				all = append(all, fmt.Sprint(c.FullName(), " ", connector.Numbers(c.Phones)))
			}
			return nil
		})
	})
	slices.Sort(all)
	return all
}

// Two ringdex that write into each other come to rest: each has all contacts, once, and nothing
// moves any more.
func TestTwoRingdexComeToRest(t *testing.T) {
	t.Parallel()
	a, b := newHub(t), newHub(t)
	a.connect(t, "a", b, "b")
	b.connect(t, "b", a, "a")
	a.Take(a.Org, ringdex.KindCompany, dialecttest.Record{ExternalID: "C-1", Set: map[string]any{"name": "Firma"}})
	for i, set := range []map[string]any{
		{"lastName": "Novák", "emails": []any{"jan@example.cz"}, "phones": []any{"603 303 963", "222 777 333"}}, {"lastName": "Bez adresy", "phones": []any{"12"}},
	} {
		a.Take(a.Org, ringdex.KindContact, dialecttest.Record{ExternalID: fmt.Sprint("A-", i), Company: "C-1", Set: set})
	}
	b.Take(b.Org, ringdex.KindContact, dialecttest.Record{ExternalID: "B-1", Set: map[string]any{"lastName": "Malá", "phones": []any{"777 123 456"}}})

	rest(t, a, b)
	want := []string{"Bez adresy [12]", "Malá [+420777123456]", "Novák [+420603303963 +420222777333]"}
	for _, h := range []*hub{a, b} {
		if diff := cmp.Diff(want, contactsOf(h)); diff != "" {
			t.Errorf("contacts (-want +got):\n%s", diff)
		}
	}
	atA, atB := headOf(a.World), headOf(b.World)
	a.change(t, "A-0", ringdex.Op{Verb: ringdex.Set, Field: "phones", Value: []any{"222 777 333", "777 999 888"}})
	rest(t, a, b)
	if headOf(a.World) != atA+1 || headOf(b.World) != atB+1 {
		t.Errorf("one change made %d and %d", headOf(a.World)-atA, headOf(b.World)-atB)
	}
	if got := contactsOf(b)[2]; got != "Novák [+420222777333 +420777999888]" {
		t.Errorf("the contact over there is %s", got)
	}
}

// rest sends in turns until nothing moves, which must be so after the first turn.
func rest(t *testing.T, a, b *hub) {
	t.Helper()
	a.sends(t, "b")
	b.sends(t, "a")
	atA, atB := headOf(a.World), headOf(b.World)
	for range 3 {
		a.sends(t, "b")
		b.sends(t, "a")
		if headOf(a.World) != atA || headOf(b.World) != atB {
			t.Fatalf("the journals go on from %d and %d to %d and %d", atA, atB, headOf(a.World), headOf(b.World))
		}
	}
}

// change changes a contact of the source "crm".
func (h *hub) change(t *testing.T, key string, op ringdex.Op) {
	t.Helper()
	order := intake.Order{Organization: h.Org, Source: "crm", Kind: ringdex.KindContact, Door: "seed", Actor: "seed"}
	result, err := h.Intake.Call(t.Context(), order, []intake.Record{{Identity: intake.Identity{ExternalID: key}, Ops: []ringdex.Op{op}}})
	if err != nil || result.Run.Counts.Updated != 1 {
		t.Fatal(result.Outcomes, err)
	}
}
