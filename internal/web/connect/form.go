package connect

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// form are the settings of a connector, or of a new one.
type form struct {
	Kind   string
	Name   string // of one that is there; "" for a new one
	Inputs []ui.Input
	Checks []ui.Input // settings that are on or off
	Own    []ui.Input // name, source and schedule
	Wrong  string     // of the form as a whole
}

// form answers GET /connector-kinds/{kind}.
func (p *pages) form(c *page.Call) error {
	config := syncer.Config{Kind: c.Request.PathValue("kind"), Settings: connector.Values{}}
	return p.showForm(c, http.StatusOK, "", config, nil, nil)
}

// edit answers GET /connectors/{name}/edit.
func (p *pages) edit(c *page.Call) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	config := syncer.Config{Kind: s.Kind, Name: s.Name, Source: s.Source, Schedule: s.Schedule, Settings: connector.Values(s.Settings)}
	return p.showForm(c, http.StatusOK, s.Name, config, s.SecretKeys(), nil)
}

func (p *pages) showForm(c *page.Call, status int, name string, config syncer.Config, secrets []string, problems map[string]string) error {
	spec, err := p.spec(config.Kind)
	if err != nil {
		return err
	}
	f := form{Kind: config.Kind, Name: name, Wrong: problems[""]}
	if name == "" {
		f.Own = append(f.Own, ui.Input{Name: "name", Label: c.T("connect.name"), Value: config.Name, Hint: c.T("connect.name_hint"), Problem: problems["name"], Attrs: map[string]any{"required": true, "maxlength": "100"}})
	}
	f.Own = append(f.Own,
		ui.Input{Name: "source", Label: c.T("imports.source"), Value: config.Source, Hint: c.T("connect.source_hint"), Problem: problems["source"], Attrs: map[string]any{"maxlength": "100"}},
		ui.Input{Name: "schedule", Label: c.T("connect.schedule"), Value: config.Schedule, Hint: c.T("connect.schedule_hint"), Problem: problems["schedule"], Attrs: map[string]any{"maxlength": "100"}},
	)
	for _, s := range spec {
		input := settingInput(c.View, s, config.Settings, slices.Contains(secrets, s.Key))
		input.Problem = problems[s.Key]
		if s.Type == connector.TypeFlag {
			f.Checks = append(f.Checks, input)
		} else {
			f.Inputs = append(f.Inputs, input)
		}
	}
	return c.ShowAs(status, ui.Head{Title: titleOf(config.Kind), Section: section}, formPage(c.View, f))
}

// inputName is the name of the control of a setting; names of others cannot begin so.
func inputName(key string) string { return "set." + key }

// settingInput returns the control of a setting.
func settingInput(v *ui.View, s *connector.Setting, values connector.Values, kept bool) ui.Input {
	in := ui.Input{Name: inputName(s.Key), Label: v.Sentence(s.Label()), Hint: v.Say(s.Help()), Value: values[s.Key], Attrs: map[string]any{}}
	if s.Required && !kept {
		in.Attrs["required"] = true
	}
	if s.Example != "" {
		in.Attrs["placeholder"] = s.Example
	} else if s.Default != "" {
		in.Attrs["placeholder"] = s.Default
	}
	switch s.Type {
	case connector.TypeSecret:
		in.Type, in.Value = "password", ""
		in.Attrs["autocomplete"] = "new-password"
		delete(in.Attrs, "placeholder")
		if kept {
			in.Hint = strings.TrimSpace(in.Hint + " " + v.T("connect.kept"))
		}
	case connector.TypeInteger:
		in.Attrs["inputmode"] = "numeric"
	case connector.TypeURL:
		in.Type = "url"
	case connector.TypeChoice:
		in.Options = choices(v, s)
		delete(in.Attrs, "required")
	case connector.TypeMap:
		in.Type, in.Value = "list", mapText(s.Key, values)
		in.Hint = strings.TrimSpace(in.Hint + " " + v.T("connect.map_hint"))
		delete(in.Attrs, "placeholder")
	}
	return in
}

func choices(v *ui.View, s *connector.Setting) []ui.Option {
	options := []ui.Option{{Label: v.T("connect.default")}}
	for _, choice := range s.Choices {
		options = append(options, ui.Option{Value: choice, Label: choice})
	}
	return options
}

// mapText returns the entries of a map, one a line: "telefon: phones".
func mapText(key string, values connector.Values) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if entry, ok := strings.CutPrefix(name, key+"."); ok {
			lines = append(lines, entry+": "+values[name])
		}
	}
	return strings.Join(lines, "\n")
}

// settingsOf reads the settings of the form, and what is wrong with a text that is none. An empty
// secret stays as it was.
func settingsOf(c *page.Call, spec connector.Spec) (values connector.Values, problems map[string]string) {
	values, problems = connector.Values{}, map[string]string{}
	for _, s := range spec {
		text := c.Text(inputName(s.Key))
		switch {
		case s.Type == connector.TypeMap:
			if bad := addEntries(values, s.Key, text); bad != "" {
				problems[s.Key] = c.T("connect.map_line", ringdex.Show(bad))
			}
		case s.Type == connector.TypeFlag && text == "" && s.Default == "true":
			values[s.Key] = "false"
		case text != "":
			values[s.Key] = text
		}
	}
	return values, problems
}

// addEntries adds the entries of a map, and returns a line that is none; "" if all are. A name may
// have a colon, a field cannot.
func addEntries(values connector.Values, key, text string) (bad string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		i := strings.LastIndexByte(line, ':')
		switch {
		case line == "":
		case i <= 0 || strings.TrimSpace(line[i+1:]) == "":
			bad = line
		default:
			values[key+"."+strings.TrimSpace(line[:i])] = strings.TrimSpace(line[i+1:])
		}
	}
	return bad
}

// add answers POST /connector-kinds/{kind}.
func (p *pages) add(c *page.Call) error {
	if err := c.Form(); err != nil {
		return err
	}
	config := syncer.Config{Kind: c.Request.PathValue("kind"), Name: c.Text("name"), Source: c.Text("source"), Schedule: c.Text("schedule")}
	spec, err := p.spec(config.Kind)
	if err != nil {
		return err
	}
	var wrong map[string]string
	if config.Settings, wrong = settingsOf(c, spec); len(wrong) > 0 {
		return p.showForm(c, http.StatusUnprocessableEntity, "", config, nil, wrong)
	}
	added, err := p.Connectors.Add(c.Request.Context(), c.Who.Organization, config)
	if problems, ok := c.Problems(err); ok {
		return p.showForm(c, http.StatusUnprocessableEntity, "", config, nil, problems)
	}
	if err != nil {
		return err
	}
	c.Done("", "connect.added", added.Name)
	return c.Go(pathOf(added.Name, ""))
}

// save answers POST /connectors/{name}/edit.
func (p *pages) save(c *page.Call) error {
	s, err := p.load(c)
	if err != nil {
		return err
	}
	if err := c.Form(); err != nil {
		return err
	}
	spec, err := p.spec(s.Kind)
	if err != nil {
		return err
	}
	settings, wrong := settingsOf(c, spec)
	typed := syncer.Config{Kind: s.Kind, Name: s.Name, Source: c.Text("source"), Schedule: c.Text("schedule"), Settings: settings}
	if len(wrong) > 0 {
		return p.showForm(c, http.StatusUnprocessableEntity, s.Name, typed, s.SecretKeys(), wrong)
	}
	_, err = p.Connectors.Change(c.Request.Context(), c.Who.Organization, s.Name, func(config *syncer.Config) {
		config.Source, config.Schedule, config.Settings = typed.Source, typed.Schedule, maps.Clone(typed.Settings)
	})
	if problems, ok := c.Problems(err); ok {
		return p.showForm(c, http.StatusUnprocessableEntity, s.Name, typed, s.SecretKeys(), problems)
	}
	if err != nil {
		return err
	}
	c.Done("", "connect.saved", s.Name)
	return c.Go(pathOf(s.Name, ""))
}
