package charset

import "testing"

func TestParse(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Encoding{
		"UTF-8": UTF8, "utf8": UTF8, "CP1250": Windows1250, "Windows-1250": Windows1250, "Latin2": ISO88592, "ISO_8859-2": ISO88592,
		"ibm852": CP852, "cp 852": CP852, "UTF-16": UTF16LE, "windows-1252": Windows1252, "koi8-r": KOI8U, "Mac Roman": MacRoman, "mac-ce": MacCE, "cp1251": Windows1251, "Kamenický": Kamenicky, "shift-jis": "",
	} {
		if got, ok := Parse(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v, want %q", name, got, ok, want)
		}
	}
	for _, e := range Encodings() {
		if got, ok := Parse(string(e)); got != e || !ok {
			t.Errorf("%s: %q, want itself", e, got)
		}
	}
}
