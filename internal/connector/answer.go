package connector

import (
	"context"

	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// AskingHeader is sent with the question of an Answerer, whatever its value. A ringdex that is
// asked with it answers from its own directory and asks no other system.
const AskingHeader = "Ringdex-Asking"

// Answerer is a connector whose system is asked, during a lookup, who has a number that nobody has
// here.
type Answerer interface {
	// Answer returns who has a number in the system; found is false for nobody. It takes no longer
	// than the time limit of the settings. The error says why the system was not asked or did not
	// answer: for the lookup that is nobody, too.
	Answer(ctx context.Context, number phone.Number) (record intake.Record, found bool, err error)
	// Keeps reports whether answers are to be stored as contacts, by the settings.
	Keeps() bool
}

// ContactOf returns a record as a contact that is only shown: without what the rules refuse of it.
func ContactOf(rec *intake.Record, rules *ringdex.Rules) *ringdex.Contact {
	c := &ringdex.Contact{}
	for i := range rec.Ops {
		edits, _ := ringdex.PrepareContact(rec.Ops[i:i+1], rules)
		_ = ringdex.Apply(c, edits) // a value that does not fit is left out
	}
	return c
}
