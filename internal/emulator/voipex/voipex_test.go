package voipex_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"ringdex/internal/emulator/voipex"
)

// upload uploads a file and returns the status and the answer.
func upload(t *testing.T, e *voipex.Emulator, part, file string) (int, string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	w, err := form.CreateFormFile(part, "x.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(file)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/v3/contacts/upload", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.SetBasicAuth("sync", "tajne")
	answer := httptest.NewRecorder()
	e.ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

// TestUpload: the answers are documented to the letter (wire/voipex.md 5.1); line 1 is the header.
func TestUpload(t *testing.T) {
	t.Parallel()
	e := voipex.New(voipex.Options{Username: "sync", Password: "tajne", MaxFile: 300})
	for _, c := range []struct {
		name, part, file string
		status           int
		says             string
		left             int
	}{
		{"all", "file", "\ufefflastName;phone1\nA;+420603303963\n\"B\nB\";+420603303964\n", 200, `{ "message":"uploaded","error":"" }`, 2},
		{"a row", "file", "lastName;phone1\n\"A\nA\";+420603303963\nB;603303964\n", 200, "Error on line number 4 occured. phone1 is not a valid number\n", 1},
		{"no part", "data", "lastName;phone1\nA;+420603303963\n", 400, "there is no part file", 1},
		{"unknown column", "file", "surname;phone1\nA;+420603303963\n", 400, "the header is not valid", 1},
		{"no phone1", "file", "lastName\nA\n", 400, "the header is not valid", 1},
		{"no valid row", "file", "lastName;phone1\nA;1\n", 400, "the file has no valid row", 1},
		{"cut off", "file", "lastName;phone1\nA;+420603303963\n\"B", 400, "the file has no valid row", 1},
		{"encoding", "file", "lastName;phone1\nNov\xe1k;+420603303963\n", 400, "the file is not UTF-8", 1},
		{"large", "file", strings.Repeat("x", 301), 413, "the file is too large", 1},
	} {
		status, says := upload(t, e, c.part, c.file)
		if status != c.status || !strings.Contains(says, c.says) {
			t.Errorf("%s: %d %s, want %d and %q", c.name, status, says, c.status, c.says)
		}
		if n := len(e.Contacts()); n != c.left {
			t.Errorf("%s: %d contacts, want %d", c.name, n, c.left)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	e := voipex.New(voipex.Options{Username: "sync", Password: "tajne", NoBatch: true})
	e.Put(voipex.Contact{"externalId": "K-1"})
	const json = "application/json"
	for name, c := range map[string]struct {
		method, path, kind, password, body string
		status                             int
		says                               string
	}{
		"wrong password": {"GET", "", "", "x", "", 401, "unauthorized"},
		"unknown id":     {"PUT", "/7", json, "tajne", "{}", 404, "not found"},
		"no batch":       {"POST", "/batch", json, "tajne", "[]", 404, "not found"},
		"large page":     {"GET", "?limit=1001", "", "tajne", "", 400, "limit"},
		"form instead":   {"POST", "", "text/plain", "tajne", `{}`, 400, "not JSON"},
		"no name":        {"POST", "", json, "tajne", `{"phone1":"+420603303963"}`, 400, "lastName"},
		"number":         {"POST", "", json, "tajne", `{"lastName":"A","phone1":"603303963"}`, 400, "phone1"},
		"e-mail":         {"POST", "", json, "tajne", `{"lastName":"A","phone1":"+420603303963","email":"x"}`, 400, "email"},
		"too long":       {"POST", "", json, "tajne", `{"lastName":"A","phone1":"+420603303963","agent1":"` + strings.Repeat("x", 56) + `"}`, 400, "agent1 is too long"},
		"unknown column": {"POST", "", json, "tajne", `{"lastName":"A","phone1":"+420603303963","skype":"x"}`, 400, "unknown column skype"},
		"taken":          {"POST", "", json, "tajne", `{"lastName":"A","phone1":"+420603303963","externalId":"K-1"}`, 400, "taken"},
	} {
		r := httptest.NewRequest(c.method, "/v3/contacts"+c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		r.SetBasicAuth("sync", c.password)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s, want %d and %q", name, w.Code, w.Body, c.status, c.says)
		}
	}
	if n := len(e.Contacts()); n != 1 {
		t.Errorf("%d contacts, want 1", n)
	}
}
