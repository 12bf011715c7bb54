package ringdex

// Guesses are the guesses of a lookup that an organization allows on wires whose answer cannot say how sure it is: a
// phone shows a name, and nothing beside it.
type Guesses string

// The kinds of guesses, each with those before it. The zero value means GuessHeadOffice: a company by its number without
// the extension is a guess, too, but it never gives a person somebody else's name.
const (
	GuessNone       Guesses = "none"        // exact and national only
	GuessHeadOffice Guesses = "head-office" // and companies by their head office
	GuessSuffix     Guesses = "suffix"      // and whatever has the same last digits
)

// HeadOffice reports whether a company found by its head office may be shown.
func (g Guesses) HeadOffice() bool { return g != GuessNone }

// Suffix reports whether a record with the same last digits may be shown.
func (g Guesses) Suffix() bool { return g == GuessSuffix }
