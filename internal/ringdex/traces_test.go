package ringdex_test

import (
	"testing"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

func traces() ringdex.Traces {
	return ringdex.TracesOf(ringdex.ID{1, 2}, []*ringdex.Contact{{
		FirstName: "Jan", LastName: "Novák", Emails: []string{"Jan@Example.com"}, UserName: "novak@firma.cz",
		Phones: []phone.Number{phone.Parse("603 303 963", phone.Regions{"CZ"}), {Text: "112"}},
	}})
}

func TestTracesInText(t *testing.T) {
	t.Parallel()
	person := traces()
	for text, want := range map[string]bool{
		"K1;Jan;NOVÁK;;": true, `{"last":"Nov\u00e1k","first":"jan"}`: true, "jan@EXAMPLE.com": true, "novak@firma.cz": true,
		"+420 603-303/963": true, "00420603303963": true, "tel (603) 303.963;x": true, ringdex.ID{1, 2}.String(): true,
		"Jana;Nova": false, "Novák": false, "112": false, "603 303 96;3": false, `\u`: false, `\uzzzz\u00`: false, "": false,
	} {
		if got := person.In(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func FuzzTraces(f *testing.F) {
	person := traces()
	f.Add("", "")
	f.Add(`\u`, "\xff")
	f.Fuzz(func(t *testing.T, before, after string) {
		person.In(before)
		if !person.In(before + "\n603303963\n" + after) {
			t.Error("the number is not found")
		}
	})
}
