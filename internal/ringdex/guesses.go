package ringdex

// Guesses are the uncertain results that an organization allows on wires that cannot express
// uncertainty: a phone shows only a name.
type Guesses string

// The levels, each including those before it. The zero value means GuessHeadOffice: a company found
// without the extension is a guess too, but it never shows a wrong person's name.
const (
	GuessNone       Guesses = "none"        // exact and national only
	GuessHeadOffice Guesses = "head-office" // also companies by their head office
	GuessSuffix     Guesses = "suffix"      // also records with the same last digits
)

// HeadOffice reports whether a company found by its head office may be shown.
func (g Guesses) HeadOffice() bool { return g != GuessNone }

// Suffix reports whether a record with the same last digits may be shown.
func (g Guesses) Suffix() bool { return g == GuessSuffix }
