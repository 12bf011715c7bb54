package httpx_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/fastjson"
	"ringdex/internal/httpx"
)

type record struct {
	Name   string
	Age    int
	Tags   []string
	Nested struct{ On bool }
}

func post(kind, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	return r
}

func TestDecodeJSON(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"usual":               `{"Name":"Jan Novák","Age":7,"Tags":["a"],"Nested":{"On":true}}`,
		"with unknown fields": `{"Name":"Jan Novák","Age":7,"Tags":["a"],"Nested":{"On":true},"Other":null}`,
		"byte order mark":     "\ufeff" + `{"Name":"Jan Novák","Age":7,"Tags":["a"],"Nested":{"On":true}}`,
		"space around":        " \r\n" + `{"Name":"Jan Novák","Age":7,"Tags":["a"],"Nested":{"On":true}}` + "\r\n ",
	} {
		for _, kind := range []string{"application/json", "text/json", "Application/JSON; charset=UTF-8", "application/merge-patch+json"} {
			var got record
			if err := httpx.DecodeJSON(httptest.NewRecorder(), post(kind, body), 1000, &got); err != nil {
				t.Errorf("%s as %s: %v", name, kind, err)
			}
			if want := (record{Name: "Jan Novák", Age: 7, Tags: []string{"a"}, Nested: struct{ On bool }{true}}); !cmp.Equal(got, want) {
				t.Errorf("%s as %s: got %+v", name, kind, got)
			}
		}
	}
}

func TestDecodeJSONRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		kind error
		want string
	}{
		"empty":             {"", httpx.ErrNotJSON, "the body is empty; it must be JSON"},
		"only space":        {" \n", httpx.ErrNotJSON, "the body is empty; it must be JSON"},
		"cut off":           {"{\"Name\":\n\"Jan", httpx.ErrNotJSON, "line 2, column 5: the JSON ends too early"},
		"cut off after":     {"{\"Name\":", httpx.ErrNotJSON, "line 1, column 9: the JSON ends too early"},
		"wrong character":   {"{\"Name\": \"ř\", x}", httpx.ErrNotJSON, "line 1, column 15: not JSON: invalid character 'x' looking for beginning of object key string"},
		"wrong at the end":  {"[1,x", httpx.ErrNotJSON, "line 1, column 4: not JSON: invalid character 'x' looking for beginning of value"},
		"a form":            {"Name=Jan", httpx.ErrNotJSON, "line 1, column 1: not JSON: invalid character 'N' looking for beginning of value"},
		"two values":        {"{}\n{}", httpx.ErrNotJSON, "line 2, column 1: not JSON: invalid character '{' after top-level value"},
		"not UTF-8":         {"{\"Name\":\n \"Nov\xe1k\"}", httpx.ErrNotJSON, "line 2, column 6: a byte here is not UTF-8; JSON is always UTF-8"},
		"half a character":  {"{\"Name\":\n \"Ž\\ud83d\"}", httpx.ErrNotJSON, "line 2, column 4: half a character is escaped here: a surrogate without the other one"},
		"text for a number": {`{"Age":"7"}`, httpx.ErrShape, "line 1, column 10: Age: expected a whole number, found a text"},
		"fraction":          {`{"Age":7.5}`, httpx.ErrShape, "line 1, column 10: Age: expected a whole number, found the number 7.5"},
		"object for a list": {`{"Tags":{}}`, httpx.ErrShape, "line 1, column 9: Tags: expected an array, found an object"},
		"list for all":      {`[]`, httpx.ErrShape, "line 1, column 1: expected an object, found an array"},
		"deeper":            {`{"Nested":{"On":1}}`, httpx.ErrShape, "line 1, column 17: Nested.On: expected true or false, found a number"},
		"too large":         {`{"Name":"` + strings.Repeat("x", 1024) + `"}`, httpx.ErrTooLarge, "the body is too large; the limit is 1 KiB"},
		"too deep":          {strings.Repeat("[", 1000), httpx.ErrNotJSON, "line 1, column 1001: the JSON ends too early"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := httpx.DecodeJSON(httptest.NewRecorder(), post("application/json", test.body), 1024, &record{})
			if !errors.Is(err, test.kind) || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// The place is found for another decoder too, whose errors encoding/json does not share.
func TestNotJSONOfAnotherDecoder(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"[{\"Name\":\n\"Jan\",}]": "line 2, column 7: not JSON: invalid character '}' looking for beginning of object key string",
		"[{\"Name\":":             "line 1, column 10: the JSON ends too early",
	} {
		err := fastjson.Unmarshal([]byte(body), &[]record{})
		if got := httpx.NotJSON([]byte(body), err); got.Error() != want {
			t.Errorf("%q: got  %v\nwant %s", body, got, want)
		}
	}
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header, value string
		want          string
	}{
		"none":     {"Content-Type", "", "the header Content-Type is missing; send application/json"},
		"a form":   {"Content-Type", "application/x-www-form-urlencoded", `the Content-Type "application/x-www-form-urlencoded" is not supported; send application/json`},
		"charset":  {"Content-Type", "application/json; charset=windows-1250", `the charset "windows-1250" is not supported; send the body in UTF-8`},
		"squeezed": {"Content-Encoding", "gzip", `the Content-Encoding "gzip" is not supported; send the body uncompressed`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := post("application/json", "{}")
			r.Header.Set(test.header, test.value)
			err := httpx.DecodeJSON(httptest.NewRecorder(), r, 100, &record{})
			if !errors.Is(err, httpx.ErrMediaType) || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// halting is a body that fails before its end.
type halting struct {
	io.Reader
	err error
}

func (h halting) Read(b []byte) (int, error) {
	n, err := h.Reader.Read(b)
	if errors.Is(err, io.EOF) {
		err = h.err
	}
	return n, err
}

func TestBodyCutOff(t *testing.T) {
	t.Parallel()
	r := post("application/json", "")
	r.ContentLength = 100
	r.Body = io.NopCloser(halting{strings.NewReader(`{"Name":`), io.ErrUnexpectedEOF})
	err := httpx.DecodeJSON(httptest.NewRecorder(), r, 1000, &record{})
	if !errors.Is(err, httpx.ErrCutOff) || err.Error() != "the body ended before its announced length" {
		t.Errorf("got %v", err)
	}
}

func TestLimitBody(t *testing.T) {
	t.Parallel()
	var got error
	h := httpx.LimitBody(10)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ContentLength = -1 // as when it comes in chunks
		got = httpx.DecodeJSON(w, r, 1000, &record{})
	}))
	h.ServeHTTP(httptest.NewRecorder(), post("application/json", `{"Name":"Jan"}`))
	if !errors.Is(got, httpx.ErrTooLarge) || got.Error() != "the body is too large; the limit is 10 bytes" {
		t.Errorf("got %v", got)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for kind, want := range map[error]int{
		httpx.ErrTooLarge: 413, httpx.ErrMediaType: 415, httpx.ErrNotJSON: 400, httpx.ErrShape: 400, httpx.ErrCutOff: 400,
	} {
		if got := (&httpx.BodyError{Kind: kind}).Status(); got != want {
			t.Errorf("%v: status %d, want %d", kind, got, want)
		}
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := httpx.WriteJSON(w, http.StatusCreated, map[string]string{"name": "Novák & syn <ltd>"}); err != nil {
		t.Fatal(err)
	}
	want := `{"name":"Novák & syn <ltd>"}`
	if got := w.Body.String(); got != want || w.Code != 201 || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("got %d %v %s, want 201 %s", w.Code, w.Header(), got, want)
	}
}

// A client sees the length of every answer, whether net/http counts it or WriteJSONBytes.
func TestAnswersHaveALength(t *testing.T) {
	t.Parallel()
	for _, length := range []int{2, 2047, 2048, 2049, 100_000} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			httpx.WriteJSONBytes(w, http.StatusOK, bytes.Repeat([]byte("1"), length))
		}))
		answer, err := s.Client().Get(s.URL)
		s.Close()
		if err != nil || answer.ContentLength != int64(length) {
			t.Errorf("%d bytes: got %v, %v", length, answer, err)
		}
	}
}

func TestWriteJSONWritesNothingThatIsNone(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := httpx.WriteJSON(w, http.StatusOK, make(chan int)); err == nil || w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Errorf("error %v, header %v, body %q; want an error and nothing written", err, w.Header(), w.Body)
	}
}

// FuzzNotJSON: for any body, the position is within it and the message is one line.
func FuzzNotJSON(f *testing.F) {
	for _, seed := range []string{"", "{", "[1,x]", "{\"Age\":\n\"7\"}", "\xff", "[{}]", "{} {}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		err := httpx.DecodeJSON(httptest.NewRecorder(), post("application/json", body), 1<<20, &record{})
		if err == nil {
			return
		}
		wrong, ok := errors.AsType[*httpx.BodyError](err)
		if !ok || wrong.Offset < 0 || wrong.Offset > int64(len(body)) || wrong.Line > strings.Count(body, "\n")+1 {
			t.Errorf("%q: %#v", body, err)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: more than one line: %q", body, err.Error())
		}
	})
}
