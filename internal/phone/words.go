package phone

import "strings"

// labels are the words that may precede or follow a number without changing its digits, in Czech,
// Slovak, Polish, German and English, folded.
var labels = wordSet(`
	t m f p c cislo cisla cislem tc nr no num numer number numero nummer
	tel telefon telefony telefonni telefonne telefonu phone fon
	mob mobil mobily mobilni mobilny mobilne mobile mobiltelefon cell cellphone gsm handy
	kom komorka komorkowy komorkowe komorkowa
	fax faks telefax faxu pevna pevny stacjonarny stacjonarne festnetz landline
	privat privatni privatny soukromy soukrome sukromny prywatny prywatne home dom domu domov domaci doma byt
	prace praca praci prac work office kancelar biuro buro firma firemni firemny sluzebni sluzobny sluzbowy
	hlavni hlavny main glowny centrala ustredna ustredna spojovatelka recepce recepcia recepcja
	sekretariat zentrale linka infolinka infolinia hotline helpdesk zakaznicka
	whatsapp viber signal skype zaznamnik pager sms volat volejte`)

// extensionWords announce an extension after a number.
var extensionWords = wordSet(`
	linka linky lin l klapka klapky klap kl k provolba pob pobocka vnitrni vnutorna interni interna
	wewnetrzny wewnetrzna wewn wew wnetrz w
	durchwahl dw klappe nebenstelle nst apparat app
	extension extn ext xtn ex x int`)

// fillers may occur between an extension's word and its digits: "linka č. 12".
var fillers = wordSet(`c cislo nr no num numer number nummer tel telefon`)

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// notLetter separates words.
func notLetter(r rune) bool { return !isLetterRune(r) }

// onlyWords reports whether every word of s is in one of the sets.
func onlyWords(s string, sets ...map[string]bool) bool {
	for word := range strings.FieldsFuncSeq(s, notLetter) {
		if !inAny(word, sets) {
			return false
		}
	}
	return true
}

// anyWord reports whether some word of s is in set.
func anyWord(s string, set map[string]bool) bool {
	for word := range strings.FieldsFuncSeq(s, notLetter) {
		if set[word] {
			return true
		}
	}
	return false
}

func inAny(word string, sets []map[string]bool) bool {
	for _, set := range sets {
		if set[word] {
			return true
		}
	}
	return false
}

// cutLabels removes known words before and after the digits, and any text that ends in a colon
// ("Novák: 603…", "tel. 2: 603…").
func cutLabels(s string) string {
	before, after, ok := strings.Cut(s, ":")
	if ok && hasLetter(before) && countDigits(before) <= 1 && hasDigit(after) {
		s = after
	}
	start := strings.IndexAny(s, "+(0123456789")
	if start > 0 && isRemark(s[:start]) {
		s = s[start:]
	}
	end := strings.LastIndexAny(s, "0123456789") + 1
	if end > 0 && end < len(s) && hasLetter(s[end:]) && isRemark(s[end:]) {
		s = s[:end]
	}
	return s
}

// isRemark reports whether s consists of known words and common punctuation.
func isRemark(s string) bool {
	if strings.ContainsAny(s, "?*#@%&!$^<>=") {
		return false
	}
	return onlyWords(s, labels, extensionWords)
}

// cutComments removes brackets with words in them, "(mobil)". It removes only the brackets
// themselves around an extension, "(linka 12)", and around the whole text.
func cutComments(s string) string {
	if !hasLetter(s) {
		return s
	}
	for from := 0; ; {
		open := strings.IndexByte(s[from:], '(')
		if open < 0 {
			return s
		}
		open += from
		size := strings.IndexByte(s[open:], ')')
		if size < 0 {
			return s
		}
		s, from = openBracket(s, open, open+size)
	}
}

// openBracket handles the bracket between open and shut and returns where to continue.
func openBracket(s string, open, shut int) (string, int) {
	inside, before, after := s[open+1:shut], s[:open], s[shut+1:]
	if !hasLetter(inside) {
		return s, shut + 1
	}
	extension := hasDigit(before) && hasDigit(inside) && anyWord(inside, extensionWords)
	if extension || !hasDigit(before) && !hasDigit(after) {
		return before + " " + inside + " " + after, len(before)
	}
	return before + " " + after, len(before)
}
