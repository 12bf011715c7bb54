package store

import (
	"encoding/json"

	"ringdex/internal/message"
)

// textRow is a message in the body of a row. The English words serve other versions, whose
// catalogue may lack the key. Rows from before messages had keys contain only words.
type textRow struct {
	Key   string   `json:"key,omitempty"`
	Args  []argRow `json:"args,omitempty"`
	Words string   `json:"message,omitempty"`
}

func toTextRow(t message.Text) textRow {
	return textRow{t.Key, eachOf(t.Args, func(arg any) argRow { return argRow{arg} }), t.String()}
}

func (row textRow) text() message.Text {
	t := message.Text{Key: row.Key, Args: eachOf(row.Args, func(arg argRow) any { return arg.value })}
	if !t.Complete() {
		t.Said = row.Words
	}
	return t
}

// wordsRow is a message in a place that once had only English words as a JSON string, which are
// still read.
type wordsRow textRow

// IsZero reports whether there is no message.
func (w wordsRow) IsZero() bool { return w.Key == "" && w.Words == "" }

// MarshalJSON implements json.Marshaler.
func (w wordsRow) MarshalJSON() ([]byte, error) {
	if w.Key == "" {
		return json.Marshal(w.Words)
	}
	return json.Marshal(textRow(w))
}

// UnmarshalJSON implements json.Unmarshaler.
func (w *wordsRow) UnmarshalJSON(body []byte) error {
	if body[0] == '"' {
		return json.Unmarshal(body, &w.Words)
	}
	return json.Unmarshal(body, (*textRow)(w))
}

// argRow is an argument: a JSON string, a whole number, or an object for a nested message.
type argRow struct{ value any }

// MarshalJSON implements json.Marshaler.
func (a argRow) MarshalJSON() ([]byte, error) {
	if t, ok := a.value.(message.Text); ok {
		return json.Marshal(toTextRow(t))
	}
	return json.Marshal(a.value)
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *argRow) UnmarshalJSON(body []byte) error {
	switch body[0] {
	case '"':
		return unmarshalAs[string](body, a)
	case '{':
		var row textRow
		err := json.Unmarshal(body, &row)
		a.value = row.text()
		return err
	}
	return unmarshalAs[int64](body, a)
}

func unmarshalAs[T any](body []byte, a *argRow) error {
	var value T
	err := json.Unmarshal(body, &value)
	a.value = value
	return err
}
