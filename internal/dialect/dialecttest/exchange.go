package dialecttest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"ringdex/internal/golden"
)

// A fixture is one file that a person can read: what it shows, where the expectation comes from,
// then
//
//	-- seed.json --           what there is before; see Seed
//	-- request-1.http --      "GET /path", header lines, an empty line, the body; see Names
//	-- response-1.http --     the status, header lines, an empty line, the body byte for byte
//	-- request-2*11.http --   the same request eleven times, each with the same answer
//	-- after.txt --           what is left in the store, where that matters; see World.after
//
// Requests come a second apart, the first at 2026-03-01T12:00:01Z when there is no seed.

// Replay runs all fixtures of the package, each in its own world.
func Replay(t *testing.T) {
	t.Helper()
	for _, path := range Fixtures(t, ".") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			replay(t, path, NewWorld(t, nil))
		})
	}
}

// Fixtures are the files of a dialect in a folder.
func Fixtures(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "testdata", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s has no fixtures: %v", folder, err)
	}
	return paths
}

var (
	sourced     = regexp.MustCompile(`(?m)^Source: (seed 00[0-4]|(helpdesk|thulium|voipex) wire notes, |our choice)`)
	requestName = regexp.MustCompile(`^request-(\d+)(?:\*(\d+))?\.http$`)
)

func replay(t *testing.T, path string, w *World) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !sourced.Match(archive.Comment) {
		t.Error("it does not say where its expectations come from: Source: seed 000")
	}
	p := NewPlayer(t, w, archive)
	p.Plant()
	p.play()
	if golden.Updating() && !t.Failed() {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Player replays one fixture.
type Player struct {
	t       *testing.T
	w       *World
	archive *txtar.Archive
	text    string
	since   int64 // the journal's head after the seed
}

// NewPlayer returns the player of a fixture in a world.
func NewPlayer(t *testing.T, w *World, archive *txtar.Archive) *Player {
	return &Player{t: t, w: w, archive: archive, text: string(txtar.Format(archive))}
}

// Requests are the texts of its requests.
func (p *Player) Requests() []string {
	var texts []string
	for _, f := range p.archive.Files {
		if requestName.MatchString(f.Name) {
			texts = append(texts, string(f.Data))
		}
	}
	return texts
}

// Send sends a request and returns the answer as fixtures have it.
func (p *Player) Send(request string) string {
	p.t.Helper()
	r, err := p.read(request)
	if err != nil {
		p.t.Fatalf("%v in the request %s", err, request)
	}
	return p.w.Names.Hide(written(p.t, p.w.Do(r)), p.text)
}

// Plant puts into the world what there is before the first request.
func (p *Player) Plant() {
	p.t.Helper()
	if i := p.file("seed.json"); i >= 0 {
		var s Seed
		decoder := json.NewDecoder(strings.NewReader(string(p.archive.Files[i].Data)))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&s); err != nil {
			p.t.Fatal("seed.json:", err)
		}
		p.w.Plant(p.w.Org, "", &s)
	}
	heads, err := p.w.Store.Heads(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	p.since = heads[p.w.Org]
}

func (p *Player) file(name string) int {
	return slices.IndexFunc(p.archive.Files, func(f txtar.File) bool { return f.Name == name })
}

func (p *Player) play() {
	p.t.Helper()
	files := slices.Clone(p.archive.Files)
	for _, f := range files {
		name := requestName.FindStringSubmatch(f.Name)
		switch {
		case name != nil:
			p.exchange(string(f.Data), "response-"+name[1]+".http", name[2])
		case f.Name == "after.txt":
			p.compare(f.Name, p.w.Names.Hide(p.w.after(p.w.Org, p.since), p.text))
		case f.Name != "seed.json" && !strings.HasPrefix(f.Name, "response-"):
			p.t.Errorf("%s is no part of a fixture", f.Name)
		}
	}
}

// exchange sends a request as often as it says and compares each answer.
func (p *Player) exchange(request, response, times string) {
	p.t.Helper()
	n := 1
	if times != "" {
		n, _ = strconv.Atoi(times)
	}
	for range n {
		p.compare(response, p.Send(request))
	}
}

// read makes a request of its text.
func (p *Player) read(text string) (*http.Request, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	body, err := p.w.Names.Fill(strings.TrimSuffix(body, "\n"))
	if err != nil {
		return nil, err
	}
	if head, err = p.w.Names.Fill(strings.TrimSpace(head)); err != nil {
		return nil, err
	}
	first, headers, _ := strings.Cut(head, "\n")
	r := httptest.NewRequestWithContext(p.t.Context(), "", "/", strings.NewReader(body))
	asked, err := http.ReadRequest(bufio.NewReader(strings.NewReader(first + " HTTP/1.1\r\nHost: ringdex.test\r\n\r\n")))
	if err != nil {
		return nil, err
	}
	r.Method, r.URL, r.RequestURI, r.Host = asked.Method, asked.URL, asked.RequestURI, asked.Host
	for line := range strings.Lines(headers) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		r.Header.Add(name, value)
	}
	return r, announce(r, body)
}

// announce lets a request say of its body and its host what its headers say, true or not.
func announce(r *http.Request, body string) error {
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
		r.Header.Del("Host")
	}
	length := r.Header.Get("Content-Length")
	if length == "" {
		return nil
	}
	var err error
	if r.ContentLength, err = strconv.ParseInt(length, 10, 64); int(r.ContentLength) > len(body) {
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(body), cutOff{}))
	}
	return err
}

// cutOff is where a body ends before its announced length, as net/http reports it.
type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// unshown are headers that differ from run to run, follow from the body, or belong to no wire.
var unshown = []string{"Content-Length", "X-Request-Id", "X-Content-Type-Options"}

// Written is an answer as fixtures have it. One newline is added to the body, so that its own can
// be seen.
func written(t *testing.T, response *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range unshown {
		response.Header.Del(name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s\n", response.StatusCode, http.StatusText(response.StatusCode))
	for _, name := range slices.Sorted(maps.Keys(response.Header)) {
		fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(response.Header[name], "; "))
	}
	if len(body) > 0 {
		fmt.Fprintf(&b, "\n%s\n", body)
	}
	return b.String()
}

// compare compares with a part of the fixture, or writes it.
func (p *Player) compare(name, got string) {
	p.t.Helper()
	i := p.file(name)
	switch {
	case golden.Updating() && i < 0:
		p.insert(name, got)
	case golden.Updating():
		p.archive.Files[i].Data = []byte(got)
	case i < 0:
		p.t.Errorf("%s is missing; run with -update", name)
	default:
		if diff := cmp.Diff(string(p.archive.Files[i].Data), got); diff != "" {
			p.t.Errorf("%s is not as recorded (-want +got):\n%s", name, diff)
		}
	}
}

// insert puts an answer behind its request.
func (p *Player) insert(name, got string) {
	number := strings.TrimSuffix(strings.TrimPrefix(name, "response-"), ".http")
	at := slices.IndexFunc(p.archive.Files, func(f txtar.File) bool {
		m := requestName.FindStringSubmatch(f.Name)
		return m != nil && m[1] == number
	})
	p.archive.Files = slices.Insert(p.archive.Files, at+1, txtar.File{Name: name, Data: []byte(got)})
}
