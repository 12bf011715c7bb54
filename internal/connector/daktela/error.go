package daktela

import (
	"encoding/json"
	"errors"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// refusals are the statuses that concern the record of the call; others concern every call. 400 is
// documented (3.2), the others are our caution.
var refusals = []int{400, 409, 413, 422}

// refusalOf returns why Daktela refused a record, naming its attribute; nil for another failure.
func refusalOf(err error) error {
	if !call.Answered(err, refusals...) {
		return nil
	}
	failed, _ := errors.AsType[*call.Error](err)
	var e envelope
	_ = json.Unmarshal(failed.Body, &e)
	why := reasonsOf(e.Error)
	if why.text == "" {
		return &ringdex.Error{Code: ringdex.Invalid, Text: failed.Message()}
	}
	return ringdex.Problem(why.field, "connector.refused", why.text)
}
