package dialecttest

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Names stand for what differs from run to run. In requests:
//
//	{guid:1}            the first id that an answer brought; {guid:admin}, {guid:K-1}: of a user, of a seeded contact
//	{key:write}         the secret of a key
//	{basic:admin}       Basic credentials with the user's own password; {basic:admin:secret}: with another one
//	{bytes:efbbbf}      bytes
//	{fill:256:x}        a text 256 times
//
// In answers, ids, secrets and durations come out as such names.
type Names struct {
	GUIDs  map[string]string // by name
	byGUID map[string]string
	Keys   map[string]string
	next   int
}

func newNames() *Names {
	return &Names{GUIDs: map[string]string{}, byGUID: map[string]string{}, Keys: map[string]string{}, next: 1}
}

func (n *Names) know(name, guid string) { n.GUIDs[name], n.byGUID[guid] = guid, name }

var (
	inner = regexp.MustCompile(`\{(guid|key|bytes|fill):([^{}]*)\}`)
	outer = regexp.MustCompile(`\{basic:([^{}]*)\}`)
)

// Fill puts the real things into the text of a request.
func (n *Names) Fill(text string) (filled string, err error) {
	replace := func(pattern *regexp.Regexp, text string, with func(kind, of string) (string, error)) string {
		return pattern.ReplaceAllStringFunc(text, func(place string) string {
			kind, of, _ := strings.Cut(strings.Trim(place, "{}"), ":")
			thing, failure := with(kind, of)
			if failure != nil {
				err = fmt.Errorf("%s: %w", place, failure)
			}
			return thing
		})
	}
	text = replace(inner, text, n.thing)
	return replace(outer, text, func(_, of string) (string, error) {
		user, password, given := strings.Cut(of, ":")
		if !given {
			password = PasswordOf(user[strings.LastIndex(user, `\`)+1:])
		}
		return Basic(user, password), nil
	}), err
}

func (n *Names) thing(kind, of string) (string, error) {
	switch kind {
	case "guid":
		return known(n.GUIDs, of)
	case "key":
		return known(n.Keys, of)
	case "bytes":
		b, err := hex.DecodeString(of)
		return string(b), err
	}
	count, text, _ := strings.Cut(of, ":")
	times, err := strconv.Atoi(count)
	return strings.Repeat(text, times), err
}

func known(things map[string]string, name string) (string, error) {
	thing, ok := things[name]
	if !ok {
		return "", fmt.Errorf("there is no %q", name)
	}
	return thing, nil
}

// GUID finds ids of version 7, as ours are.
var GUID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

var (
	secret       = regexp.MustCompile(`whsec_[A-Za-z0-9+/]{43}=`)
	microseconds = regexp.MustCompile(`"microseconds":[0-9.e+-]+`)
)

// Hide puts names for what differs into an answer. Ids that stand in the fixture itself stay.
func (n *Names) Hide(text, fixture string) string {
	text = GUID.ReplaceAllStringFunc(text, func(id string) string {
		if strings.Contains(fixture, id) {
			return id
		}
		if _, met := n.byGUID[id]; !met {
			n.know(strconv.Itoa(n.next), id)
			n.next++
		}
		return "{guid:" + n.byGUID[id] + "}"
	})
	text = secret.ReplaceAllString(text, "whsec_{secret}")
	return microseconds.ReplaceAllString(text, `"microseconds":{microseconds}`)
}
