// Package openapi describes our doors: as an OpenAPI document for programs, and as a page for
// people.
//
// A door lists its operations beside its routes, and a test of the door compares both. Bodies and
// answers are Go values whose types give the schemas; those of contacts and companies come from the
// tables of fields. This package serves what the operations say and routes no call of an API: the
// doors check their requests themselves, so that problems have our codes and the reader's language,
// and streams go both ways.
package openapi

import (
	"net/http"
	"strings"
)

// Operation is one route of a door.
type Operation struct {
	Pattern string // of its route: "GET /v1/contacts/{id}"
	ID      string // unique: "listContacts"
	Tag     string // its chapter
	Summary string
	Text    string // more, if needed
	Needs   string // who may call: "scope read or role operator"

	Query   []Param
	Headers []Param
	Body    any      // see Schema; nil for none
	Types   []string // media types of the body; none for JSON
	Example string   // of the body, in the first of the types
	Try     string   // values of the path and the query of the example: "/v1/contacts?limit=10"

	Status   int // of success; 0 for 200
	Answer   any // see Schema; nil for none
	Answers  []string
	Problems []int // further statuses of failure
}

// Param is a parameter of the query, or a header.
type Param struct {
	Name, Type, Text string // Type: string, integer, boolean, date-time
	Required         bool
}

// Bodies and answers are a Go value, whose type is described, or one of these.
type (
	// Ref is the name of a record: Contact or Company.
	Ref string
	// Page is a page of such records.
	Page string
	// Members is an object with these members.
	Members map[string]any
	// List is a list of such values.
	List struct{ Of any }
	// Stream is a stream of lines, each a JSON value like this one.
	Stream struct{ Line any }
	// Text is what is not JSON.
	Text struct{}
)

// Chapter is a tag with its introduction.
type Chapter struct{ Name, Text string }

// About is the head of the document.
type About struct {
	Version  string
	Text     string
	Chapters []Chapter
}

// method and path of the operation's route.
func (o *Operation) method() string {
	method, _, _ := strings.Cut(o.Pattern, " ")
	return method
}

func (o *Operation) path() string {
	_, path, _ := strings.Cut(o.Pattern, " ")
	return path
}

func (o *Operation) status() int {
	if o.Status == 0 {
		return http.StatusOK
	}
	return o.Status
}

// pathParams returns the names in the path: "id" of "/v1/contacts/{id}".
func (o *Operation) pathParams() (names []string) {
	for rest := o.path(); ; {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			return names
		}
		name, end, _ := strings.Cut(after, "}")
		names, rest = append(names, name), end
	}
}
