package phone

import "testing"

func TestDummies(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"0", "00", "0000", "000 000 000", "+0", "+420 000 000 000", "00420000000000", "420000000000", "+420", "7", "-1",
		"11111", "999999999", "+420 999 999 999", "0777777777", "+48 22 222 22 22", "123456789", "0123456789", "1234567890",
		"+420123456789", "123456", "987654321",
	} {
		n, q := Parse(text, home), Ask(text, home)
		if n.Digits() != 0 || n.HeadOffice() != 0 || describe(q) != "|||" {
			t.Errorf("%q: got the key %s and the question %s, want none", text, n.Digits(), describe(q))
		}
		if n.Text != text || !n.HasDigits() {
			t.Errorf("%q: got %+v, want the text as it was", text, n)
		}
	}
}

func TestNoDummies(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"05", "12", "222", "1111", "1234", "12345", "100 000", "+420 777 777 778", "+420 800 000 001", "030 123456",
		"+1 650 253 0000", "98765", "+421 905 123 456",
	} {
		if n, q := Parse(text, home), Ask(text, home); n.Digits() == 0 || q.Raw == 0 {
			t.Errorf("%q: got no key", text)
		}
	}
}
