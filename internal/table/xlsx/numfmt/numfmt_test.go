package numfmt

import "testing"

// The numbers and codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31.
func TestNumber(t *testing.T) {
	t.Parallel()
	codes := map[string]string{"164": `d\. m\. yyyy;@`, "165": "00000", "166": "[h]:mm", "167": `"Tel. "0`, "168": "yyyy-mm-dd hh:mm"}
	for _, test := range []struct{ id, stored, want string }{
		{"0", "420603303963", "420603303963"},
		{"0", "4.20603303963E+11", "420603303963"},
		{"0", "1.1000000000000001", "1.1"},
		{"0", "-0", "0"},
		{"0", "text", "text"},
		{"14", "45418", "2024-05-06"},
		{"22", "45418.5", "2024-05-06T12:00:00"},
		{"20", "0.5", "12:00:00"},
		{"164", "45418", "2024-05-06"},
		{"165", "1001", "01001"},
		{"166", "1.5", "36:00:00"},
		{"167", "603", "603"},
		{"168", "45418.25", "2024-05-06T06:00:00"},
	} {
		if got := Of(test.id, codes).Number(test.stored, false); got != test.want {
			t.Errorf("%s in format %s: %s, want %s", test.stored, test.id, got, test.want)
		}
	}
	if got, want := Of("14", nil).Number("43956", true), "2024-05-06"; got != want {
		t.Errorf("counted from 1904: %s, want %s", got, want)
	}
}
