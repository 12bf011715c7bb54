package store

import (
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// settingsRow is the column organizations.settings.
type settingsRow struct {
	Regions []string  `json:"regions,omitempty"`
	Ladder  ladderRow `json:"ladder"`
	Guesses string    `json:"guesses,omitempty"`
}

type ladderRow struct {
	NoNational   bool `json:"noNational,omitempty"`
	NoHeadOffice bool `json:"noHeadOffice,omitempty"`
	NoSuffix     bool `json:"noSuffix,omitempty"`
	SuffixDigits int  `json:"suffixDigits,omitempty"`
}

func toSettingsRow(s ringdex.Settings) settingsRow {
	return settingsRow{Regions: s.Regions, Ladder: ladderRow(s.Ladder), Guesses: string(s.Guesses)}
}

func (row settingsRow) record() ringdex.Settings {
	return ringdex.Settings{
		Regions: phone.Regions(row.Regions), Ladder: ringdex.Ladder(row.Ladder), Guesses: ringdex.Guesses(row.Guesses),
	}
}

// fieldRow is the body of a row of fields.
type fieldRow struct {
	ID       int64     `json:"id"`
	Kind     string    `json:"kind"`
	Key      string    `json:"key,omitempty"`
	Title    string    `json:"title"`
	Type     string    `json:"type"`
	Required bool      `json:"required,omitempty"`
	Unique   bool      `json:"unique,omitempty"`
	Min      int       `json:"min,omitempty"`
	Max      int       `json:"max,omitempty"`
	Hint     string    `json:"hint,omitempty"`
	Items    []itemRow `json:"items,omitempty"`
}

type itemRow struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
}

func toFieldRow(f ringdex.Field) fieldRow {
	return fieldRow{
		f.ID, string(f.Kind), f.Key, f.Title, string(f.Type), f.Required, f.Unique, f.Min, f.Max, f.Hint,
		eachOf(f.Items, func(i ringdex.Item) itemRow { return itemRow(i) }),
	}
}

func (row fieldRow) record() ringdex.Field {
	return ringdex.Field{
		ID: row.ID, Kind: ringdex.Kind(row.Kind), Key: row.Key, Title: row.Title, Type: ringdex.FieldType(row.Type), Required: row.Required,
		Unique: row.Unique, Min: row.Min, Max: row.Max, Hint: row.Hint,
		Items: eachOf(row.Items, func(i itemRow) ringdex.Item { return ringdex.Item(i) }),
	}
}

// sourceRow is the body of a row of sources.
type sourceRow struct {
	Key      string `json:"key"`
	Name     string `json:"name,omitempty"`
	Priority int    `json:"priority,omitempty"`

	Rule       ringdex.FieldRule            `json:"rule,omitempty"`
	FieldRules map[string]ringdex.FieldRule `json:"fieldRules,omitempty"`
	LockEdits  bool                         `json:"lockEdits,omitempty"`

	StrictNumbers      bool   `json:"strictNumbers,omitempty"`
	OverwritePasswords bool   `json:"overwritePasswords,omitempty"`
	MatchUserName      bool   `json:"matchUserName,omitempty"`
	MatchEmail         bool   `json:"matchEmail,omitempty"`
	MatchPhoneAndName  bool   `json:"matchPhoneAndName,omitempty"`
	MaxDelete          string `json:"maxDelete,omitempty"`
	KeepRefused        bool   `json:"keepRefused,omitempty"`
}

func (row sourceRow) record() ringdex.Source { return ringdex.Source(row) }

// apiKeyRow is the body of a row of api_keys.
type apiKeyRow struct {
	ID      idText    `json:"id"`
	Name    string    `json:"name"`
	Hash    hashText  `json:"hash"`
	Scope   string    `json:"scope"`
	Source  string    `json:"source,omitempty"`
	Allow   []string  `json:"allow,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
	Created time.Time `json:"created"`
}

func toAPIKeyRow(k ringdex.Key) apiKeyRow {
	return apiKeyRow{idText(k.ID), k.Name, hashText(k.Hash), string(k.Scope), k.Source, k.Allow, k.Expires, k.Created}
}

func (row apiKeyRow) record() ringdex.Key {
	return ringdex.Key{
		ID: ringdex.ID(row.ID), Name: row.Name, Hash: row.Hash, Scope: ringdex.Scope(row.Scope), Source: row.Source, Allow: row.Allow,
		Expires: row.Expires, Created: row.Created,
	}
}
