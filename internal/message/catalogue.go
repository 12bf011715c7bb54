package message

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
)

//go:embed *.properties pages
var files embed.FS

// english is the catalogue that has every key.
var english = must(ReadCatalogue(files, "en", func(n int64) string {
	if n == 1 {
		return "one"
	}
	return "other"
}))

// English returns the catalogue that has every key.
func English() *Catalogue { return english }

// Catalogue has the sentences of one language.
type Catalogue struct {
	templates map[string]Template
	category  func(n int64) string
	digits    func(n int64) string // writes a number; nil for plain digits
	fallback  *Catalogue           // for what this one does not have; nil for none
}

// ReadCatalogue reads the files of a language: name.properties, and the texts of the pages in
// pages/AREA.name.properties. No key may be in two of them.
func ReadCatalogue(folder fs.FS, name string, category func(n int64) string) (*Catalogue, error) {
	names, err := fs.Glob(folder, "pages/*."+name+".properties")
	if err != nil {
		return nil, err
	}
	var all strings.Builder
	for _, file := range append([]string{name + ".properties"}, names...) {
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, err
		}
		all.Write(text)
		all.WriteByte('\n')
	}
	return ParseCatalogue(all.String(), category)
}

// ParseCatalogue reads lines of the form "key = sentence"; empty ones and those that begin with #
// are left out. category returns the plural category of a number.
func ParseCatalogue(text string, category func(n int64) string) (*Catalogue, error) {
	c := &Catalogue{templates: map[string]Template{}, category: category}
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		key, sentence, found := strings.Cut(line, " = ")
		template, err := Parse(sentence)
		switch {
		case !found:
			err = fmt.Errorf("%q is not a key and a sentence", line)
		case c.templates[key] != nil:
			err = fmt.Errorf("the key %s is there twice", key)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		c.templates[key] = template
	}
	return c, nil
}

// must is for catalogues that are part of the program: tests read them all.
func must(c *Catalogue, err error) *Catalogue {
	if err != nil {
		panic(err)
	}
	return c
}

// Or returns c with another catalogue for what c does not have.
func (c *Catalogue) Or(fallback *Catalogue) *Catalogue {
	with := *c
	with.fallback = fallback
	return &with
}

// Written returns c with another way to write numbers, as readers of pages expect them.
func (c *Catalogue) Written(digits func(n int64) string) *Catalogue {
	with := *c
	with.digits = digits
	if c.fallback != nil {
		with.fallback = c.fallback.Written(digits)
	}
	return &with
}

// Keys returns all keys, sorted.
func (c *Catalogue) Keys() []string { return slices.Sorted(maps.Keys(c.templates)) }

// Template returns the sentence of a key, nil for none.
func (c *Catalogue) Template(key string) Template { return c.templates[key] }

func (c *Catalogue) has(t Text) bool {
	template := c.templates[t.Key]
	return template != nil && template.highest() < len(t.Args)
}

// Render returns the text in the catalogue's language: in its own words where it has any, else in
// those of the fallback, else as Said.
func (c *Catalogue) Render(t Text) string {
	switch {
	case c.has(t):
		var b strings.Builder
		c.write(&b, c.templates[t.Key], t.Args, 0)
		return b.String()
	case c.fallback != nil:
		return c.fallback.Render(t)
	case t.Said != "":
		return t.Said
	}
	return t.Key // written by a newer version, without words
}

func (c *Catalogue) write(b *strings.Builder, t Template, args []any, n int64) {
	for _, p := range t {
		switch {
		case p.arg == number:
			b.WriteString(c.number(n))
		case p.arg < 0:
			b.WriteString(p.words)
		case p.forms == nil:
			c.writeArgument(b, args[p.arg])
		default:
			n, _ := args[p.arg].(int64) // anything else counts as none
			c.write(b, c.form(p.forms, n), args, n)
		}
	}
}

func (c *Catalogue) form(forms map[string]Template, n int64) Template {
	if form, ok := forms[c.category(n)]; ok {
		return form
	}
	return forms["other"]
}

func (c *Catalogue) writeArgument(b *strings.Builder, arg any) {
	switch v := arg.(type) {
	case Text:
		b.WriteString(c.Render(v))
	case int64:
		b.WriteString(c.number(v))
	default:
		fmt.Fprint(b, arg)
	}
}

func (c *Catalogue) number(n int64) string {
	if c.digits != nil {
		return c.digits(n)
	}
	return strconv.FormatInt(n, 10)
}
