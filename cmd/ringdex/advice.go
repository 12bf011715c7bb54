package main

import (
	"errors"

	"ringdex/internal/fileimport"
	"ringdex/internal/mapping"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// adviceOf is what the command line can do about a problem, by its key; "" for nothing.
func adviceOf(key string) string {
	switch key {
	case mapping.KeyNoneKnown:
		return "name them with --map COLUMN=FIELD"
	case mapping.KeyNotKnown:
		return "--map takes it"
	case mapping.KeyNoSuchField:
		return `"ringdex field add" defines it`
	case fileimport.KeyNoEmails:
		return "name it with --map COLUMN=email"
	case fileimport.KeyNoUserNames:
		return "name it with --map COLUMN=userName, or add --make-usernames"
	}
	return ""
}

// flagOf is the flag that a problem is about, by its key; "" for none.
func flagOf(p *ringdex.Error) string {
	switch {
	case p.Key == fileimport.KeyReplaceCompanies:
		return "--replace: "
	case p.Key == mapping.KeyAssignment && p.Field != "":
		return "--map " + p.Field + ": "
	case p.Key == mapping.KeyAssignment:
		return "--map: "
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
	told.Text = message.Verbatim(flagOf(p) + p.Error())
	if advice := adviceOf(p.Key); advice != "" {
		told.Said += "; " + advice
	}
	return &told
}

// hintOf is what the command line can do about refused rows, by the key of their problems; "" for nothing.
func hintOf(key string) string {
	if key == ringdex.UnknownCompany {
		return "companies that are not known: import them first, or add --create-companies"
	}
	return ""
}
