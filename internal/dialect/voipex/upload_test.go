package voipex_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/ringdex"
)

// upload sends a file to the voipex dialect.
func (w *world) upload(csv string) (status int, answer string) {
	w.T.Helper()
	return w.Call(http.MethodPost, "/v3/contacts/upload", dialecttest.Basic("x", w.Names.Keys["write"]), dialecttest.FormFile(csv))
}

func (w *world) mustUpload(csv string) {
	w.T.Helper()
	if status, answer := w.upload(csv); status != http.StatusOK || answer != `{ "message":"uploaded","error":"" }` {
		w.T.Fatalf("upload: got %d %s", status, answer)
	}
}

// head is where the journal ends.
func (w *world) head() int64 {
	w.T.Helper()
	heads, err := w.Store.Heads(w.T.Context())
	if err != nil {
		w.T.Fatal(err)
	}
	return heads[w.Org]
}

// nameOf is who is called by a number, or nothing.
func (w *world) nameOf(number string) string {
	w.T.Helper()
	_, answer := w.Call(http.MethodGet, "/v1/lookup?format=text&number="+number, dialecttest.Basic("x", w.Names.Keys["lookup"]), "")
	return strings.TrimSpace(answer)
}

// manyRows is a file of several batches.
func manyRows(n int) []string {
	rows := make([]string, 0, n+1)
	rows = append(rows, "externalId;lastName;phone1\n")
	for i := range n {
		rows = append(rows, fmt.Sprintf("K-%d;Novak %[1]d;+4207770%05[1]d\n", i))
	}
	return rows
}

// A large file moves the journal by what it changes, and not at all when something is wrong far
// behind.
func TestUploadOfManyRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	rows := manyRows(2500)
	w.mustUpload(strings.Join(rows, ""))
	begin := w.head()
	if w.mustUpload(strings.Join(rows, "")); w.head() != begin {
		t.Errorf("the same file again moves the journal by %d", w.head()-begin)
	}
	for what, last := range map[string]string{
		"cut off in a quoted value": "K-0;\"Jin",
		"windows-1250":              "K-0;Nov\xe1k;+420777000000\n",
		"a stray quote":             "K-0;\"Jiny\";+420777000000;\"\n",
	} {
		changed := "externalId;lastName;phone1\nK-1;Jiny;+420777000001\n" + strings.Join(rows[3:], "") + last
		if status, answer := w.upload(changed); status != http.StatusBadRequest || w.head() != begin {
			t.Errorf("%s: got %d %s, and the journal has moved by %d", what, status, answer, w.head()-begin)
		}
	}
	if name := w.nameOf("777000001"); name != "Novak 1" {
		t.Errorf("after files that changed nothing, the number belongs to %q", name)
	}
	rows[2000] = strings.Replace(rows[2000], "Novak", "Jiný", 1)
	w.mustUpload(strings.Join(rows[:2500], "")) // and one row fewer
	if w.head() != begin+2 {
		t.Errorf("one update and one deletion move the journal by %d", w.head()-begin)
	}
	if gone, name := w.nameOf("777002499"), w.nameOf("777001999"); gone != "" || name != "Jiný 1999" {
		t.Errorf("after the last file: got %q and %q", gone, name)
	}
}

// slow is a store whose next transaction waits before it commits.
type slow struct {
	ringdex.Store
	once             *sync.Once // nil until it is to wait
	reached, proceed chan struct{}
}

func (s *slow) Update(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Writer) error) error {
	return s.Store.Update(ctx, org, func(w ringdex.Writer) error {
		err := fn(w)
		if s.once != nil {
			s.once.Do(func() {
				close(s.reached)
				<-s.proceed
			})
		}
		return err
	})
}

// While an upload runs, a second one is refused, and the old set answers.
func TestUploadWhileOneRuns(t *testing.T) {
	t.Parallel()
	s := &slow{reached: make(chan struct{}), proceed: make(chan struct{})}
	w := newWorld(t, func(st ringdex.Store) ringdex.Store {
		s.Store = st
		return s
	})
	w.mustUpload("lastName;phone1\nStará;+420222333401\n")
	s.once = &sync.Once{}
	done := make(chan string)
	go func() {
		_, answer := w.upload("lastName;phone1\nNová;+420222333402\n")
		done <- answer
	}()
	<-s.reached
	if status, answer := w.upload("lastName;phone1\nJiná;+420222333403\n"); status != http.StatusConflict {
		t.Errorf("a second upload: got %d %s", status, answer)
	}
	if old, now := w.nameOf("222333401"), w.nameOf("222333402"); old != "Stará" || now != "" {
		t.Errorf("while it runs: got %q and %q", old, now)
	}
	close(s.proceed)
	if answer := <-done; answer != `{ "message":"uploaded","error":"" }` {
		t.Errorf("the first upload: got %s", answer)
	}
	if old, now := w.nameOf("222333401"), w.nameOf("222333402"); old != "" || now != "Nová" {
		t.Errorf("afterwards: got %q and %q", old, now)
	}
	w.mustUpload("lastName;phone1\nJiná;+420222333403\n")
}

// No upload leaves its temporary file behind, even if it fails.
func TestUploadLeavesNoFile(t *testing.T) {
	w := newWorld(t, nil)
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	const good = "lastName;phone1\nNová;+420222333401\n"
	for _, body := range []string{
		dialecttest.FormFile(good), dialecttest.FormFile(""), dialecttest.FormFile("fax\n1\n"), dialecttest.FormFile("lastName;phone1\nNová;\"+420"), dialecttest.FormFile("lastName;phone1\nNová;1\n"),
		dialecttest.FormFile(strings.Repeat("x", dialecttest.MaxUpload+1)), dialecttest.FormFile(good)[:150],
	} {
		status, answer := w.Call(http.MethodPost, "/v3/contacts/upload", dialecttest.Basic("x", w.Names.Keys["write"]), body)
		left, err := os.ReadDir(folder)
		if err != nil || len(left) > 0 {
			t.Errorf("after %d %s: %v are left, %v", status, answer, left, err)
		}
	}
	if name := w.nameOf("222333401"); name != "Nová" {
		t.Errorf("the number belongs to %q", name)
	}
}
