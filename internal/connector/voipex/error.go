package voipex

import (
	"errors"
	"net/http"
	"slices"

	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// answered reports whether a call failed by an answer of one of the statuses.
func answered(err error, statuses ...int) bool {
	failed, ok := errors.AsType[*call.Error](err)
	return ok && !failed.Garbled && slices.Contains(statuses, failed.Status)
}

// refused reports whether a call failed because of its records (wire/voipex.md 5.3).
func refused(err error) bool {
	return answered(err, http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity)
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
	if !refused(err) && !answered(err, http.StatusRequestEntityTooLarge) {
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

// garbled is an answer in another form than the call has.
func garbled(a call.Answer, cause error) error {
	return &call.Error{Status: a.Status, Header: a.Header, Body: a.Body, Garbled: true, Cause: cause}
}
