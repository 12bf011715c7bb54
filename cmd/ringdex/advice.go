package main

import (
	"errors"
	"slices"
	"strings"

	"ringdex/internal/fileimport"
	"ringdex/internal/intake"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

// adviceOf returns the command line's advice on a problem, by its message key; the zero Text for
// none.
func adviceOf(key string) message.Text {
	switch key {
	case mapping.KeyNoneKnown:
		return message.New("advice.name_columns")
	case mapping.KeyNotKnown:
		return message.New("advice.map")
	case mapping.KeyNoSuchField:
		return message.New("advice.define_field")
	case fileimport.KeyNoEmails:
		return message.New("advice.name_email")
	case fileimport.KeyNoUserNames:
		return message.New("advice.name_user_name")
	case intake.KeyReplaceLimit:
		return message.New("advice.max_delete")
	case intake.KeyReplaceUnknown:
		return message.New("advice.delete_refused")
	case intake.KeyReplaceKeyless:
		return message.New("advice.keyless")
	}
	return message.Text{}
}

// flagOf returns the flag that a problem is about, by its message key; "" for none.
func flagOf(p *ringdex.Error) string {
	switch {
	case p.Key == fileimport.KeyReplaceCompanies:
		return "--replace"
	case p.Key == ringdex.KeyMaxDelete:
		return "--max-delete"
	case slices.Contains(mapping.AssignmentKeys(), p.Key):
		return strings.TrimSpace("--map " + p.Field)
	}
	return ""
}

// advised adds the flag and the advice to an error.
func advised(err error) error {
	p, ok := errors.AsType[*ringdex.Error](err)
	if !ok {
		return err
	}
	told := *p
	if flag := flagOf(p); flag != "" {
		told.Text = message.New("value.of", flag, told.Text)
	}
	if advice := adviceOf(p.Key); !advice.IsZero() {
		told.Text = message.New("advice.and", told.Text, advice)
	}
	return &told
}

// hintOf returns the command line's advice on refused rows, by the message key of their problems;
// the zero Text for none.
func hintOf(key string) message.Text {
	if key == ringdex.UnknownCompany {
		return message.New("advice.import_companies")
	}
	return message.Text{}
}

// advisedOfFile adds the flag to an error of a file whose encoding is not clear.
func advisedOfFile(err error) error {
	if !errors.Is(err, table.ErrUnclear) {
		return err
	}
	return message.Wrap(err, "advice.and_encoding", joinTexts(charset.Encodings()))
}
