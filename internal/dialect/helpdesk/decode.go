package helpdesk

import (
	"encoding/json"
	"errors"

	"ringdex/internal/fastjson"
	"ringdex/internal/httpx"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// decode reads JSON the fast way. What that does not take is read again by encoding/json, which has the last word
// and knows the place of what is wrong. Every error is a *httpx.BodyError.
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

// notJSON says where a body stops being JSON.
func notJSON(body []byte) error {
	return httpx.NotJSON(body, json.Unmarshal(body, new(json.RawMessage)))
}

// withoutPlace returns what is wrong with an item, without line and column: they would be counted from its beginning,
// which is nowhere in the body.
func withoutPlace(err error) message.Text {
	if e, ok := errors.AsType[*httpx.BodyError](err); ok {
		return e.What
	}
	return ringdex.TextOf(err)
}
