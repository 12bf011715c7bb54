// Package fastjson is the faster JSON decoder and encoder, for the two places where JSON is most of the work:
// the bodies of bulk imports and the bodies of rows. Everything else uses encoding/json.
//
// It is an alias for github.com/goccy/go-json, in one place so that it can be exchanged, and fuzzed against
// encoding/json here. Bodies from outside must be limited before they come here.
package fastjson

import "github.com/goccy/go-json"

// Marshal is json.Marshal without HTML escapes.
func Marshal(v any) ([]byte, error) { return json.MarshalWithOption(v, json.DisableHTMLEscape()) }

// Unmarshal is json.Unmarshal.
func Unmarshal(b []byte, v any) error { return json.Unmarshal(b, v) }
