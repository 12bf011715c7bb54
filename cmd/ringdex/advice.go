package main

import (
	"errors"
	"slices"
	"strings"

	"ringdex/internal/fileimport"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// adviceOf is what the command line can do about a problem, by its key; the zero Text for nothing.
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
	}
	return message.Text{}
}

// flagOf is the flag that a problem is about, by its key; "" for none.
func flagOf(p *ringdex.Error) string {
	switch {
	case p.Key == fileimport.KeyReplaceCompanies:
		return "--replace"
	case slices.Contains(mapping.AssignmentKeys(), p.Key):
		return strings.TrimSpace("--map " + p.Field)
	}
	return ""
}

// advised adds to an error which flag it is about and what can be done.
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

// hintOf is what the command line can do about refused rows, by the key of their problems; the zero Text for nothing.
func hintOf(key string) message.Text {
	if key == ringdex.UnknownCompany {
		return message.New("advice.import_companies")
	}
	return message.Text{}
}
