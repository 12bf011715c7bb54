package helpdesk

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// How a client reads the answers of a helpdesk: more leniently than we write them, because their
// outer form is not documented (section 2.2).

// Result is the result of an item of either import. Members that a helpdesk leaves out are empty.
type Result struct {
	Success                 bool
	ErrorMessage            string
	Message                 string
	UserProviderKey         string
	UserProviderKeyConflict string
	Username                string
	Name                    string
	CustomerID              Loose `json:"CustomerId"`
	ID                      Loose `json:"Id"` // some call CustomerId so
	ExternalID              Loose `json:"ExternalId"`
}

// errNoResults is an answer that is neither an array nor an object with one.
var errNoResults = errors.New("no array of results")

// Results reads the answer of an import: an array, or an object with exactly one member that is an
// array (CHOICE, section 2.2).
func Results(body []byte) ([]Result, error) {
	list := bytes.TrimSpace(body)
	if len(list) > 0 && list[0] == '{' {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(list, &members); err != nil {
			return nil, err
		}
		list = nil
		for _, member := range members {
			if member[0] != '[' {
				continue
			}
			if list != nil {
				return nil, errNoResults
			}
			list = member
		}
	}
	if len(list) == 0 || list[0] != '[' {
		return nil, errNoResults
	}
	var results []Result
	return results, json.Unmarshal(list, &results)
}

// Said returns what an answer with an error says to people, or "" (section 1: Message, then
// ModelState, then ExceptionMessage).
func Said(body []byte) string {
	var e struct {
		Message, ExceptionMessage string
		ModelState                map[string][]string
	}
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	parts := []string{e.Message}
	for _, member := range slices.Sorted(maps.Keys(e.ModelState)) {
		parts = append(parts, member+": "+strings.Join(e.ModelState[member], ", "))
	}
	if len(parts) == 1 && e.ExceptionMessage != "" {
		parts = append(parts, e.ExceptionMessage)
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}
