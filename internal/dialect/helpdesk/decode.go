package helpdesk

import (
	"encoding/json"
	"errors"

	"ringdex/internal/fastjson"
	"ringdex/internal/httpx"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// decode uses the fast decoder. If that fails, encoding/json decodes again: its result counts, and
// its error has a position. Every error is a *httpx.BodyError.
func decode[T any](raw []byte) (v T, err error) {
	if err := fastjson.Unmarshal(raw, &v); err == nil {
		return v, nil
	}
	var again T
	if err := json.Unmarshal(raw, &again); err != nil {
		return again, httpx.NotJSON(raw, err)
	}
	return again, nil
}

// notJSON returns the error of invalid JSON with its position.
func notJSON(body []byte) error {
	return httpx.NotJSON(body, json.Unmarshal(body, new(json.RawMessage)))
}

// withoutPlace returns the message of an item's error without line and column, since those would be
// relative to the item and not to the body.
func withoutPlace(err error) message.Text {
	if e, ok := errors.AsType[*httpx.BodyError](err); ok {
		return e.What
	}
	return ringdex.TextOf(err)
}
