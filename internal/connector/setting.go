package connector

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Type is the type of a setting's value.
type Type string

// The types of settings.
const (
	TypeText     Type = "text"
	TypeSecret   Type = "secret" // a text that is stored sealed and never shown
	TypeURL      Type = "url"    // http or https
	TypeInteger  Type = "integer"
	TypeFlag     Type = "flag"     // true or false
	TypeDuration Type = "duration" // "10m", "2h"
	TypeChoice   Type = "choice"
	TypeZone     Type = "timezone" // "Europe/Prague"
	TypeList     Type = "list"     // texts, separated by commas
	TypeMap      Type = "map"      // names with a text each; in Values, each is "key.name"
)

// Spec is the settings of a connector, in the order in which a person fills them in. Validation,
// the reference pages and forms derive from it.
type Spec []*Setting

// Setting is one setting. The functions Text, URL and so on make one that is bound to a variable.
type Setting struct {
	Key      string   // "contacts.folder_id"; dots are levels of ringdex.yaml
	Aliases  []string // other spellings of Key
	Type     Type
	Required bool
	Default  string   // as it would be written; "" for none
	Choices  []string // of TypeChoice, and of a TypeList that takes only these
	Example  string

	words string // of the catalogue
	set   func(text string) *ringdex.Error
	put   func(name, text string) // of TypeMap
}

func setting(key string, t Type, set func(text string) *ringdex.Error) *Setting {
	return &Setting{Key: key, Type: t, words: strings.ReplaceAll(key, ".", "_"), set: set}
}

// Text returns a setting that is a text.
func Text(key string, at *string) *Setting {
	return setting(key, TypeText, func(text string) *ringdex.Error { *at = text; return nil })
}

// Secret returns a setting that is a secret.
func Secret(key string, at *string) *Setting {
	s := Text(key, at)
	s.Type = TypeSecret
	return s
}

// URL returns a setting that is an absolute address of http or https, without a slash at its end.
func URL(key string, at *string) *Setting {
	return setting(key, TypeURL, func(text string) *ringdex.Error {
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			return ringdex.Fail(ringdex.Invalid, "setting_value.url", ringdex.Show(redacted(text, u)))
		}
		*at = strings.TrimRight(text, "/")
		return nil
	})
}

// redacted returns an address as written, but without the password in it.
func redacted(text string, u *url.URL) string {
	if u == nil || u.User == nil {
		return text
	}
	return u.Redacted()
}

// Integer returns a setting that is a whole number from least to most.
func Integer(key string, at *int, least, most int) *Setting {
	return setting(key, TypeInteger, func(text string) *ringdex.Error {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return ringdex.Fail(ringdex.Invalid, "setting_value.integer", ringdex.Show(text), least, most)
		}
		*at = n
		return nil
	})
}

// Flag returns a setting that is true or false.
func Flag(key string, at *bool) *Setting {
	return setting(key, TypeFlag, func(text string) *ringdex.Error {
		if text != "true" && text != "false" {
			return ringdex.Fail(ringdex.Invalid, "setting_value.flag", ringdex.Show(text))
		}
		*at = text == "true"
		return nil
	})
}

// Duration returns a setting that is a time span of least or more.
func Duration(key string, at *time.Duration, least time.Duration) *Setting {
	return setting(key, TypeDuration, func(text string) *ringdex.Error {
		d, err := time.ParseDuration(text)
		if err != nil || d < least {
			return ringdex.Fail(ringdex.Invalid, "setting_value.duration", ringdex.Show(text), least)
		}
		*at = d
		return nil
	})
}

// Choice returns a setting that is one of the choices.
func Choice(key string, at *string, choices ...string) *Setting {
	s := setting(key, TypeChoice, func(text string) *ringdex.Error {
		if !slices.Contains(choices, text) {
			return ringdex.Fail(ringdex.Invalid, "setting_value.choice", ringdex.Show(text), strings.Join(choices, ", "))
		}
		*at = text
		return nil
	})
	s.Choices = choices
	return s
}

// Zone returns a setting that is a time zone.
func Zone(key string, at **time.Location) *Setting {
	return setting(key, TypeZone, func(text string) *ringdex.Error {
		zone, err := time.LoadLocation(text)
		if err != nil || text == "Local" {
			return ringdex.Fail(ringdex.Invalid, "setting_value.zone", ringdex.Show(text))
		}
		*at = zone
		return nil
	})
}

// List returns a setting that is a list of texts without doubles.
func List(key string, at *[]string) *Setting {
	return setting(key, TypeList, func(text string) *ringdex.Error {
		*at = nil
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" && !slices.Contains(*at, item) {
				*at = append(*at, item)
			}
		}
		return nil
	})
}

// Among returns s, a list, as one whose items are of the choices.
func (s *Setting) Among(choices ...string) *Setting {
	set := s.set
	s.Choices = choices
	s.set = func(text string) *ringdex.Error {
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" && !slices.Contains(choices, item) {
				return ringdex.Fail(ringdex.Invalid, "setting_value.choice", ringdex.Show(item), strings.Join(choices, ", "))
			}
		}
		return set(text)
	}
	return s
}

// Map returns a setting that gives names a text each, such as columns their fields.
func Map(key string, at *map[string]string) *Setting {
	s := setting(key, TypeMap, nil)
	s.put = func(name, text string) {
		if *at == nil {
			*at = map[string]string{}
		}
		(*at)[name] = text
	}
	return s
}

// Require returns s as one that must be given.
func (s *Setting) Require() *Setting {
	s.Required = true
	return s
}

// Or returns s with a default.
func (s *Setting) Or(text string) *Setting {
	s.Default = text
	return s
}

// Like returns s with an example.
func (s *Setting) Like(text string) *Setting {
	s.Example = text
	return s
}

// Alias returns s with another spelling of its key, such as that of a vendor's own page.
func (s *Setting) Alias(key string) *Setting {
	s.Aliases = append(s.Aliases, key)
	return s
}

// As returns s with the words that the catalogue has under another name than its key, because the
// same key means something else for another kind.
func (s *Setting) As(words string) *Setting {
	s.words = words
	return s
}

// Label returns what the setting is called, for a form.
func (s *Setting) Label() message.Text { return message.New("setting." + s.words) }

// Help returns a sentence on what the setting is for.
func (s *Setting) Help() message.Text { return message.New("setting_help." + s.words) }

// Secrets returns the keys of the secrets.
func (spec Spec) Secrets() (keys []string) {
	for _, s := range spec {
		if s.Type == TypeSecret {
			keys = append(keys, s.Key)
		}
	}
	return keys
}
