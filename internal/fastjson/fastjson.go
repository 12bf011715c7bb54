// Package fastjson is the faster JSON decoder, for the bodies of bulk imports, where JSON is most of the work. Everything
// else uses encoding/json, but for the bodies of rows, which the store reads and writes by itself.
//
// It is an alias for github.com/goccy/go-json, in one place so that it can be exchanged, and fuzzed against
// encoding/json here. Bodies from outside must be limited before they come here.
package fastjson

import "github.com/goccy/go-json"

// Unmarshal is json.Unmarshal.
func Unmarshal(b []byte, v any) error { return json.Unmarshal(b, v) }
