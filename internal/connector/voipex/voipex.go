// Package voipex writes contacts into VOIPEX (IPEX v3 contacts): all of them as one file, or
// changed ones by REST.
//
// It owns that wire: the upload and its answers, the paths of the REST calls, how a record is found
// again. The columns and their limits are in package wire/voipex, which the dialect uses, too.
// Facts come from wire/voipex.md; where they leave something open, our choice stands in wire.go.
// Whether a set of contacts is too small to replace the former one is decided by the caller.
package voipex

import (
	"sync"
	"sync/atomic"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
)

// Kind returns the kind "voipex".
func Kind() connector.Kind { return connector.Kind{Name: "voipex", New: New} }

// New returns a connector without settings.
func New(deps connector.Deps) connector.Connector {
	v := &Voipex{deps: deps}
	v.client = sync.OnceValue(func() *call.Client {
		return call.New(deps, call.System{
			Base: v.base, Path: apiPath, PerSecond: v.rate, Sign: call.Basic(v.username, v.password),
			Probe: call.Request{Path: validatorPath + call.Segment(checkedNumber)},
		})
	})
	return v
}

// Voipex is the connection to one VOIPEX. It is a Replacer, a Comparer and a Checker.
type Voipex struct {
	deps connector.Deps
	settings

	client  func() *call.Client // made at the first call, when the settings are there
	noBatch atomic.Bool         // it has no call for many contacts
}

var _ interface {
	connector.Replacer
	connector.Comparer
	connector.Checker
} = (*Voipex)(nil)

type settings struct {
	base, username, password, mode string
	rate                           int
	custom                         map[string]string // our fields, each with its column
}

// The modes.
const (
	modeUpload = "upload"
	modeREST   = "rest"
)

// Spec returns the settings.
func (v *Voipex) Spec() connector.Spec {
	return connector.Spec{
		connector.URL("base_url", &v.base).Or("https://flow.voipex.io"),
		connector.Text("username", &v.username).Require(),
		connector.Secret("password", &v.password).Require(),
		connector.Choice("mode", &v.mode, modeUpload, modeREST).Or(modeUpload).As("voipex_mode"),
		connector.Map("map", &v.custom).As("voipex_map").Like("segment: customField1"),
		connector.Integer("rate_limit", &v.rate, 0, 1000).Or("0"),
	}
}
