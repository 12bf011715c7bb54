package thulium

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

var errNoList = errors.New("the answer has no list")

// answered reports whether a call failed by an answer of one of the statuses.
func answered(err error, statuses ...int) bool {
	failed, ok := errors.AsType[*call.Error](err)
	return ok && !failed.Garbled && slices.Contains(statuses, failed.Status)
}

// refused reports whether a call failed because of its records: 400 is our choice for validation,
// 404 for an unknown id (wire/thulium.md 4.2), the others are our caution.
func refused(err error) bool {
	return answered(err, http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity)
}

// unknown reports whether Thulium may have processed a call that failed.
func unknown(err error) bool {
	failed, ok := errors.AsType[*call.Error](err)
	return ok && failed.Unknown()
}

// refusalOf returns why Thulium refused a record, in its words.
func refusalOf(err error) error {
	failed, _ := errors.AsType[*call.Error](err)
	var said failure
	_ = json.Unmarshal(failed.Body, &said)
	var all []string
	for _, e := range said.Errors {
		all = append(all, e.Message)
	}
	if len(all) == 0 {
		return &ringdex.Error{Code: ringdex.Invalid, Text: failed.Message()}
	}
	return ringdex.Fail(ringdex.Invalid, "connector.refused", strings.Join(all, "; "))
}

// garbled is an answer in another form than the call has.
func garbled(a call.Answer, cause error) error {
	return &call.Error{Status: a.Status, Header: a.Header, Body: a.Body, Garbled: true, Cause: cause}
}
