// Package connector is the contract between ringdex and the remote systems that it calls: ERPs to
// read from, helpdesks and phone systems to write to.
//
// A connector of a kind has a Spec, its settings as data, and abilities, which are small
// interfaces: a Checker tests whether the system answers, a Discoverer lists its columns, a Reader
// reads records, a Writer or a Replacer writes changes, a Comparer reads what the system has. The
// caller asks for an ability by a type assertion, so a new ability changes no old connector.
//
// Each kind has a package of its own below this one, which speaks one wire. It owns the wire and
// its session. It leaves the rest to its caller: schedules and retries, the journal, outcomes,
// secrets, and where the configuration comes from.
package connector

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"ringdex/internal/ringdex"
)

// Kind is one kind of connector. New returns a connector without settings.
type Kind struct {
	Name string // "helios"; part of the configuration and of docs/connectors
	New  func(Deps) Connector
}

// Deps are what connectors need.
type Deps struct {
	HTTP  *http.Client // guarded; it follows no redirects
	Clock ringdex.Clock
	Log   *slog.Logger
	Sleep func(context.Context, time.Duration) error // before a call is repeated; nil: real time
	// Dial connects to a server whose wire is encrypted and is not HTTP; guarded like HTTP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Folders returns which folders of this machine the connector may open.
	Folders func(ctx context.Context) (Folders, error)
}

// Folders are folders of this machine. A connector of ringdex.yaml is its administrator's own and
// may open any. One that was made through the API belongs to an organization, and may open only
// what is meant for it.
type Folders struct {
	Any   bool
	Below string // else the folder that they lie in; "" for none
}

// Connector is the connection to one remote system.
type Connector interface {
	// Spec returns the settings. They are bound to the connector: Configure sets them.
	Spec() Spec
}

// Checker is a connector that can test its settings against the system.
type Checker interface {
	// Check signs in, looks whether the account may do what is needed, and changes nothing. The
	// error says what is wrong for the person who made the settings.
	Check(ctx context.Context) error
}

// Discoverer is a connector whose system has columns or fields that can be mapped.
type Discoverer interface {
	// Discover returns them, in the order of the system.
	Discover(ctx context.Context) ([]Column, error)
}

// Column is a column or a field of the remote system.
type Column struct {
	Kind    ringdex.Kind // of the records that have it
	Name    string       // for the setting that maps it
	Title   string       // as people see it there; "" for none
	Type    string       // in the system's words; "" if unknown
	Example string       // a value; "" for none
}

// State is where an incremental read goes on. It is opaque to the caller, which only keeps it.
type State []byte
