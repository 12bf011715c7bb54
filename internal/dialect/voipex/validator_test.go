package voipex_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"ringdex/internal/dialect/dialecttest"
)

// TestValidatorAgreesWithTheLibrary asks about every number of the corpus, with a plus before it
// and with its region's calling code, valid or not, and compares the answers with libphonenumber's.
// The one difference is that we take out a zero that is certainly too much, as in +420 (0)603 303
// 963, and then ask.
func TestValidatorAgreesWithTheLibrary(t *testing.T) {
	t.Parallel()
	corpus, err := os.ReadFile("../../phone/testdata/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, nil)
	asked := map[string]bool{}
	valid := 0
	for line := range strings.Lines(string(corpus)) {
		for _, number := range numbersOf(line) {
			if asked[number] {
				continue
			}
			asked[number] = true
			if w.agreesOn(number) {
				valid++
			}
		}
	}
	if len(asked) < 300 || valid < 90 || valid == len(asked) {
		t.Errorf("%d numbers were asked about, %d of them valid: the corpus is not what it was", len(asked), valid)
	}
}

// numbersOf are the digits of a line of the corpus as international numbers.
func numbersOf(line string) []string {
	region, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
	text, _, isLine := strings.Cut(rest, "\t")
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
	if !isLine || digits == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	first, _, _ := strings.Cut(region, ",")
	code := map[string]string{"CZ": "420", "SK": "421", "PL": "48", "DE": "49", "AT": "43"}[first]
	var numbers []string
	if digits[0] != '0' {
		numbers = append(numbers, "+"+digits)
	}
	if !strings.HasPrefix(digits, "00") && !strings.HasPrefix(strings.TrimPrefix(digits, "0"), code) {
		numbers = append(numbers, "+"+code+digits)
	}
	return numbers
}

// agreesOn says whether a number is valid, on which both must agree, as on what it is then.
func (w *world) agreesOn(number string) bool {
	w.T.Helper()
	want := libraryOn(number)
	if want == "" {
		want = libraryOn(trunk.ReplaceAllString(number, "+$1"))
	}
	status, body := w.Call(http.MethodGet, "/v3/contacts/validator/phone-number/%2B"+number[1:], dialecttest.Basic("x", w.Names.Keys["lookup"]), "")
	var got struct {
		Valid              bool
		PhoneNumber, Error string
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK {
		w.T.Errorf("%s: got %d %s (%v)", number, status, body, err)
	}
	if got.Valid != (want != "") || got.PhoneNumber != want || got.Valid == (got.Error != "") {
		w.T.Errorf("%s: got %s, the library says %q", number, body, want)
	}
	return got.Valid
}

// trunk is the zero that is dialled before a national number, behind the calling code where it does
// not belong.
var trunk = regexp.MustCompile(`^\+(420|421|48|49|43)0`)

// libraryOn is what libphonenumber makes of a number, "" when it is not valid.
func libraryOn(number string) string {
	n, err := phonenumbers.Parse(number, "")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return ""
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}
