package store

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// place is a table in view of an erasure: it has nothing of a person, or it is handled.
type place struct {
	table string
	none  string // why it has nothing of a person
	// erase removes or empties the rows of a person, and returns their number. with is the table
	// whose place removes these rows as well.
	erase func(w *writer, t *ringdex.Traces) (int64, error)
	with  string
}

// ErasedPlaces returns the names of the tables that an erasure knows.
func ErasedPlaces() (names []string) {
	for _, p := range places {
		names = append(names, p.table)
	}
	return names
}

// places has every table of the schema (TestErasureKnowsAllTables). A new table that has anything
// of a person needs a function here.
var places = []place{
	{table: "contacts", with: "the deletion that Apply writes before"},
	{table: "contact_external_ids", with: "contacts"},
	{table: "contact_phones", with: "key_log"},
	{table: "contact_emails", with: "key_log"},
	{table: "contact_companies", with: "key_log"},
	{table: "contact_passwords", with: "contacts"},
	{table: "unique_values", with: "contacts"},
	{table: "key_log", erase: eraseKeys},
	{table: "deleted_passwords", erase: erasePassword},
	{table: "changes", erase: eraseImages},
	{table: "runs", erase: eraseActor},
	{table: "refusals", erase: eraseRefusals},
	{table: "jobs", erase: eraseJobs},
	{table: "deliveries", erase: eraseDeliveries},
	{table: "sent", erase: eraseSent},
	{table: "documents", erase: eraseDocuments},
	{table: "calls", erase: eraseCalls},

	{table: "organizations", none: "settings"},
	{table: "companies", none: "a company is no person"},
	{table: "company_external_ids", none: "of companies"},
	{table: "company_emails", none: "of companies"},
	{table: "staged_keys", none: "ids, until a run ends"},
	{table: "cursors", none: "sequences"},
	{table: "nodes", none: "programs"},
	{table: "transfers", none: "names of tables"},
	{table: "goose_db_version", none: "numbers of migrations"},
}

// Erase implements erasure.Writer.
func (w *writer) Erase(t *ringdex.Traces) (map[string]int64, error) {
	erased := map[string]int64{}
	for _, p := range places {
		if p.erase == nil {
			continue
		}
		n, err := p.erase(w, t)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			erased[p.table] = n
		}
	}
	return erased, nil
}

// eraseKeys merges the log, which has removed keys in clear, into the index tables.
func eraseKeys(w *writer, _ *ringdex.Traces) (int64, error) {
	if err := w.tx.window.write(w.tx); err != nil {
		return 0, err
	}
	rows := w.tx.keys.logged - w.tx.keys.merged
	return min(rows, 1), w.tx.keys.merge(w.tx)
}

func erasePassword(w *writer, t *ringdex.Traces) (int64, error) {
	return w.tx.execCounted("DELETE FROM deleted_passwords WHERE organization = $1 AND contact = $2", []any{w.org, t.Contact[:]})
}

// erasedActor takes the place of a user name.
const erasedActor = "erased"

// eraseImages empties the images of the contact, also in the part of the journal that is staged,
// and renames the person where it was the actor. Sequences, causes and blocks of creations stay.
func eraseImages(w *writer, t *ringdex.Traces) (int64, error) {
	n, err := w.tx.execCounted("UPDATE changes SET before = '"+erasedImage+"' WHERE organization = $1 AND record = $2 AND before IS NOT NULL",
		[]any{w.org, t.Contact[:]})
	for _, name := range t.Actors {
		if err != nil {
			return n, err
		}
		more, failed := w.tx.execCounted("UPDATE changes SET actor = '"+erasedActor+"' WHERE organization = $1 AND actor = $2", []any{w.org, name})
		n, err = n+more, failed
	}
	return n, err
}

// eraseActor renames the person in the runs that it began.
func eraseActor(w *writer, t *ringdex.Traces) (n int64, err error) {
	if len(t.Actors) == 0 {
		return 0, nil
	}
	runs, err := collect(w.tx, "SELECT body FROM runs WHERE organization = $1", []any{w.org}, scanDocument[runRow])
	for _, run := range runs {
		if err != nil || !slices.Contains(t.Actors, run.Actor) {
			continue
		}
		run.Actor = erasedActor
		err = w.tx.exec("UPDATE runs SET body = $3 WHERE organization = $1 AND id = $2", w.org, run.ID[:], encodeDocument(toRunRow(run)))
		n++
	}
	return n, err
}

// eraseRefusals empties refused rows. Their places and fields with a problem stay.
func eraseRefusals(w *writer, t *ringdex.Traces) (int64, error) {
	found, err := w.refusalsOf(t)
	for i := range found {
		if err != nil {
			break
		}
		f := &found[i]
		f.Key, f.Original = "", ""
		for j, p := range f.Problems {
			f.Problems[j] = ringdex.Fail(p.Code, "erasure.refusal").At(p.Field)
		}
		err = w.tx.exec("UPDATE refusals SET body = $4 WHERE organization = $1 AND run = $2 AND position = $3",
			w.org, f.run[:], f.position, encodeDocument(toRefusalRow(&f.Refusal)))
	}
	return int64(len(found)), err
}

type keptRefusal struct {
	ringdex.Refusal
	run      ringdex.ID
	position int64
}

// refusalsOf returns the refused rows that have traces of a person.
func (r *reader) refusalsOf(t *ringdex.Traces) ([]keptRefusal, error) {
	sources, err := r.sourcesOfRuns()
	if err != nil {
		return nil, err
	}
	var found []keptRefusal
	err = r.tx.rows("SELECT run, position, body FROM refusals WHERE organization = $1 ORDER BY run, position", []any{r.org}, func(rows *sql.Rows) error {
		var f keptRefusal
		var run, body sql.RawBytes
		if err := rows.Scan(&run, &f.position, &body); err != nil {
			return err
		}
		f.run = toID(run)
		if f.Refusal, err = decodeDocument[refusalRow](body); err != nil {
			return err
		}
		if f.Key != "" && (t.Of(sources[f.run], f.Key) || t.In(f.Key)) || t.In(f.Original) || problemsTell(t, f.Problems) {
			found = append(found, f)
		}
		return nil
	})
	return found, err
}

func problemsTell(t *ringdex.Traces, problems []*ringdex.Error) bool {
	return slices.ContainsFunc(problems, func(p *ringdex.Error) bool { return t.In(p.Text.String()) })
}

func (r *reader) sourcesOfRuns() (map[ringdex.ID]string, error) {
	runs, err := collect(r.tx, "SELECT body FROM runs WHERE organization = $1", []any{r.org}, scanDocument[runRow])
	sources := make(map[ringdex.ID]string, len(runs))
	for i := range runs {
		sources[runs[i].ID] = runs[i].Source
	}
	return sources, err
}

// eraseJobs deletes the deliveries that wait, which have the record in their arguments, and empties
// errors that name the person. The event of the deletion comes after it, by the journal.
func eraseJobs(w *writer, t *ringdex.Traces) (int64, error) {
	n, err := w.tx.execCounted("DELETE FROM jobs WHERE organization = $1 AND order_key = $2 AND args LIKE '%\"body\"%'",
		[]any{w.org, eventRecord(t.Contact)})
	if err != nil {
		return n, err
	}
	failed, err := collect(w.tx, "SELECT id, error FROM jobs WHERE organization = $1 AND error <> ''", []any{w.org}, func(rows *sql.Rows) (int64, error) {
		var id int64
		var text string
		err := rows.Scan(&id, &text)
		if !t.In(text) {
			id = 0
		}
		return id, err
	})
	for _, id := range failed {
		if err != nil || id == 0 {
			continue
		}
		err = w.tx.exec("UPDATE jobs SET error = '' WHERE organization = $1 AND id = $2", w.org, id)
		n++
	}
	return n, err
}

// eventRecord names a contact in events (webhook.Event).
func eventRecord(contact ringdex.ID) string {
	return string(ringdex.KindContact) + "/" + contact.String()
}

// eraseDeliveries empties the requests and answers about the person. That they were made stays.
func eraseDeliveries(w *writer, t *ringdex.Traces) (int64, error) {
	found, err := w.deliveriesOf(t)
	for i := range found {
		if err != nil {
			break
		}
		d := &found[i]
		d.Request, d.Response = "", ""
		err = w.tx.exec("UPDATE deliveries SET body = $5 WHERE organization = $1 AND webhook = $2 AND at = $3 AND id = $4",
			w.org, d.Webhook[:], millis(d.At), d.ID[:], encodeDocument(toDeliveryRow(d)))
	}
	return int64(len(found)), err
}

// deliveriesOf returns the attempts that have traces of a person.
func (r *reader) deliveriesOf(t *ringdex.Traces) (found []ringdex.Delivery, err error) {
	record := eventRecord(t.Contact)
	err = r.tx.rows("SELECT body FROM deliveries WHERE organization = $1 ORDER BY at", []any{r.org}, func(rows *sql.Rows) error {
		d, err := scanDocument[deliveryRow](rows)
		if d.Request+d.Response != "" && (d.Record == record || t.In(d.Request) || t.In(d.Response)) {
			found = append(found, d)
		}
		return err
	})
	return found, err
}

// eraseSent keeps of what was sent to remote systems only what its deletion there needs. A system
// that keeps deleted records needs nothing.
func eraseSent(w *writer, t *ringdex.Traces) (n int64, err error) {
	connectors, err := ringdex.Documents[ringdex.Connector](w)
	ref := ringdex.Ref{Kind: ringdex.KindContact, Contact: t.Contact}
	for i := range connectors {
		if err != nil {
			return n, err
		}
		c := &connectors[i]
		sent, failed := w.Sent(c.ID, []ringdex.Ref{ref})
		one, there := sent[ref]
		switch err = failed; {
		case err != nil || !there:
			continue
		case c.OnDelete == "" || c.OnDelete == "keep":
			err = w.ForgetSent(c.ID, []ringdex.Ref{ref})
		default:
			one.Memory, one.Note, one.Refused = onlyID(one.Memory), ringdex.Sent{}.Note, ringdex.Sent{}.Refused
			err = w.PutSent(c.ID, []ringdex.Sent{one})
		}
		n++
	}
	return n, err
}

// onlyID returns the memory of a connector with the system's own id only (attribute.Memory).
func onlyID(memory []byte) []byte {
	var kept struct {
		ID string `json:"id,omitempty"`
	}
	_ = json.Unmarshal(memory, &kept) // of another form: without an id
	text, _ := json.Marshal(kept)
	return text
}

// eraseDocuments removes the sessions of the person, renames it where it has erased others, and
// empties what connectors tell of their last read.
func eraseDocuments(w *writer, t *ringdex.Traces) (n int64, err error) {
	sessions, err := ringdex.Documents[ringdex.Session](w)
	for i := range sessions {
		if err != nil || sessions[i].Contact != t.Contact {
			continue
		}
		err = w.RemoveDocument(sessions[i].Document())
		n++
	}
	if err != nil {
		return n, err
	}
	erasures, err := ringdex.Documents[ringdex.Erasure](w)
	for _, e := range erasures {
		if err != nil || !slices.Contains(t.Actors, e.Actor) && !slices.Contains(t.Actors, e.Lifter) {
			continue
		}
		e.Actor, e.Lifter = renamed(t, e.Actor), renamed(t, e.Lifter)
		err = w.PutDocument(e)
		n++
	}
	if err != nil {
		return n, err
	}
	states, err := ringdex.Documents[ringdex.ConnectorState](w)
	for _, s := range states {
		told := slices.ContainsFunc(s.Notes, func(note message.Text) bool { return t.In(note.String()) })
		if err != nil || !told && !t.In(s.Failure.String()) {
			continue
		}
		s.Notes, s.Failure = nil, ringdex.ConnectorState{}.Failure
		err = w.PutDocument(s)
		n++
	}
	return n, err
}

func renamed(t *ringdex.Traces, actor string) string {
	if slices.Contains(t.Actors, actor) {
		return erasedActor
	}
	return actor
}

// Mentions implements erasure.Reader.
func (r *reader) Mentions(t *ringdex.Traces) (all []ringdex.Mention, err error) {
	refusals, err := r.refusalsOf(t)
	if err != nil {
		return nil, err
	}
	for i := range refusals {
		f := &refusals[i]
		all = append(all, ringdex.Mention{Table: "refusals", Of: f.run.String(), Text: f.Original})
	}
	deliveries, err := r.deliveriesOf(t)
	for i := range deliveries {
		d := &deliveries[i]
		all = append(all, ringdex.Mention{Table: "deliveries", Of: d.Event, At: d.At, Text: d.Request})
	}
	if err != nil {
		return all, err
	}
	calls, err := r.callsOf(t)
	for i := range calls {
		c := &calls[i]
		text := strings.Join([]string{string(c.Direction), c.Number, c.Line, c.Queue, strings.Join(c.Agents, ", "), c.Note, c.Recording}, "; ")
		all = append(all, ringdex.Mention{Table: "calls", Of: c.ID.String(), At: c.Began, Text: text})
	}
	return all, err
}

// SweptTables returns the names of the tables in which an erasure frees rows.
func SweptTables() (names []string) {
	for _, p := range places {
		if p.none == "" {
			names = append(names, p.table)
		}
	}
	return names
}
