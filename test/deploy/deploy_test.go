// Package deploy checks the examples of deploy/ as far as text can be checked: no container engine
// is needed.
package deploy

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

const folder = "../../deploy/"

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(folder + name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// setting matches our environment variables.
var setting = regexp.MustCompile(`\bRINGDEX_[A-Z_]+\b`)

// secrets are settings without flags, because the process list would show them.
var secrets = []string{"RINGDEX_ADMIN_PASSWORD", "RINGDEX_SECRET_KEY"}

// TestSettingsExist: every setting that an example gives is one that the program knows.
func TestSettingsExist(t *testing.T) {
	t.Parallel()
	help := run(t, "go", "run", "../../cmd/ringdex", "serve", "--help")
	for _, name := range []string{"ringdex.service", "Dockerfile", "compose.yaml"} {
		found := setting.FindAllString(read(t, name), -1)
		if len(found) == 0 {
			t.Errorf("%s gives no setting: is this still what to look for?", name)
		}
		for _, s := range found {
			if !strings.Contains(help, "$"+s+")") && !slices.Contains(secrets, s) {
				t.Errorf("%s gives %s, which ringdex serve does not know", name, s)
			}
		}
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// TestComposeHangsTogether: services depend on services that there are, volumes and configs are
// declared, images have versions, and nothing is reachable from outside but through loopback.
func TestComposeHangsTogether(t *testing.T) {
	t.Parallel()
	var c struct {
		Services map[string]struct {
			Image     string
			Build     struct{ Context, Dockerfile string }
			DependsOn any `yaml:"depends_on"`
			Ports     []string
			Volumes   []string
			Configs   []struct{ Source string }
		}
		Volumes map[string]any
		Configs map[string]any
	}
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(read(t, "compose.yaml"))))
	if err := decoder.Decode(&c); err != nil {
		t.Fatal(err)
	}
	if len(c.Services) < 4 {
		t.Fatalf("%d services; want a database, two nodes and a balancer", len(c.Services))
	}
	for name, s := range c.Services {
		for _, other := range names(s.DependsOn) {
			if _, there := c.Services[other]; !there {
				t.Errorf("%s depends on %s, which is not there", name, other)
			}
		}
		for _, v := range s.Volumes {
			if _, there := c.Volumes[strings.Split(v, ":")[0]]; !there {
				t.Errorf("%s mounts %s, which is not declared", name, v)
			}
		}
		for _, of := range s.Configs {
			if _, there := c.Configs[of.Source]; !there {
				t.Errorf("%s uses the config %s, which is not declared", name, of.Source)
			}
		}
		for _, p := range s.Ports {
			if !strings.HasPrefix(p, "127.0.0.1:") {
				t.Errorf("%s opens %s to everybody", name, p)
			}
		}
		if s.Build.Dockerfile == "" && !strings.Contains(s.Image, ":") {
			t.Errorf("the image %s of %s has no version", s.Image, name)
		}
		if s.Build.Dockerfile != "" {
			read(t, filepath.Base(s.Build.Dockerfile))
		}
	}
}

// names are those that a service depends on, as a list or as keys.
func names(dependsOn any) []string {
	var list []string
	switch d := dependsOn.(type) {
	case []any:
		for _, v := range d {
			list = append(list, v.(string))
		}
	case map[string]any:
		for k := range d {
			list = append(list, k)
		}
	}
	return list
}

// TestDockerfileBuildsWithOurGo: the image has the version of Go that go.mod asks for.
func TestDockerfileBuildsWithOurGo(t *testing.T) {
	t.Parallel()
	version := strings.TrimSpace(run(t, "go", "list", "-m", "-f", "{{.GoVersion}}"))
	minor := strings.Join(strings.Split(version, ".")[:2], ".")
	if want := "FROM golang:" + minor + "-"; !strings.Contains(read(t, "Dockerfile"), want) {
		t.Errorf("the Dockerfile does not begin with %s", want)
	}
}

// TestUnit has systemd itself read the unit, where it is installed; the program need not be.
func TestUnit(t *testing.T) {
	t.Parallel()
	text := read(t, "ringdex.service")
	for _, want := range []string{"ExecStart=/usr/local/bin/ringdex serve\n", "KillSignal=SIGTERM\n", "[Install]\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the unit lacks %q", want)
		}
	}
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		return // the text is all there is to look at
	}
	out, _ := exec.CommandContext(t.Context(), verify, "verify", filepath.FromSlash(folder+"ringdex.service")).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "ringdex.service") && !strings.Contains(line, "is not executable") {
			t.Errorf("systemd says: %s", line)
		}
	}
}
