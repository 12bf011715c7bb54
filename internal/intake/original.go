package intake

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxOriginal limits the stored text of a refused record, in bytes. A sender that repeats a large
// invalid item every quarter of an hour must not fill the database.
const maxOriginal = 4 << 10

// kept returns the stored text of a refused record.
func (rec *Record) kept() string {
	text := rec.Original
	if rec.Clean != nil {
		text = rec.Clean(text)
	}
	if len(text) <= maxOriginal {
		return text
	}
	end := maxOriginal
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end]) + "… (cut; " + strconv.Itoa(len(text)) + " bytes in all)"
}
