package voipex

import (
	"errors"
	"net/http"

	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Why an answer cannot be read.
var (
	errNoTotal   = errors.New("the answer has no total")
	errNoResults = errors.New("the answer has not a result for each contact")
)

// refused reports whether a call failed because of its records (wire/voipex.md 5.3).
func refused(err error) bool {
	return call.Answered(err, http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity)
}

// refusalOf returns why VOIPEX refused a record, in its words.
func refusalOf(err error) error {
	failed, _ := errors.AsType[*call.Error](err)
	if s, ok := saidBy(failed.Body); ok && s.words() != "" {
		return ringdex.Fail(ringdex.Invalid, "connector.refused", s.words())
	}
	return &ringdex.Error{Code: ringdex.Invalid, Text: failed.Message()}
}

// failureOf returns why a file was refused, in the words of VOIPEX; other failures as they are.
func failureOf(err error) error {
	if !refused(err) && !call.Answered(err, http.StatusRequestEntityTooLarge) {
		return err
	}
	failed, _ := errors.AsType[*call.Error](err)
	if s, ok := saidBy(failed.Body); ok && s.words() != "" {
		return message.Err("voipex_remote.refused", s.words())
	}
	return err
}

func (s said) words() string {
	if s.Error == "" && s.Message != nil {
		return *s.Message
	}
	return s.Error
}
