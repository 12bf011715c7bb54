package phone

import "strings"

// maxExtension is the longest extension accepted after a word; longer digits are a separate number.
const maxExtension = 7

// minHead is how many digits must precede a short group for it to be an extension or an
// alternative, and not a part of the number.
const minHead = 7

// cutExtension separates an extension from a folded text: "linka 12", "wew. 12", "x12", "#12", and
// the waits and pauses that mobile phones store, ";12" ",,12" ",12". ext is empty if there is none.
func cutExtension(s string) (body, ext string) {
	if body, ext, ok := cutWordExtension(s); ok {
		return body, ext
	}
	return cutPauseExtension(s)
}

// cutWordExtension looks at the last words: they must all be known, one of them
// must announce an extension, and a number must stand before them.
func cutWordExtension(s string) (body, ext string, ok bool) {
	last := strings.LastIndexFunc(s, isAnnouncer)
	if last < 0 {
		return s, "", false
	}
	start := strings.LastIndexAny(s[:last], "0123456789") + 1
	words, tail := s[start:last+1], s[last+1:]
	if start == 0 || !announces(words) {
		return s, "", false
	}
	ext, ok = extensionDigits(tail)
	return s[:start], ext, ok
}

func isAnnouncer(r rune) bool { return r == '#' || isLetterRune(r) }

func announces(words string) bool {
	if strings.ContainsAny(words, "+;*@&|\n") {
		return false
	}
	if strings.HasSuffix(words, "#") {
		return strings.Count(words, "#") == 1 && onlyWords(words, extensionWords, fillers)
	}
	return anyWord(words, extensionWords) && onlyWords(words, extensionWords, fillers)
}

// extensionDigits reads " 12", ". 12", ": 1 2 )", "12/13" (the first counts).
func extensionDigits(tail string) (string, bool) {
	tail = strings.Trim(tail, " .:=-()\"'")
	first, rest := tail, ""
	if i := strings.IndexAny(tail, "/,-"); i >= 0 {
		first, rest = tail[:i], tail[i:]
	}
	ext := strings.ReplaceAll(first, " ", "")
	ok := ext != "" && len(ext) <= maxExtension && allDigits(ext) && isAlternatives(rest)
	return ext, ok
}

// isAlternatives accepts what follows the first of several extensions.
func isAlternatives(s string) bool {
	for part := range strings.FieldsFuncSeq(s, isAlternativeSign) {
		if len(part) > 4 || !allDigits(part) {
			return false
		}
	}
	return true
}

func isAlternativeSign(r rune) bool { return r == '/' || r == ',' || r == '-' || r == ' ' }

// cutPauseExtension reads ";12", ",,12" and, directly after the number, ",12".
func cutPauseExtension(s string) (body, ext string) {
	i := strings.IndexAny(s, ";,")
	if i < 0 {
		return s, ""
	}
	body = s[:i]
	ext = strings.TrimLeft(s[i:], ";,")
	spaced := strings.HasPrefix(ext, " ") && s[i] == ','
	ext = strings.Trim(ext, " #")
	if spaced || len(ext) > maxExtension || ext == "" || !allDigits(ext) {
		return s, ""
	}
	if countDigits(body) < minHead {
		return s, ""
	}
	return body, ext
}

// alternativeDigits counts the digits of the alternative endings of a number: "222 333 444/5", "222
// 333 444-6", "222 333 444, 445". Only parsing the number without them shows that they are not a
// part of it. The same sign stands before each of them: "222333444 / 603-303-963" has none. As many
// digits as a number has, with dashes, are a number.
func alternativeDigits(body string) int {
	count, sign := 0, ""
	for {
		head, ending, size := cutEnding(body)
		switch {
		case strings.Contains(sign, "-") && ending != sign && strings.TrimSpace(ending) != "":
			return 0
		case size > 3 || countDigits(head) < minHead || sign == "" && !alternates[strings.TrimSpace(ending)]:
		case sign == "" || ending == sign:
			body, sign = head, ending
			count += size
			continue
		}
		return settled(count, sign)
	}
}

// settled returns the count, or 0 for as many digits with dashes as a number has: "603-303-963".
func settled(count int, sign string) int {
	if strings.Contains(sign, "-") && count >= minHead {
		return 0
	}
	return count
}

// alternates are the signs before an alternative ending.
var alternates = map[string]bool{"/": true, ",": true, "-": true}

// cutEnding cuts the last digits off, and the sign before them with its blanks.
func cutEnding(body string) (head, sign string, size int) {
	body = strings.TrimRight(body, " ")
	before := strings.TrimRight(body, "0123456789")
	head = strings.TrimRight(before, " /,-.")
	return head, before[len(head):], len(body) - len(before)
}
