package connector_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/connector"
)

// system has a setting of each type.
type system struct {
	URL, Name, Password, Mode string
	Folder                    int
	Marks                     bool
	Overlap                   time.Duration
	Zone                      *time.Location
	Columns, Paths            []string
	Map                       map[string]string
}

func (s *system) Spec() connector.Spec {
	return connector.Spec{
		connector.URL("base_url", &s.URL).Require().Like("https://crm.example.com"),
		connector.Text("columns.name", &s.Name).Or("name"),
		connector.Secret("password", &s.Password).Require(),
		connector.Choice("mode", &s.Mode, "full", "rest").Or("full"),
		connector.Integer("folder", &s.Folder, 1, 9999).Alias("pořadač"),
		connector.Flag("marks", &s.Marks),
		connector.Duration("overlap", &s.Overlap, 0).Or("10m"),
		connector.Zone("timezone", &s.Zone).Or("Europe/Prague"),
		connector.List("custom_columns", &s.Columns),
		connector.List("paths", &s.Paths).Among("Email", "Phones").Or("Email, Phones"),
		connector.Map("map", &s.Map).Or("mail=emails"),
	}
}

func TestConfigure(t *testing.T) {
	t.Parallel()
	var got system
	problems := connector.Configure(&got, connector.Values{
		"base_url": " https://crm.example.com/api/ ", "password": "secret", "pořadač": "1001", "marks": "true",
		"custom_columns": "ico, dic,,ico", "map.tel.1": "phones", "map.mail": "note",
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	want := system{
		URL: "https://crm.example.com/api", Name: "name", Password: "secret", Mode: "full", Folder: 1001, Marks: true,
		Overlap: 10 * time.Minute, Zone: prague, Columns: []string{"ico", "dic"}, Paths: []string{"Email", "Phones"},
		Map: map[string]string{"tel.1": "phones", "mail": "note"},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

func TestConfigureProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ key, text, want string }{
		{"base_url", "", "base_url is needed"},
		{"base_url", "crm.example.com", "\"crm.example.com\" is not an address; write it as https://crm.example.com, without a user name in it"},
		{"base_url", "https://jan:tajne@crm.example.com", "\"https://jan:xxxxx@crm.example.com\" is not an address; write it as https://crm.example.com, without a user name in it"},
		{"password", " ", "password is needed"},
		{"folder", "0", "\"0\" is not a whole number from 1 to 9999"},
		{"folder", "7a", "\"7a\" is not a whole number from 1 to 9999"},
		{"marks", "yes", "\"yes\" is neither true nor false"},
		{"overlap", "10", "\"10\" is not a time span of 0s or more; write it as 10m or 2h"},
		{"mode", "both", "\"both\" is not possible; choose one of full, rest"},
		{"timezone", "Prague", "\"Prague\" is not a time zone; write it as Europe/Prague"},
		{"timezone", "Local", "\"Local\" is not a time zone; write it as Europe/Prague"},
		{"paths", "Email,Fax", "\"Fax\" is not possible; choose one of Email, Phones"},
		{"map", "tel=phones", "there is no setting \"map\"; the settings are base_url, columns.name, password, mode, folder, marks, overlap, timezone, custom_columns, paths, map"},
		{"passwort", "x", "there is no setting \"passwort\"; the settings are base_url, columns.name, password, mode, folder, marks, overlap, timezone, custom_columns, paths, map"},
	} {
		values := connector.Values{"base_url": "https://crm.example.com", "password": "secret"}
		values[c.key] = c.text
		problems := connector.Configure(&system{}, values)
		if len(problems) != 1 || problems[0].Field != c.key || problems[0].Error() != c.want {
			t.Errorf("%s = %q: %v, want %s: %s", c.key, c.text, problems, c.key, c.want)
		}
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	if got := (&system{}).Spec().Secrets(); len(got) != 1 || got[0] != "password" {
		t.Errorf("secrets are %q, want password", got)
	}
}
