package phone

import "strings"

// openPlans holds the regions whose numbers have no fixed length: a company gives
// extensions of any length behind its own number, and writes that number with the
// extension 0.
var openPlans = map[string]bool{"AT": true, "DE": true}

// Extensible reports whether a line of this kind can have extensions. Fixed lines can, and so can
// numbers of unknown kind.
func (k Kind) Extensible() bool { return k == Fixed || k == FixedOrMobile || k == "" }

// Headed reports whether a number of this kind can be written as a head office. Besides fixed lines
// these are corporate ranges without a location, such as Austria's +43 5, which the metadata calls
// VoIP.
func (k Kind) Headed() bool { return k.Extensible() || k == VoIP || k == UAN }

// HeadOffice returns the key of the digits before the extension, if the number is written with the
// extension 0: "+43 1 72727-0", "030/901820-0", "+43 1 72727 DW 0". It returns 0 for any other
// number, and outside Austria and Germany, where a final 0 is an ordinary digit.
func (n Number) HeadOffice() Digits {
	if !n.Valid() || !n.Kind.Headed() || !n.endsInZero() || !openPlans[n.Region()] || n.Digits() == 0 {
		return 0
	}
	if n.Extension == "" && n.hasWholeText() {
		return n.Digits().Drop(1)
	}
	return n.Digits()
}

// endsInZero reports whether the extension is 0, in words or behind a last dash.
func (n Number) endsInZero() bool {
	if n.Extension != "" {
		return n.Extension == "0"
	}
	text := fold(n.Text, nil)
	last := strings.LastIndexAny(text, "0123456789")
	if last < 0 || text[last] != '0' {
		return false
	}
	body := strings.TrimRight(text[:last], " ")
	return strings.HasSuffix(body, "-") || strings.HasSuffix(body, "/")
}

// hasWholeText reports whether E164 has all digits of the text: Parse omits an ending that makes
// the number invalid.
func (n Number) hasWholeText() bool {
	w := read(n.Text)
	if w.plus {
		v, _ := international(w.digits)
		return v.ok()
	}
	v, _ := w.judgeDigits(w.digits, Regions{n.Region()})
	return v.ok()
}
