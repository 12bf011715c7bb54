package store

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
)

var update = flag.Bool("update", false, "write testdata/documents.golden anew")

// stored is one sort of body on disk.
type stored struct {
	name   string
	full   any // a record with every field set
	encode func(record any) string
	decode func(body string) (any, error)
}

func storedAs[R document[T], T any](name string, toRow func(T) R) stored {
	return stored{
		name, filled[T](),
		func(record any) string { return encodeDocument(toRow(record.(T))) },
		func(body string) (any, error) { return decodeDocument[R]([]byte(body)) },
	}
}

func storedRecord[T any](name string, encode func(*T) string, decode func([]byte) (*T, error)) stored {
	full := filled[T]()
	return stored{
		name, &full, func(record any) string { return encode(record.(*T)) },
		func(body string) (any, error) { return decode([]byte(body)) },
	}
}

var allStored = []stored{
	storedRecord("contact", encodeContact, decodeContact),
	storedRecord("company", encodeCompany, decodeCompany),
	storedAs("settings", toSettingsRow),
	storedAs("field", toFieldRow),
	storedAs("source", func(s ringdex.Source) sourceRow { return sourceRow(s) }),
	storedAs("api key", toAPIKeyRow),
	storedAs("webhook", toWebhookRow),
	storedAs("delivery", func(d ringdex.Delivery) deliveryRow { return toDeliveryRow(&d) }),
	storedAs("connector", toConnectorRow),
	storedAs("connector state", toConnectorStateRow),
	storedAs("session", toSessionRow),
	storedAs("erasure", toErasureRow),
	storedAs("call", toCallRow),
	storedAs("sent record", func(s ringdex.Sent) sentRow { return toSentRow(&s) }),
	storedAs("run", toRunRow),
	storedAs("refusal", func(r ringdex.Refusal) refusalRow { return toRefusalRow(&r) }),
}

// TestStoredBodies holds every body on disk to a golden file. Databases of customers have these
// bytes: a difference that is not meant is a setting that is lost. After a change that is meant,
// `go test ./internal/store -update`.
func TestStoredBodies(t *testing.T) {
	t.Parallel()
	const file = "testdata/documents.golden"
	var now strings.Builder
	for _, s := range allStored {
		fmt.Fprintf(&now, "%s: %s\n", s.name, s.encode(s.full))
	}
	if *update {
		if err := os.WriteFile(file, []byte(now.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(golden), "\n"), strings.Split(now.String(), "\n")); diff != "" {
		t.Errorf("a stored body has changed (-on disk +now):\n%s", diff)
	}
}

// TestStoredBodiesComeBack reads what the golden file has.
func TestStoredBodiesComeBack(t *testing.T) {
	t.Parallel()
	for _, s := range allStored {
		got, err := s.decode(s.encode(s.full))
		if diff := cmp.Diff(s.full, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", s.name, err, diff)
		}
	}
}

// TestFirstBodies reads bodies of the first databases, in which documents had the names of Go's
// fields. The file is not written anew: each body is followed by the form that it has today.
func TestFirstBodies(t *testing.T) {
	t.Parallel()
	bodies := linesOf(t, "testdata/documents_first.txt")
	for _, s := range allStored[2:] {
		first, old := bodies["first "+s.name]
		if !old {
			continue // it has come later
		}
		record, err := s.decode(first)
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		if diff := cmp.Diff(bodies["today "+s.name], s.encode(record)); diff != "" {
			t.Errorf("%s:\n%s", s.name, diff)
		}
	}
}

func linesOf(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		name, body, _ := strings.Cut(s.Text(), ": ")
		lines[name] = body
	}
	return lines
}

func TestIDsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"id":"x"}`, `{"id":[300]}`, `{"id":7}`, `{"hash":"ab"}`, `{"hash":"zz"}`, `{"hash":{}}`} {
		if key, err := decodeDocument[apiKeyRow]([]byte(body)); err == nil {
			t.Errorf("%s: got %+v", body, key)
		}
	}
}

// filled is a T with every field set. The values depend on the types alone, so that a rename
// changes none of them.
func filled[T any]() (v T) {
	fill(reflect.ValueOf(&v).Elem())
	return v
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		fillStruct(v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillAll(v)
	case reflect.Array:
		fillAll(v)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Interface: // an argument of a message
		v.Set(reflect.ValueOf("text"))
	default:
		fillPlain(v)
	}
}

func fillAll(v reflect.Value) {
	for i := range v.Len() {
		fill(v.Index(i))
	}
}

func fillStruct(v reflect.Value) {
	if at, isTime := v.Addr().Interface().(*time.Time); isTime {
		*at = time.Date(2026, 2, 3, 4, 5, 6, 789e6, time.UTC)
		return
	}
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.Name != "Cause" { // of an error, for the log only
			fill(v.Field(i))
		}
	}
}

func fillPlain(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(7)
	case v.CanUint():
		v.SetUint(7)
	default:
		v.SetString("text")
	}
}
