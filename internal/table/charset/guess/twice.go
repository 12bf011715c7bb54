package guess

import (
	"unicode/utf8"

	"ringdex/internal/table/charset"
)

// Twice reports whether a UTF-8 text was read as windows-1250 or windows-1252 and written as UTF-8
// again: "Dvořák" is "DvoĹ™Ăˇk" then. Most of its letters beyond ASCII are the bytes of others.
func Twice(sample []byte) bool {
	for _, e := range []charset.Encoding{charset.Windows1250, charset.Windows1252} {
		if again, once := runsOf(sample, e); again > 2*once {
			return true
		}
	}
	return false
}

// runsOf counts the runs of letters beyond ASCII that are UTF-8 in the bytes of an encoding, and
// the others.
func runsOf(sample []byte, e charset.Encoding) (again, once int) {
	byteOf := e.Encoder()
	for i := 0; i < len(sample); {
		var run []byte
		whole := true
		for i < len(sample) && sample[i] >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(sample[i:])
			b, ok := byteOf(r)
			if r >= 0x80 && r < 0xA0 {
				b, ok = byte(r), true // a byte without a letter
			}
			run, whole = append(run, b), whole && ok
			i += size
		}
		switch {
		case len(run) == 0:
			i++
		case whole && utf8.Valid(run):
			again++
		default:
			once++
		}
	}
	return again, once
}
