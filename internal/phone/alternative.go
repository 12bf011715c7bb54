package phone

import "strings"

// Alternatives returns the numbers of a text with alternative endings in full: "222 111
// 004/005/006" are "222 111 004", "222 111 005" and "222 111 006". Any other text comes back alone.
// whole is false if Parse leaves endings out that do not make numbers, as in "222 111 004-6", which
// may be a range.
func Alternatives(text string, regions Regions) (numbers []string, whole bool) {
	text = strings.TrimSpace(text)
	w := read(text)
	if w.tail == 0 || w.hasTail(regions) {
		return []string{text}, true
	}
	n := Parse(text, regions)
	if !n.Valid() {
		return []string{text}, true
	}
	var at []int
	folded := fold(text, &at)
	head, endings, sign := cutEndings(folded[:strings.LastIndexAny(folded, "0123456789")+1], w.tail)
	if n.Extension != "" || sign == "-" {
		return []string{text}, false
	}
	numbers = []string{strings.TrimSpace(text[:at[len(head)]])}
	last := n.E164
	for _, ending := range endings {
		number := withEnding(head, ending)
		m := Parse(number, regions)
		if len(m.E164) != len(n.E164) || m.E164 <= last {
			return []string{text}, false
		}
		numbers, last = append(numbers, number), m.E164
	}
	return numbers, true
}

// hasTail reports whether the number is valid with its ending, which then is a part of it.
func (w written) hasTail(regions Regions) bool {
	v, _ := w.judgeDigits(w.digits, regions)
	return v.ok()
}

// cutEndings cuts the endings off that have so many digits together, and returns the sign before
// them.
func cutEndings(body string, digits int) (head string, endings []string, sign string) {
	for digits > 0 {
		before, between, size := cutEnding(body)
		if size == 0 {
			break
		}
		endings = append([]string{body[len(before)+len(between):]}, endings...)
		body, sign, digits = before, strings.TrimSpace(between), digits-size
	}
	return body, endings, sign
}

// withEnding returns a number with the ending in the place of its last digits.
func withEnding(number, ending string) string {
	out := []byte(number)
	for i := len(out) - 1; i >= 0 && ending != ""; i-- {
		if isDigit(out[i]) {
			out[i], ending = ending[len(ending)-1], ending[:len(ending)-1]
		}
	}
	return string(out)
}
