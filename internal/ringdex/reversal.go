package ringdex

// Reversal is what became of one change of the journal that was to be taken back. A refused one was
// left as it is.
type Reversal struct {
	Seq     int64 // of the change
	Ref     Ref
	Name    string   // of the record
	Action  Action   // what was done: Deleted takes back Created
	Fields  []string // that were taken back, if the other fields of the change stay
	Problem *Error   // why it was left
}
