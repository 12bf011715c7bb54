package ringdex

import "ringdex/internal/phone"

// Findings is what is worth a look in a run of a file although its rows went in. It has places and
// counts but no personal data: runs are kept longer than people.
type Findings struct {
	Invalid     int             // numbers that are not valid, so that they are found only as written
	Examples    []InvalidNumber // the first KeptExamples of them
	Unreachable int             // contacts with neither a number nor an e-mail
	Nameless    int             // created or changed contacts without any name, so that nobody is announced
	Noted       int             // rows of which a value was left out
	Companies   int             // created because contacts name them
	Duplicates  int             // new contacts with the name and a number of an older one of the source
	LeftOut     []LeftOutColumn
	EmptyRows   int // skipped
	Titles      int // rows above the header, skipped
	HiddenRows  int // of a workbook; imported like the others
}

// KeptExamples is how many examples findings have.
const KeptExamples = 5

// InvalidNumber is the place of a number that is not valid.
type InvalidNumber struct {
	Line   int
	Reason phone.Reason
	Region string // that would make it valid; "" for none that is known here
}

// LeftOutColumn is a column that was left out although its values look like numbers or e-mails.
type LeftOutColumn struct {
	Number int // from 1
	Title  string
	Look   string // "numbers" or "e-mails"
	Values int    // that look like it
}
