package thulium

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// Why an answer cannot be read.
var (
	errNoList = errors.New("the answer has not the list that was expected")
	errNoID   = errors.New("a record of the answer has no id")
)

// refused reports whether a call failed because of its records: 400 is our choice for validation,
// 404 for an unknown id (wire/thulium.md 4.2), the others are our caution.
func refused(err error) bool {
	return call.Answered(err, http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity)
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
