package charset

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// wideReader converts UTF-16 to UTF-8. Invalid input (a lone surrogate, an odd last byte) becomes
// the byte FF, which is invalid in UTF-8, so that the row is refused as damaged. The decoder of
// x/text would return U+FFFD, which looks like text.
type wideReader struct {
	in    io.Reader
	order binary.ByteOrder
	raw   [8 << 10]byte
	n     int    // bytes in raw
	out   []byte // decoded, not yet given out
	room  []byte // where out is made
	err   error
}

// NewWideReader returns the UTF-8 of a text in UTF-16.
func NewWideReader(in io.Reader, e Encoding) io.Reader {
	if e == UTF16BE {
		return &wideReader{in: in, order: binary.BigEndian}
	}
	return &wideReader{in: in, order: binary.LittleEndian}
}

const noText = 0xFF

func (w *wideReader) Read(p []byte) (int, error) {
	if len(w.out) == 0 {
		if w.err != nil {
			return 0, w.err
		}
		w.refill()
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

func (w *wideReader) refill() {
	n, err := w.in.Read(w.raw[w.n:])
	w.n += n
	w.err = err
	used := w.decode(w.raw[:w.n], err == io.EOF)
	w.n = copy(w.raw[:], w.raw[used:w.n])
}

// decode fills out from raw and tells how many bytes it used; last says that nothing follows, so
// that a half letter at the end is judged instead of kept.
func (w *wideReader) decode(raw []byte, last bool) int {
	w.out = w.room[:0]
	i := 0
	for ; i+2 <= len(raw); i += 2 {
		r := rune(w.order.Uint16(raw[i:]))
		if !utf16.IsSurrogate(r) {
			w.out = utf8.AppendRune(w.out, r)
			continue
		}
		if i+4 > len(raw) && !last {
			break
		}
		if i+4 <= len(raw) {
			if full := utf16.DecodeRune(r, rune(w.order.Uint16(raw[i+2:]))); full != utf8.RuneError {
				w.out = utf8.AppendRune(w.out, full)
				i += 2
				continue
			}
		}
		w.out = append(w.out, noText)
	}
	if last && i < len(raw) {
		w.out = append(w.out, noText)
		i = len(raw)
	}
	w.room = w.out[:0]
	return i
}
