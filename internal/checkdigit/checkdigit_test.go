package checkdigit

import (
	"testing"
)

func TestCheckDigits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		valid func(string) bool
		good  []string
		bad   []string
	}{
		"PESEL": {
			PESEL,
			[]string{"44051401359", "02070803628", "44051401458", "90090515836"}, // born 1944, 2002 and 1990
			[]string{"", "4405140135", "440514013590", "4405140135X", "４４０５１４０１３５９", "44051401395"},
		},
		"NIP": {
			NIP,
			[]string{"1234563218", "5260250274", "7740001454", "5252344078"}, // the second one is the Ministry of Finance's
			[]string{"", "123456321", "12345632180", "1234567890", "PL1234563218", "1243563218"},
		},
		"REGON": {
			REGON,
			[]string{"123456785", "732065814", "12345678512347", "23511332857188"},
			[]string{"", "12345678", "1234567850", "123456786", "12345678412347", "12345678512348"},
		},
	} {
		for _, number := range test.good {
			if !test.valid(number) {
				t.Errorf("%s %s is refused", name, number)
				continue
			}
			for wrong, at := range oneDigitWrong(number) {
				if test.valid(wrong) {
					t.Errorf("%s %s with digit %d wrong, %s, is taken", name, number, at, wrong)
				}
			}
		}
		for _, number := range test.bad {
			if test.valid(number) {
				t.Errorf("%s %q is taken", name, number)
			}
		}
	}
}

// oneDigitWrong gives all numbers that differ in one digit, and which one it is.
func oneDigitWrong(number string) map[string]int {
	all := map[string]int{}
	for i := range number {
		for d := '0'; d <= '9'; d++ {
			if wrong := number[:i] + string(d) + number[i+1:]; wrong != number {
				all[wrong] = i + 1
			}
		}
	}
	return all
}
