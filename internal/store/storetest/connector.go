package storetest

import (
	"testing"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

var connectors = suite{
	"a connector comes back with its state": connectorComesBack,
	"a connector goes with its memory":      removeConnector,
	"sent records are found and listed":     listSent,
}

// memory is what a store keeps for target connectors; package syncer declares it.
type memory interface {
	Sent(connector ringdex.ID, refs []ringdex.Ref) (map[ringdex.Ref]ringdex.Sent, error)
	ListSent(f ringdex.SentFilter, after ringdex.Ref, limit int) ([]ringdex.Sent, error)
	CountSent(f ringdex.SentFilter) (int64, error)
}

type memoryWriter interface {
	memory
	PutSent(connector ringdex.ID, sent []ringdex.Sent) error
	ForgetSent(connector ringdex.ID, refs []ringdex.Ref) error
}

func fullConnector(id ringdex.ID) ringdex.Connector {
	return ringdex.Connector{
		ID: id, Name: hard, Kind: "helios", Source: "erp", Schedule: "*/5 * * * *",
		Settings: map[string]string{"base_url": "https://example.com", "map.tel": hard},
		Secrets:  map[string][]byte{"password": {0, 1, 255}}, Sources: []string{"crm", "shop"},
		Kinds: []ringdex.Kind{ringdex.KindContact}, OnDelete: "disable", Managed: true, Disabled: true,
		Created: at(1), Updated: at(2),
	}
}

func connectorComesBack(t *testing.T, f *fixture) {
	c := fullConnector(f.id())
	wantFull(t, c)
	state := ringdex.ConnectorState{
		Connector: c.ID, Place: []byte(`{"since":"2026-03-01"}`), Complete: at(3), Began: at(4), Ended: at(5),
		Runs: []ringdex.ID{f.id()}, Notes: []message.Text{message.Verbatim(hard)}, Failure: message.New("kind.contact"),
		Held: true, Node: "n1", Job: 7,
	}
	wantFull(t, state)
	f.update(func(w ringdex.Writer) error {
		if err := w.PutDocument(c); err != nil {
			return err
		}
		return w.PutDocument(state)
	})
	f.view(func(r ringdex.Reader) error {
		got, err := r.Document(ringdex.DocumentRef{Kind: ringdex.ConnectorDocument, Name: hard})
		wantEqual(t, "connector by name", got, ringdex.Document(c))
		if err != nil {
			return err
		}
		gotState, err := ringdex.FindDocument[ringdex.ConnectorState](r, c.ID.String())
		wantEqual(t, "state", gotState, state)
		return err
	})
}

func sentOf(ref ringdex.Ref, key string) ringdex.Sent {
	return ringdex.Sent{Ref: ref, Key: key, Memory: []byte{0, 255, '"'}, At: at(1)}
}

func company(n int64) ringdex.Ref { return ringdex.Ref{Kind: ringdex.KindCompany, Company: n} }

func removeConnector(t *testing.T, f *fixture) {
	gone, stays := ringdex.Connector{ID: f.id(), Name: "a", Created: at(1)}, ringdex.Connector{ID: f.id(), Name: "b", Created: at(1)}
	f.update(func(w ringdex.Writer) error {
		for _, c := range []ringdex.Connector{gone, stays} {
			if err := w.PutDocument(c); err != nil {
				return err
			}
			if err := w.PutDocument(ringdex.ConnectorState{Connector: c.ID}); err != nil {
				return err
			}
			if err := ringdex.Part[memoryWriter](w).PutSent(c.ID, []ringdex.Sent{sentOf(company(7), "K-7")}); err != nil {
				return err
			}
		}
		return w.RemoveDocument(gone.Document())
	})
	f.view(func(r ringdex.Reader) error {
		states, err := ringdex.Documents[ringdex.ConnectorState](r)
		wantEqual(t, "states", states, []ringdex.ConnectorState{{Connector: stays.ID}})
		for id, want := range map[ringdex.ID]int64{gone.ID: 0, stays.ID: 1} {
			n, err := ringdex.Part[memory](r).CountSent(ringdex.SentFilter{Connector: id})
			wantEqual(t, "records sent", n, want)
			if err != nil {
				return err
			}
		}
		return err
	})
}

func listSent(t *testing.T, f *fixture) {
	connector, other := f.id(), f.id()
	one, two := sentOf(company(1), "F-1"), sentOf(company(300), "F-300")
	three := sentOf(ringdex.Ref{Kind: ringdex.KindContact, Contact: f.id()}, "K-1")
	refused := three
	refused.Ref.Contact = f.id()
	refused.Memory, refused.Refused, refused.Attempts, refused.Due = nil, message.New("kind.contact"), 3, at(9)
	put := func(sent ...ringdex.Sent) {
		f.update(func(w ringdex.Writer) error { return ringdex.Part[memoryWriter](w).PutSent(connector, sent) })
	}
	put(three, one, refused, two)
	later := one
	later.Memory, later.At = []byte("later"), at(2)
	put(later)
	f.update(func(w ringdex.Writer) error { return ringdex.Part[memoryWriter](w).PutSent(other, []ringdex.Sent{one}) })
	list := func(what string, filter ringdex.SentFilter, after ringdex.Ref, limit int, want ...ringdex.Sent) {
		t.Helper()
		filter.Connector = connector
		f.view(func(r ringdex.Reader) error {
			got, err := ringdex.Part[memory](r).ListSent(filter, after, limit)
			wantEqual(t, what, got, want)
			return err
		})
	}
	list("the first page", ringdex.SentFilter{}, ringdex.Ref{}, 2, later, two)
	list("the second page", ringdex.SentFilter{}, two.Ref, 9, three, refused)
	list("companies", ringdex.SentFilter{Kind: ringdex.KindCompany}, later.Ref, 9, two)
	list("refused ones", ringdex.SentFilter{Refused: true}, ringdex.Ref{}, 9, refused)
	list("due ones", ringdex.SentFilter{Refused: true, Due: at(9)}, ringdex.Ref{}, 9, refused)
	list("none is due yet", ringdex.SentFilter{Refused: true, Due: at(8)}, ringdex.Ref{}, 9)
	f.view(func(r ringdex.Reader) error {
		got, err := ringdex.Part[memory](r).Sent(connector, []ringdex.Ref{one.Ref, three.Ref, company(2)})
		wantEqual(t, "by record", got, map[ringdex.Ref]ringdex.Sent{one.Ref: later, three.Ref: three})
		return err
	})
	f.update(func(w ringdex.Writer) error {
		return ringdex.Part[memoryWriter](w).ForgetSent(connector, []ringdex.Ref{one.Ref, three.Ref, company(2)})
	})
	list("what is left", ringdex.SentFilter{}, ringdex.Ref{}, 9, two, refused)
}
