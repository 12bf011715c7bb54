package store

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/migrations"
)

// What needs no database; the rest is storetest's.

func TestInsertText(t *testing.T) {
	t.Parallel()
	in := insert{head: "INSERT INTO t (a, b) VALUES ", width: 2, tail: " ON CONFLICT DO NOTHING"}
	for rows, want := range map[int]string{
		1: "INSERT INTO t (a, b) VALUES (?,?) ON CONFLICT DO NOTHING",
		2: "INSERT INTO t (a, b) VALUES (?,?),(?,?) ON CONFLICT DO NOTHING",
	} {
		for range 2 { // made, and remembered
			if got := in.text(rows); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
}

func TestChunksTakeEverything(t *testing.T) {
	t.Parallel()
	sizes := map[int]bool{}
	for rows := 1; rows < 300; rows++ {
		for left := rows; left > 0; {
			n := chunk(left)
			if n < 1 || n > left {
				t.Fatalf("%d of %d rows at once", n, left)
			}
			sizes[n] = true
			left -= n
		}
	}
	if len(sizes) > 3 {
		t.Errorf("%d sizes of statements; each one is kept prepared on each connection", len(sizes))
	}
}

// TestTextsOfListsAreFew: a text is prepared and kept, so it must not depend on what is asked for.
func TestTextsOfListsAreFew(t *testing.T) {
	t.Parallel()
	r := &reader{org: 7, tx: &session{store: &Store{}}}
	texts := map[string]bool{}
	for i := range 100 {
		q, err := r.contactQuery(ringdex.ContactFilter{UserName: string(rune('a' + i)), Email: "x", Company: int64(i + 1)})
		if err != nil {
			t.Fatal(err)
		}
		page, args := q.page(ringdex.Page{Offset: 10 * i, Limit: i})
		texts[q.where+page] = true
		want := []any{ringdex.OrganizationID(7), string(rune('a' + i)), "x", int64(i + 1), i, 10 * i}
		if i >= 26 { // letters only: others may fold to something else
			want[1] = args[1]
		}
		if !slices.Equal(args, want) {
			t.Errorf("got arguments %v, want %v", args, want)
		}
	}
	want := " WHERE organization = $1 AND user_name = $2" +
		" AND id IN (SELECT contact FROM contact_emails WHERE organization = $1 AND email = $3" +
		" INTERSECT SELECT contact FROM contact_companies WHERE organization = $1 AND company = $4) ORDER BY id LIMIT $5 OFFSET $6"
	if len(texts) != 1 || !texts[want] {
		t.Errorf("got texts %v, want %s", texts, want)
	}
}

func TestMigrationsAreNumbered(t *testing.T) {
	t.Parallel()
	steps, err := goSteps(strings.NewReplacer())
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(migrations.Files, "*")
	if err != nil || len(files) != len(steps) {
		t.Errorf("%d files make %d steps, %v", len(files), len(steps), err)
	}
	for i, step := range steps {
		if step.Version != int64(i+1) {
			t.Errorf("step %d has the number %d", i+1, step.Version)
		}
		if !regexp.MustCompile(`^\d{4}_[a-z_]+\.sql$`).MatchString(files[i]) {
			t.Errorf("%s should be called like 0001_directory.sql", files[i])
		}
	}
}

// TestBreakingSteps: a step with a statement that removes something, or that says so, is one of
// breaking.
func TestBreakingSteps(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	removes := regexp.MustCompile(`(?m)^\s*(DROP TABLE|ALTER TABLE \S+ (DROP|RENAME)|-- Breaking: )`)
	for i, name := range files {
		text, err := migrations.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if removes.Match(text) && !slices.Contains(breaking, int64(i+1)) {
			t.Errorf("%s breaks older programs", name)
		}
	}
}

func TestKeysOfCompanies(t *testing.T) {
	t.Parallel()
	last := fromNumber(0)
	for _, n := range []int64{1, 255, 256, 1 << 40, 1<<63 - 1} {
		key := fromNumber(n)
		if toNumber(key) != n || slices.Compare(key, last) <= 0 {
			t.Errorf("%d becomes %x and comes back as %d", n, key, toNumber(key))
		}
		last = key
	}
	if toNumber([]byte("a contact's id..")) != 0 {
		t.Error("a contact's id is taken for a company's number")
	}
}
