package script

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestCrashInUpload kills the server in the middle of an upload that replaces another one. After
// the restart the old set answers, or the new one, whole.
func TestCrashInUpload(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, database func(testing.TB, string) string) {
		crashingInUpload(t, environ(database(t, "ringdex")))
	})
}

func crashingInUpload(t *testing.T, env []string) {
	folder := t.TempDir()
	const old, new = 500, 30_000
	s, err := start(folder, env)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := upload(t.Context(), s.addr, csvOf("Old", old)); err != nil || text != `{ "message":"uploaded","error":"" }` {
		t.Fatalf("first upload: %q %v", text, err)
	}
	for round := range 3 {
		uploading := make(chan error, 1)
		go func() {
			_, err := upload(context.WithoutCancel(t.Context()), s.addr, csvOf("New", new))
			uploading <- err
		}()
		time.Sleep(time.Duration(150+200*round) * time.Millisecond) // not a wait for something: this is where it is hit
		if err := s.end(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		acknowledged := <-uploading == nil
		if s, err = start(folder, env); err != nil {
			t.Fatal(err)
		}
		name, total := setOf(t, s.addr)
		if whole := name == "Old" && total == old && !acknowledged || name == "New" && total == new; !whole {
			t.Errorf("round %d: %d contacts named %s; acknowledged: %v", round, total, name, acknowledged)
		}
	}
	if err := s.end(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// csvOf is a file of n contacts of one name.
func csvOf(name string, n int) string {
	var b strings.Builder
	b.WriteString("lastName;phone1;externalId\n")
	for i := range n {
		fmt.Fprintf(&b, "%s;%s;X-%d\n", name, number(i), i)
	}
	return b.String()
}

func upload(ctx context.Context, addr, file string) (string, error) {
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	part, err := parts.CreateFormFile("file", "import.csv")
	if err != nil {
		return "", err
	}
	if _, err := part.Write([]byte(file)); err != nil {
		return "", err
	}
	if err := parts.Close(); err != nil {
		return "", err
	}
	status, text, err := call(ctx, http.MethodPost, addr+"/v3/contacts/upload", "admin:secret", parts.FormDataContentType(), body.String())
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("status %d: %s", status, text)
	}
	return text, err
}

// setOf is the name of the first uploaded contact, and how many there are besides the
// administrator, once each was asked for by its number too.
func setOf(t *testing.T, addr string) (name string, total int) {
	t.Helper()
	_, text, err := call(t.Context(), http.MethodGet, addr+"/v3/contacts?limit=1000", "admin:secret", "", "")
	if err != nil {
		t.Fatal(err)
	}
	var page struct {
		Total int
		Items []map[string]string
	}
	if err := json.Unmarshal([]byte(text), &page); err != nil {
		t.Fatal(err)
	}
	for _, item := range page.Items {
		switch {
		case item["phone1"] == "":
		case name == "":
			name = item["lastName"]
		case item["lastName"] != name:
			t.Errorf("both %s and %s are there", name, item["lastName"])
		}
	}
	for i := 0; i < 500; i += 50 {
		status, line, err := call(t.Context(), http.MethodGet, addr+"/v1/lookup?format=text&number="+strings.Replace(number(i), "+", "%2B", 1), "admin:secret", "", "")
		if err != nil || status != http.StatusOK || strings.TrimSpace(line) != name {
			t.Errorf("lookup of %s: %d %q %v, want %s", number(i), status, line, err, name)
		}
	}
	return name, page.Total - 1
}
