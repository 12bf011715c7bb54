package ringdex

import (
	"time"

	"ringdex/internal/message"
)

// Connector is the configured connection to a remote system.
type Connector struct {
	ID       ID
	Name     string            // unique, "erp"
	Kind     string            // of the system, "helios"
	Source   string            // key of the source that its records belong to; it is not sent what it has sent
	Schedule string            // when it reads, in cron's form; "" for on demand only
	Settings map[string]string // of its kind, without secrets
	Secrets  map[string][]byte // sealed, by setting

	Sources  []string // a target gets only records of these sources; none: of all but its own
	Kinds    []Kind   // and only these kinds; none: all
	OnDelete string   // what a target does with deleted records: "keep", "disable" or "delete"

	Managed  bool // it is in ringdex.yaml, and changed there only
	Disabled bool
	Created  time.Time
	Updated  time.Time
}

// Document implements Document. Ids are in chronological order.
func (c Connector) Document() DocumentRef {
	return DocumentRef{Kind: ConnectorDocument, ID: c.ID.String(), Name: c.Name}
}

// ConnectorState is what a connector has done so far.
type ConnectorState struct {
	Connector ID
	Place     []byte         // where its next read goes on, in the connector's own form; nil: at the beginning
	Complete  time.Time      // when it last read everything
	Began     time.Time      // its last read, or its last call as a target
	Ended     time.Time      // zero while it runs
	Runs      []ID           // of the last read
	Notes     []message.Text // of the last read
	Failure   message.Text   // why the last read or call failed; zero if it did not
	Held      bool           // a guard has stopped it, and it waits for a person
	Node      string         // that reads now; "" for none
	Job       int64          // of that node, which reads; 0: a command, for as long as it lives
}

// Document implements Document.
func (s ConnectorState) Document() DocumentRef {
	return DocumentRef{Kind: ConnectorStateDocument, ID: s.Connector.String()}
}

// Sent is what a target connector knows of one record: what it last sent of it, or why the system
// has refused it.
type Sent struct {
	Ref      Ref
	Key      string       // our key of the record in the system
	Memory   []byte       // in the connector's own form; nil if the system never accepted the record
	Note     message.Text // what was left out of the record, such as too many numbers
	Refused  message.Text // zero if the system accepted the record as it was then
	Attempts int          // refusals in a row
	Due      time.Time    // of the next attempt of a refused record
	At       time.Time    // of the last attempt
}

// SentFilter selects records that were sent.
type SentFilter struct {
	Connector ID
	Kind      Kind      // "" for all
	Refused   bool      // only refused ones
	Due       time.Time // only refused ones that are due by then; zero: all
}
