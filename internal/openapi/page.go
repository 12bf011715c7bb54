package openapi

import (
	"bytes"
	_ "embed"
	"html/template"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed page.html
var pageHTML string

// Style is the style sheet of the page, at StylePath.
//
//go:embed page.css
var Style []byte

// StylePath is where the page finds its style sheet.
const StylePath = "/documentation/page.css"

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// pageView is what the page shows.
type pageView struct {
	Version   string
	Text      string
	StylePath string
	Chapters  []chapterView
	Records   []recordView
}

type chapterView struct {
	Name, Anchor, Text string
	Operations         []operationView
}

type operationView struct {
	*Operation
	Method, Path, Curl string
	Success            int
	Members            []memberView
	SeeRecord          string // Contact or Company: the body is one
	Failures           []int
}

type recordView struct {
	Name    string
	Members []memberView
}

// memberView is a line of a table of members.
type memberView struct {
	Name, Type, Text string
	ReadOnly         bool
}

// Page renders the document for people: one HTML page without scripts, which needs nothing from
// elsewhere. base is the address of the server in the examples.
func (d *Document) Page(base string) ([]byte, error) {
	view := pageView{Version: d.api.Info.Version, Text: d.api.Info.Description, StylePath: StylePath}
	for _, tag := range d.api.Tags {
		view.Chapters = append(view.Chapters, d.chapter(tag, base))
	}
	for _, name := range []string{"Contact", "Company", "ProblemDetails"} {
		view.Records = append(view.Records, recordView{name, members(d.api.Components.Schemas.Map()[name])})
	}
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, view)
	return out.Bytes(), err
}

func (d *Document) chapter(tag *huma.Tag, base string) chapterView {
	c := chapterView{Name: tag.Name, Anchor: anchor(tag.Name), Text: tag.Description}
	for i := range d.operations {
		if o := &d.operations[i]; o.Tag == tag.Name {
			c.Operations = append(c.Operations, d.view(o, base))
		}
	}
	return c
}

func anchor(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "-")) }

func (d *Document) view(o *Operation, base string) operationView {
	v := operationView{
		Operation: o, Method: o.method(), Path: o.path(), Success: o.status(), Curl: o.curl(base), Failures: o.failures(),
	}
	switch body := o.Body.(type) {
	case nil:
	case Ref:
		v.SeeRecord = string(body)
	default:
		if s := d.schema(body, "application/json", o.ID+"Body", true); len(o.Types) == 0 {
			v.Members = members(d.resolved(s))
		}
	}
	return v
}

func (d *Document) resolved(s *huma.Schema) *huma.Schema {
	if s.Ref != "" {
		return d.api.Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

func members(s *huma.Schema) (all []memberView) {
	for name, p := range s.Properties {
		all = append(all, memberView{Name: name, Type: typeOf(p), Text: p.Description, ReadOnly: p.ReadOnly})
	}
	slices.SortFunc(all, func(a, b memberView) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func typeOf(s *huma.Schema) string {
	switch {
	case s.Ref != "":
		return s.Ref[len(components):]
	case s.Type == "array":
		return "list of " + typeOf(s.Items)
	case s.Format != "" && s.Type == "string":
		return s.Format
	case s.Type == "":
		return "any"
	}
	return s.Type
}

// curl returns the operation as a command.
func (o *Operation) curl(base string) string {
	path := o.Try
	if path == "" {
		path = strings.NewReplacer("{id}", "$ID", "{name}", "$NAME").Replace(o.path())
	}
	command := "curl"
	if o.method() != "GET" {
		command += " -X " + o.method()
	}
	if !strings.Contains(path, "{key}") {
		command += ` -H "Authorization: Bearer $KEY"`
	}
	for _, h := range o.Headers {
		if h.Required {
			command += " -H '" + h.Name + ": *'"
		}
	}
	if o.Example != "" {
		kind := "application/json"
		if len(o.Types) > 0 {
			kind = o.Types[0]
		}
		command += " -H 'Content-Type: " + kind + "' --data-binary '" + strings.ReplaceAll(o.Example, "'", `'\''`) + "'"
	}
	return command + ` "` + base + strings.ReplaceAll(path, "{key}", "$KEY") + `"`
}
