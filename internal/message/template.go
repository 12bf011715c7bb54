package message

import (
	"fmt"
	"strconv"
	"strings"
)

// Template is one sentence of a catalogue, taken apart.
type Template []part

// part is a piece of a sentence: words, an argument, or words that follow the number of an
// argument.
type part struct {
	words string
	arg   int                 // -1 for words
	forms map[string]Template // by plural category; nil for an argument that is written as it is
}

// number stands for "#" in a plural: the number of the plural itself.
const number = -2

// Parse takes a sentence apart.
func Parse(text string) (Template, error) {
	t, rest, err := parse(text, false)
	if err == nil && rest != "" {
		err = fmt.Errorf("a brace too many before %q", rest)
	}
	return t, err
}

// parse reads up to the end, or inside of a form up to the brace that closes it, which is left in
// rest.
func parse(text string, form bool) (t Template, rest string, err error) {
	special := "{}"
	if form {
		special = "{}#"
	}
	for text != "" {
		i := strings.IndexAny(text, special)
		if i < 0 {
			i = len(text)
		}
		if i > 0 {
			t = append(t, part{words: text[:i], arg: -1})
		}
		if text = text[i:]; text == "" || text[0] == '}' {
			return t, text, nil
		}
		if text[0] == '#' {
			t, text = append(t, part{arg: number}), text[1:]
			continue
		}
		var p part
		if p, text, err = placeholder(text[1:]); err != nil {
			return nil, "", err
		}
		t = append(t, p)
	}
	return t, "", nil
}

// placeholder reads "0}" or "0, plural, one {…} other {…}}".
func placeholder(text string) (p part, rest string, err error) {
	i := strings.IndexAny(text, ",}")
	if i < 0 {
		return p, "", fmt.Errorf("a placeholder is not closed: %q", text)
	}
	if p.arg, err = strconv.Atoi(strings.TrimSpace(text[:i])); err != nil || p.arg < 0 {
		return p, "", fmt.Errorf("%q is not the number of an argument", text[:i])
	}
	if text[i] == '}' {
		return p, text[i+1:], nil
	}
	forms, found := strings.CutPrefix(strings.TrimSpace(text[i+1:]), "plural,")
	if !found {
		return p, "", fmt.Errorf("%q is not a plural", text[i+1:])
	}
	p.forms, rest, err = plural(forms)
	return p, rest, err
}

func plural(text string) (forms map[string]Template, rest string, err error) {
	forms = map[string]Template{}
	for text = strings.TrimSpace(text); text != "" && text[0] != '}'; text = strings.TrimSpace(text) {
		name, body, found := strings.Cut(text, "{")
		if !found {
			return nil, "", fmt.Errorf("a plural form has no words: %q", text)
		}
		words, after, err := parse(body, true)
		if err != nil || after == "" {
			return nil, "", fmt.Errorf("a plural form is not closed: %q", body)
		}
		forms[strings.TrimSpace(name)], text = words, after[1:]
	}
	if text == "" || len(forms) == 0 {
		return nil, "", fmt.Errorf("a plural has no forms, or is not closed")
	}
	return forms, text[1:], nil
}

// Arguments returns the numbers of the arguments that t names, each with the categories of its
// plural, "" for none.
func (t Template) Arguments() map[int][]string {
	all := map[int][]string{}
	for _, p := range t {
		if p.arg >= 0 && p.forms == nil {
			all[p.arg] = append(all[p.arg], "")
		}
		for category, form := range p.forms {
			all[p.arg] = append(all[p.arg], category)
			for arg, categories := range form.Arguments() {
				all[arg] = append(all[arg], categories...)
			}
		}
	}
	return all
}

// highest returns the largest number of an argument, -1 for none.
func (t Template) highest() int {
	highest := -1
	for arg := range t.Arguments() {
		highest = max(highest, arg)
	}
	return highest
}
