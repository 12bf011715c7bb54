// Package fastjson is a faster JSON decoder for the bodies of bulk imports, where JSON is most of
// the work. All other code uses encoding/json, except the store, which has its own codec for the
// bodies of rows.
//
// It wraps github.com/goccy/go-json, so that the library can be replaced in one place, and fuzzes
// it against encoding/json. Limit the size of bodies from outside before you decode them.
package fastjson

import "github.com/goccy/go-json"

// Unmarshal is json.Unmarshal.
func Unmarshal(b []byte, v any) error { return json.Unmarshal(b, v) }
