package openapi

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Document is the description of all operations.
type Document struct {
	operations []Operation
	api        *huma.OpenAPI
	bodies     map[string]bool // components that are sent to us
}

const components = "#/components/schemas/"

// New builds the document. It panics if two operations have the same id.
func New(about About, operations []Operation) *Document {
	registry := huma.NewMapRegistry(components, nameOf)
	d := &Document{operations: operations, bodies: map[string]bool{}, api: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "ringdex", Version: about.Version, Description: about.Text,
			License: &huma.License{Name: "see the file LICENSE"},
		},
		Servers:    []*huma.Server{{URL: "/", Description: "this server"}},
		Components: &huma.Components{Schemas: registry, SecuritySchemes: securitySchemes},
		Security:   []map[string][]string{{"bearer": {}}, {"basic": {}}, {"parameter": {}}},
	}}
	for _, c := range about.Chapters {
		d.api.Tags = append(d.api.Tags, &huma.Tag{Name: c.Name, Description: c.Text})
	}
	d.addRecords()
	for i := range operations {
		d.add(&operations[i])
	}
	d.tidy()
	return d
}

var securitySchemes = map[string]*huma.SecurityScheme{
	"bearer":    {Type: "http", Scheme: "bearer", Description: "An API key."},
	"basic":     {Type: "http", Scheme: "basic", Description: "A user and its password, or any name and an API key."},
	"parameter": {Type: "apiKey", In: "query", Name: "key", Description: "An API key, for systems that accept only a URL."},
}

func (d *Document) add(o *Operation) {
	op := &huma.Operation{
		OperationID: o.ID, Method: o.method(), Path: o.path(), Tags: []string{o.Tag}, Summary: o.Summary,
		Description: o.description(), Responses: map[string]*huma.Response{},
	}
	for _, name := range o.pathParams() {
		op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: "string"}})
	}
	op.Parameters = append(op.Parameters, parameters("query", o.Query)...)
	op.Parameters = append(op.Parameters, parameters("header", o.Headers)...)
	if o.Body != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: d.content(o.Body, o.Types, o.ID+"Body", o.Example, true)}
	}
	answer := &huma.Response{Description: http.StatusText(o.status())}
	if o.Answer != nil {
		answer.Content = d.content(o.Answer, o.Answers, o.ID+"Answer", "", false)
	}
	op.Responses[strconv.Itoa(o.status())] = answer
	for _, status := range o.failures() {
		op.Responses[strconv.Itoa(status)] = d.problem(status)
	}
	d.api.AddOperation(op)
}

func (o *Operation) description() string {
	text := o.Text
	if o.Needs != "" {
		if text != "" {
			text += "\n\n"
		}
		text += "Needs the " + o.Needs + "."
	}
	return text
}

// failures are the statuses that every operation may have, and its own.
func (o *Operation) failures() []int {
	all := append([]int{400, 401, 403, 429, 500, 503}, o.Problems...)
	if len(o.pathParams()) > 0 {
		all = append(all, http.StatusNotFound)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (d *Document) problem(status int) *huma.Response {
	return &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: &huma.Schema{Ref: components + "ProblemDetails"}},
	}}
}

func parameters(in string, list []Param) (all []*huma.Param) {
	for _, p := range list {
		schema := &huma.Schema{Type: p.Type}
		if p.Type == "date-time" {
			schema = &huma.Schema{Type: "string", Format: p.Type}
		}
		all = append(all, &huma.Param{Name: p.Name, In: in, Description: p.Text, Required: p.Required, Schema: schema})
	}
	return all
}

// content returns the forms of a body or an answer.
func (d *Document) content(v any, types []string, hint, example string, body bool) map[string]*huma.MediaType {
	if len(types) == 0 {
		types = []string{"application/json"}
	}
	all := map[string]*huma.MediaType{}
	for i, kind := range types {
		media := &huma.MediaType{Schema: d.schema(v, kind, hint, body)}
		if i == 0 && example != "" {
			media.Example = exampleOf(kind, example)
		}
		all[kind] = media
	}
	return all
}

func exampleOf(kind, text string) any {
	if kind == "application/json" {
		return json.RawMessage(text)
	}
	return text
}

// schema returns the schema of a body or an answer.
func (d *Document) schema(v any, kind, hint string, body bool) *huma.Schema {
	if stream, is := v.(Stream); is {
		s := &huma.Schema{Type: "string", Description: "One JSON value a line."}
		if kind == "application/x-ndjson" { // OpenAPI 3.2 has itemSchema for this
			s.Extensions = map[string]any{"x-itemSchema": d.schema(stream.Line, "application/json", hint, body)}
		}
		return s
	}
	if kind != "application/json" {
		return &huma.Schema{Type: "string"}
	}
	switch v := v.(type) {
	case Ref:
		return &huma.Schema{Ref: components + string(v)}
	case Page:
		return d.page(string(v))
	case List:
		return &huma.Schema{Type: "array", Items: d.schema(v.Of, kind, hint, body)}
	case Members:
		s := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}}
		for name, member := range v {
			s.Properties[name] = d.schema(member, kind, hint+name, body)
		}
		return s
	}
	s := d.api.Components.Schemas.Schema(reflect.TypeOf(v), true, hint)
	if body && s.Ref != "" {
		d.bodies[s.Ref[len(components):]] = true
	}
	return s
}

func (d *Document) page(of string) *huma.Schema {
	return &huma.Schema{Type: "object", Required: []string{"items"}, Properties: map[string]*huma.Schema{
		"items": {Type: "array", Items: &huma.Schema{Ref: components + of}},
		"next":  {Type: "string", Description: "cursor of the next page, for after; missing on the last page"},
		"total": {Type: "integer", Description: "number of all that match, if count=true"},
	}}
}

// tidy makes the schemas say what the doors do: lists are never null, members of an answer may
// become more, and no member has to be sent.
func (d *Document) tidy() {
	for name, s := range d.api.Components.Schemas.Map() {
		for _, p := range s.Properties {
			if p.Type == "array" {
				p.Nullable = false
			}
		}
		switch {
		case name == "Contact" || name == "Company":
		case d.bodies[name]:
			s.Required = nil
		default:
			s.AdditionalProperties = nil
		}
	}
}

// JSON returns the document in OpenAPI 3.1.
func (d *Document) JSON() []byte {
	body, err := json.MarshalIndent(d.api, "", " ")
	if err != nil {
		panic(err) // the operations cannot be written as JSON: a mistake in the program
	}
	return body
}

// JSON30 returns the document in OpenAPI 3.0.3, for generators that do not read 3.1.
func (d *Document) JSON30() []byte {
	body, err := d.api.Downgrade()
	if err != nil {
		panic(err)
	}
	return body
}

// nameOf returns the name of a type's component: that of a row without the word.
func nameOf(t reflect.Type, hint string) string {
	return strings.TrimSuffix(huma.DefaultSchemaNamer(t, hint), "Row")
}
