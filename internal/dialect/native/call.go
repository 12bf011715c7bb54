package native

import (
	"net/http"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/calls"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// CallKeyPath is for phone systems that accept only a URL.
const CallKeyPath = "/k/{key}/v1/calls"

func (a *api) callRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"POST /v1/calls":              dialect.For(auth.Lookup, a.tellCall),
		"GET /v1/calls":               dialect.For(auth.Read, a.listCalls),
		"GET /v1/calls/{id}":          dialect.For(auth.Read, a.showCall),
		"POST /v1/calls/{id}/contact": dialect.For(auth.Edit, a.chooseCaller),
		"GET " + CallKeyPath:          dialect.For(auth.Lookup, a.tellCall),
		"POST " + CallKeyPath:         dialect.For(auth.Lookup, a.tellCall),
	}
}

// tellCall answers an event of a call with who has the number: 200 also for nobody, since phone
// systems repeat what failed.
func (a *api) tellCall(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	values, err := dialect.Values(w, r)
	if err != nil {
		return err
	}
	told, err := a.Calls.Tell(r.Context(), p, calls.EventOf(values))
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toAnswer(&told))
}

// callAnswer is the answer to an event.
type callAnswer struct {
	CallID     string      `json:"callId"`
	Event      string      `json:"event"`
	Found      int         `json:"found"`
	Card       *callCard   `json:"card"`
	Candidates []*callCard `json:"candidates"`
	Action     string      `json:"action"` // always "none"
}

// callCard is who has the number of a call.
type callCard struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	Company string   `json:"company,omitempty"`
	Step    string   `json:"step"`
	Agents  []string `json:"agents,omitempty"`
}

// eventNames are the events by the states that they lead to.
var eventNames = map[ringdex.CallState]string{ringdex.Ringing: "ringing", ringdex.Talking: "answered", ringdex.Over: "ended"}

func toAnswer(told *calls.Told) callAnswer {
	answer := callAnswer{CallID: told.Call.Key, Event: eventNames[told.Call.State], Found: told.Found.Total, Candidates: []*callCard{}, Action: "none"}
	for i := range told.Found.Candidates {
		c := &told.Found.Candidates[i]
		card := &callCard{ID: c.Ref.String(), Kind: string(c.Ref.Kind), Name: c.Name, Company: c.CompanyName, Step: string(told.Found.Step), Agents: c.Agents}
		answer.Candidates = append(answer.Candidates, card)
	}
	if len(answer.Candidates) > 0 {
		answer.Card = answer.Candidates[0]
	}
	return answer
}

// callRow is a call.
type callRow struct {
	ID        string    `json:"id"`
	CallID    string    `json:"callId"`
	Direction string    `json:"direction"`
	State     string    `json:"state"`
	Missed    bool      `json:"missed"`
	Seen      bool      `json:"seen"`
	Number    string    `json:"number"`
	E164      string    `json:"e164,omitempty"`
	Line      string    `json:"line,omitempty"`
	Queue     string    `json:"queue,omitempty"`
	Agents    []string  `json:"agents"`
	Answerer  string    `json:"answeredBy,omitempty"`
	Cause     string    `json:"cause,omitempty"`
	Note      string    `json:"note,omitempty"`
	Recording string    `json:"recording,omitempty"`
	Began     time.Time `json:"began"`
	Answered  time.Time `json:"answered,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
	Seconds   int       `json:"seconds"`
	Step      string    `json:"step,omitempty"`
	Found     []callRef `json:"found"`
	Chosen    bool      `json:"chosen"`
}

// callRef is a record that has the number of a call.
type callRef struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

func toCallRow(c *ringdex.Call) callRow {
	row := callRow{
		ID: c.ID.String(), CallID: c.Key, Direction: string(c.Direction), State: string(c.State), Missed: c.Missed(), Seen: c.Seen,
		Number: c.Number, E164: c.E164, Line: c.Line, Queue: c.Queue, Agents: c.Agents, Answerer: c.Taker, Cause: c.Ending, Note: c.Note,
		Recording: c.Recording, Began: c.Began, Answered: c.Answered, Ended: c.Ended, Seconds: int(c.Length() / time.Second),
		Step: c.Step, Found: []callRef{}, Chosen: c.Chosen,
	}
	if row.Agents == nil {
		row.Agents = []string{}
	}
	for _, ref := range c.Found {
		row.Found = append(row.Found, callRef{string(ref.Kind), ref.String()})
	}
	return row
}

// listCalls answers GET /v1/calls?number&missed&unknown&unseen&after&limit: the latest first.
func (a *api) listCalls(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	q := newQuery(r)
	wanted := calls.Query{Missed: q.flag("missed"), Unknown: q.flag("unknown"), Unseen: q.flag("unseen"), Number: q.text("number"), Limit: q.limit()}
	if text := q.text("after"); text != "" {
		var err error
		if wanted.Before, err = ringdex.ParseID(text); err != nil {
			q.fail(ringdex.Problem("after", "call.cursor", ringdex.Show(text)))
		}
	}
	if err := q.end(); err != nil {
		return err
	}
	page, err := a.Calls.List(r.Context(), p, wanted)
	if err != nil {
		return err
	}
	items, next := make([]callRow, len(page.Calls)), ""
	for i := range page.Calls {
		items[i] = toCallRow(&page.Calls[i])
	}
	if !page.Next.IsZero() {
		next = page.Next.String()
	}
	return writeList(w, r, items, next, nil)
}

// showCall answers GET /v1/calls/{id}, by our id or by the phone system's callId.
func (a *api) showCall(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	call, err := a.callOf(r, p)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toCallRow(&call))
}

func (a *api) callOf(r *http.Request, p auth.Principal) (ringdex.Call, error) {
	if id, err := ringdex.ParseID(r.PathValue("id")); err == nil {
		return a.Calls.Find(r.Context(), p, id)
	}
	return a.Calls.Named(r.Context(), p, r.PathValue("id"))
}

// chooseCaller answers POST /v1/calls/{id}/contact {"contact": "…"}: it was this one. The number is
// added to the contact.
func (a *api) chooseCaller(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	var body struct {
		Contact string `json:"contact"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	call, err := a.callOf(r, p)
	if err != nil {
		return err
	}
	contact, err := ringdex.ParseID(body.Contact)
	if err != nil {
		return ringdex.Problem("contact", "calls.contact", ringdex.Show(body.Contact))
	}
	if _, err := a.Records.ChangeContact(r.Context(), p, contact, calls.Attached(&call), directory.Expected{}); err != nil {
		return err
	}
	if err := a.Calls.Choose(r.Context(), p, call.ID, ringdex.Ref{Kind: ringdex.KindContact, Contact: contact}); err != nil {
		return err
	}
	if call, err = a.Calls.Find(r.Context(), p, call.ID); err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toCallRow(&call))
}
