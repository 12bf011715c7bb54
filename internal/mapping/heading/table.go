package heading

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

//go:embed contact.names
var contactNames string

//go:embed company.names
var companyNames string

// nameTable is one .names file, ready to be searched.
type nameTable struct {
	fields  map[string]bool
	repeats map[string]bool
	byKey   map[string]string // folded name, "#" for a number -> field
	maybe   map[string]string // names that mean the field only if its values confirm it
}

var contactTable = sync.OnceValue(func() *nameTable { return mustParse(contactNames) })

var companyTable = sync.OnceValue(func() *nameTable { return mustParse(companyNames) })

func tableOf(k ringdex.Kind) *nameTable {
	switch k {
	case ringdex.KindContact:
		return contactTable()
	case ringdex.KindCompany:
		return companyTable()
	}
	return nil
}

// mustParse panics: the files are compiled in, and a test reads them.
func mustParse(s string) *nameTable {
	t, err := parseNames(s)
	if err != nil {
		panic("heading: " + err.Error())
	}
	return t
}

// find looks up a key, first as it is, then with its number as "#".
func (t *nameTable) find(key string) (string, bool) {
	if f, ok := t.byKey[key]; ok {
		return f, true
	}
	before, digits, after := number(key)
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > maxNumber {
		return "", false
	}
	f, ok := t.byKey[before+"#"+after]
	if !ok {
		return "", false
	}
	if n == 1 {
		return f, true
	}
	return f + strconv.Itoa(n), true
}

// maxNumber keeps "Telefon 420" from being the 420th telephone.
const maxNumber = 20

// number cuts a key around its first digits.
func number(key string) (before, digits, after string) {
	i := strings.IndexAny(key, "0123456789")
	if i < 0 {
		return key, "", ""
	}
	rest := strings.TrimLeft(key[i:], "0123456789")
	return key[:i], key[i : len(key)-len(rest)], rest
}

// parseNames reads a .names file; see its head for the form.
func parseNames(s string) (*nameTable, error) {
	t := &nameTable{fields: map[string]bool{}, repeats: map[string]bool{}, byKey: map[string]string{}, maybe: map[string]string{}}
	p := nameParser{table: t, prefixes: map[string][]string{}}
	for i, line := range strings.Split(s, "\n") {
		if line = strings.TrimRight(line, " \r"); line == "" || line[0] == '#' {
			continue
		}
		if err := p.line(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return t, p.crossed()
}

type nameParser struct {
	table    *nameTable
	field    string
	maybe    bool                // the names of the field depend on the values
	names    map[string][]string // of address parts
	prefixes map[string][]string // names of addresses
}

func (p *nameParser) line(line string) error {
	if line[0] != ' ' {
		return p.open(line)
	}
	if p.field == "" {
		return fmt.Errorf("names before the first field")
	}
	for _, name := range strings.Split(line, ";") {
		name = strings.TrimSpace(name)
		if prefix, ok := strings.CutSuffix(p.field, ".*"); ok {
			p.prefixes[prefix] = append(p.prefixes[prefix], name)
			continue
		}
		if err := p.add(p.field, name); err != nil {
			return err
		}
	}
	return nil
}

// open starts a field: "phone #" can be repeated, "phone ?" has names that depend on the values,
// "mailDrop.*" is an address, "street @" a part that every address has.
func (p *nameParser) open(line string) error {
	field, mark, _ := strings.Cut(line, " ")
	p.field, p.maybe = field, mark == "?"
	if p.maybe {
		return nil
	}
	if strings.HasSuffix(field, ".*") {
		return nil
	}
	p.table.fields[field] = true
	switch mark {
	case "":
	case "#":
		p.table.repeats[field] = true
	case "@":
		if p.names == nil {
			p.names = map[string][]string{}
		}
		p.names[field] = nil
	default:
		return fmt.Errorf("unknown mark %q", mark)
	}
	return p.add(field, field)
}

func (p *nameParser) add(field, name string) error {
	if p.maybe {
		p.table.maybe[keyOf(name)] = field
		return nil
	}
	if list, isPart := p.names[field]; isPart {
		p.names[field] = append(list, name)
	}
	if err := p.put(field, keyOf(name)); err != nil {
		return err
	}
	if !p.table.repeats[field] || strings.Contains(name, "#") {
		return nil
	}
	if err := p.put(field, keyOf(name+"#")); err != nil {
		return err
	}
	return p.put(field, keyOf("#"+name))
}

// keyOf folds a name, keeping the place of its number.
func keyOf(name string) string {
	before, after, numbered := strings.Cut(name, "#")
	if !numbered {
		return fold.Key(name)
	}
	return fold.Key(before) + "#" + fold.Key(after)
}

// put refuses a name that means two things.
func (p *nameParser) put(field, key string) error {
	if key == "" {
		return fmt.Errorf("empty name of %s", field)
	}
	if other, ok := p.table.byKey[key]; ok && other != field {
		return fmt.Errorf("%q means both %s and %s", key, other, field)
	}
	p.table.byKey[key] = field
	return nil
}

// crossed adds each part of each address, in both orders: "Fakturační ulice", "Ulice (fakturační)".
func (p *nameParser) crossed() error {
	for prefix, words := range p.prefixes {
		for part, names := range p.names {
			field := prefix + "." + part
			if prefix == "home" {
				field = part
			}
			p.table.fields[field] = true
			if err := p.cross(field, words, names); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *nameParser) cross(field string, words, names []string) error {
	for _, w := range words {
		for _, n := range names {
			if err := p.put(field, fold.Key(w+n)); err != nil {
				return err
			}
			if err := p.put(field, fold.Key(n+w)); err != nil {
				return err
			}
		}
	}
	return nil
}
