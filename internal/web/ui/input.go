package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Input is a control of a form.
type Input struct {
	Name    string
	Label   string
	Value   string
	Type    string // of the HTML element; "" for text, "textarea", or "list" for one value a line
	Hint    string
	Problem string // what is wrong with the value
	Options []Option
	Attrs   templ.Attributes // others, such as autocomplete
}

// Option is a choice of a select.
type Option struct{ Value, Label string }

// id returns the id of the control: the name, in letters that selectors need not escape.
func (f Input) id() string {
	return "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "", " ", "-").Replace(f.Name)
}

func (f Input) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// attributes adds what connects the control with its hint and its problem.
func (f Input) attributes() templ.Attributes {
	all := templ.Attributes{}
	for name, value := range f.Attrs {
		all[name] = value
	}
	var described []string
	if f.Hint != "" {
		described = append(described, f.id()+"-hint")
	}
	if f.Problem != "" {
		all["aria-invalid"] = "true"
		described = append(described, f.id()+"-problem")
	}
	if len(described) > 0 {
		all["aria-describedby"] = strings.Join(described, " ")
	}
	return all
}
