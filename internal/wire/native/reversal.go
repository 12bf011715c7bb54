package native

import (
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
)

// Reversal is the result of taking one change back. Its action is what was done: "deleted" takes
// back a creation, "refused" left the record as it is.
type Reversal struct {
	Action  ringdex.Action `json:"action"`
	Seq     int64          `json:"seq"` // of the change
	Kind    ringdex.Kind   `json:"kind"`
	ID      string         `json:"id"`
	Name    string         `json:"name,omitempty"`
	Fields  []string       `json:"fields,omitempty"` // if the other fields stay
	Problem *Problem       `json:"problem,omitempty"`
}

// ToReversal returns the JSON of a reversal, with the message in a language.
func ToReversal(r *ringdex.Reversal, in i18n.Language) Reversal {
	out := Reversal{Action: r.Action, Seq: r.Seq, Kind: r.Ref.Kind, ID: r.Ref.String(), Name: r.Name, Fields: r.Fields}
	if p := r.Problem; p != nil {
		out.Problem = &Problem{Code: p.Code, Key: p.Key, Message: in.Render(p.Text)}
	}
	return out
}
