package setting

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// sourceForm is the form of a source: what it may do, and whose values stand.
type sourceForm struct {
	ringdex.Source
	Known    bool   // it has settings; else it has the defaults
	Priority string // as typed
	Rules    string // of single fields, one a line
	Problems map[string]string
}

// sources answers GET /sources.
func (p *pages) sources(c *page.Call) error {
	all, err := p.Directory.Sources(c.Request.Context(), c.Who.Organization)
	if err != nil {
		return err
	}
	return c.Show(ui.Head{Title: c.T("settings.sources"), Section: section}, sourcesPage(c.View, all))
}

// source answers GET /source?key=KEY: also of one that has no settings yet.
func (p *pages) source(c *page.Call) error {
	f, err := p.loadSource(c, c.Text("key"))
	if err != nil {
		return err
	}
	return p.showSource(c, http.StatusOK, f)
}

func (p *pages) loadSource(c *page.Call, key string) (f sourceForm, err error) {
	if key == "" {
		return f, ringdex.Fail(ringdex.NotFound, "page.missing")
	}
	all, err := p.Directory.Sources(c.Request.Context(), c.Who.Organization)
	if err != nil {
		return f, err
	}
	f.Source = ringdex.Source{Key: key}
	if i := slices.IndexFunc(all, func(s ringdex.Source) bool { return s.Key == key }); i >= 0 {
		f.Source, f.Known = all[i], true
	}
	f.Priority, f.Rules = strconv.Itoa(f.Source.Priority), rulesText(f.FieldRules)
	return f, nil
}

func rulesText(rules map[string]ringdex.FieldRule) string {
	var lines []string
	for _, field := range slices.Sorted(maps.Keys(rules)) {
		lines = append(lines, field+": "+string(rules[field]))
	}
	return strings.Join(lines, "\n")
}

func (p *pages) showSource(c *page.Call, status int, f sourceForm) error {
	return c.ShowAs(status, ui.Head{Title: f.Key, Section: section}, sourcePage(c.View, f))
}

// saveSource answers POST /source?key=KEY.
func (p *pages) saveSource(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	f, err := p.loadSource(c, c.Text("key"))
	if err != nil {
		return err
	}
	problems := f.read(c)
	if len(problems) == 0 {
		err = p.Directory.PutSource(c.Request.Context(), c.Who.Organization, f.Source)
		problems, _ = c.Problems(err)
	}
	if len(problems) > 0 {
		f.Problems = problems
		return p.showSource(c, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	c.Done("", "settings.saved")
	return c.Go(sourcesPath)
}

// read takes what the form says.
func (f *sourceForm) read(c *page.Call) map[string]string {
	problems := map[string]string{}
	f.Priority, f.Rules = c.Text("priority"), c.Text("rules")
	s := &f.Source
	s.Name, s.Rule, s.MaxDelete = c.Text("name"), ringdex.FieldRule(c.Text("rule")), c.Text("maxDelete")
	for _, b := range f.flags() {
		*b.On = c.Text(b.Name) == "true"
	}
	var err error
	if s.Priority, err = strconv.Atoi(f.Priority); err != nil {
		problems["priority"] = c.T("settings.not_a_number")
	}
	s.FieldRules = map[string]ringdex.FieldRule{}
	for line := range strings.Lines(f.Rules) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		field, rule, ok := strings.Cut(line, ":")
		if !ok {
			problems["fieldRules"] = c.T("settings.no_rule", ringdex.Show(strings.TrimSpace(line)))
		}
		if _, twice := s.FieldRules[strings.TrimSpace(field)]; twice {
			problems["fieldRules"] = c.T("settings.two_rules", ringdex.Show(strings.TrimSpace(field)))
		}
		s.FieldRules[strings.TrimSpace(field)] = ringdex.FieldRule(strings.TrimSpace(rule))
	}
	return problems
}

// sourceFlag is a setting that is on or off.
type sourceFlag struct {
	Name string // of the control; its label is settings.source.Name
	On   *bool
}

func (f *sourceForm) flags() []sourceFlag {
	s := &f.Source
	return []sourceFlag{
		{"lock_edits", &s.LockEdits},
		{"strict_numbers", &s.StrictNumbers},
		{"keep_refused", &s.KeepRefused},
		{"passwords", &s.OverwritePasswords},
		{"match_user", &s.MatchUserName},
		{"match_email", &s.MatchEmail},
		{"match_phone", &s.MatchPhoneAndName},
	}
}

// fieldProblem returns what is wrong with the rules of fields, whichever it is about.
func (f *sourceForm) fieldProblem() string {
	for field, text := range f.Problems {
		if strings.HasPrefix(field, "fieldRules") || strings.HasPrefix(field, "field_rules") {
			return text
		}
	}
	return ""
}

// removeSource answers POST /source/remove: the source has the defaults again.
func (p *pages) removeSource(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	key := c.Text("key")
	if err := p.Directory.RemoveSource(c.Request.Context(), c.Who.Organization, key); err != nil {
		return err
	}
	c.Done("", "settings.source_removed", key)
	return c.Go(sourcesPath)
}

func sourcePath(key string) string { return fmt.Sprintf("/source?%s", query("key", key)) }
