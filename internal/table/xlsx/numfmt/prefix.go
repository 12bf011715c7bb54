package numfmt

import "strings"

// prefixOf returns the text in front of the digits of a format for whole numbers, and to how many
// digits it fills up. ok is false if the text has neither a digit nor a plus: then it is no part of
// a number. Digits other than 0 stand for themselves, as in +420 ### ### ###, whose 0 is a place
// for a digit.
func prefixOf(code string) (prefix string, zeros int, ok bool) {
	text, places := cutLiteral(code)
	if strings.ContainsAny(places, ".%/@") || strings.ContainsAny(strings.ToLower(places), "eydhsm") && !strings.EqualFold(places, "general") {
		return "", 0, false
	}
	if at := strings.IndexByte(text, '+'); at > 0 {
		text = text[at:]
	}
	if !strings.ContainsAny(text, "+0123456789") || places == "" {
		return "", 0, false
	}
	if at := strings.IndexByte(places, '0'); at >= 0 {
		zeros = strings.Count(places[at:], "0") + strings.Count(places[at:], "#") + strings.Count(places[at:], "?")
	}
	return strings.TrimLeft(text, " "), zeros, true
}

// cutLiteral cuts the first section of a format into the text in front of the first place for a
// digit, and the places without texts.
func cutLiteral(code string) (text, places string) {
	var literal, rest strings.Builder
	put := func(s string) {
		if rest.Len() == 0 {
			literal.WriteString(s)
		}
	}
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch c := code[i]; {
		case c == '\\' && i+1 < len(code):
			i++
			put(code[i : i+1])
		case c == '_' || c == '*':
			i++
		case c == '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return literal.String(), rest.String()
			}
			put(code[i+1 : i+1+end])
			i += end + 1
		case c == '[':
			i += max(0, strings.IndexByte(code[i:], ']'))
		case c >= '1' && c <= '9', strings.IndexByte(" +-()", c) >= 0:
			put(code[i : i+1])
		default:
			rest.WriteByte(c)
		}
	}
	return literal.String(), rest.String()
}
