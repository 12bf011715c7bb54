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
// part of it.
func alternativeDigits(body string) int {
	count := 0
	for {
		body = strings.TrimRight(body, " ")
		head := strings.TrimRight(body, "0123456789")
		size := len(body) - len(head)
		trimmed := strings.TrimRight(head, " ")
		if size == 0 || size > 3 || !strings.HasSuffix(trimmed, "/") &&
			!strings.HasSuffix(trimmed, ",") && !strings.HasSuffix(trimmed, "-") {
			return count
		}
		body = trimmed[:len(trimmed)-1]
		if countDigits(body) < minHead {
			return count
		}
		count += size
	}
}
