package connector

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// Values are settings as written, by key. An entry of a map has the key "map.name".
type Values map[string]string

// Configure sets the settings of c, with their defaults where values has none. It returns all
// problems, each with the key of its setting as its field; then c must not be used.
func Configure(c Connector, values Values) (problems []*ringdex.Error) {
	spec := c.Spec()
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if spec.find(key) == nil {
			problems = append(problems, ringdex.Problem(key, "setting_value.unknown", ringdex.Show(key), spec.keys()))
		}
	}
	for _, s := range spec {
		if err := s.configure(values); err != nil {
			problems = append(problems, err.At(s.Key))
		}
	}
	return problems
}

// find returns the setting that a key of Values belongs to, or nil.
func (spec Spec) find(key string) *Setting {
	for _, s := range spec {
		if (s.Key == key || slices.Contains(s.Aliases, key)) && s.Type != TypeMap || s.Type == TypeMap && strings.HasPrefix(key, s.Key+".") {
			return s
		}
	}
	return nil
}

// keys returns the keys of all settings, for a person who has misspelt one.
func (spec Spec) keys() string {
	keys := make([]string, len(spec))
	for i, s := range spec {
		keys[i] = s.Key
	}
	return strings.Join(keys, ", ")
}

func (s *Setting) configure(values Values) *ringdex.Error {
	if s.Type == TypeMap {
		return s.fill(values)
	}
	text := s.written(values)
	switch {
	case text == "" && s.Required:
		return ringdex.Fail(ringdex.Invalid, "setting_value.missing", s.Key)
	case text == "":
		text = s.Default
	}
	if text == "" {
		return nil
	}
	return s.set(text)
}

// written returns the text of a setting, by its key or else by an alias.
func (s *Setting) written(values Values) string {
	text := strings.TrimSpace(values[s.Key])
	for _, alias := range s.Aliases {
		text = cmp.Or(text, strings.TrimSpace(values[alias]))
	}
	return text
}

// fill sets the entries of a map, those of values over the default ones ("a=b,c=d").
func (s *Setting) fill(values Values) *ringdex.Error {
	for entry := range strings.SplitSeq(s.Default, ",") {
		if name, text, ok := strings.Cut(entry, "="); ok {
			s.put(name, text)
		}
	}
	n := 0
	for key, text := range values {
		if name, ok := strings.CutPrefix(key, s.Key+"."); ok {
			s.put(name, strings.TrimSpace(text))
			n++
		}
	}
	if n == 0 && s.Required {
		return ringdex.Fail(ringdex.Invalid, "setting_value.missing", s.Key)
	}
	return nil
}
