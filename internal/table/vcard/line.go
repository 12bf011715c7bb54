package vcard

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"ringdex/internal/message"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

// logical is a line without its folds, with the number of its first physical line.
type logical struct {
	line int
	text string
}

// next reads a logical line: a line that begins with a space or a tab continues the one before, and
// in 2.1 a quoted-printable one that ends with "=" continues in the next one.
func (b *book) next() (logical, error) {
	l, err := b.physical()
	if err != nil {
		return l, err
	}
	var text strings.Builder
	text.WriteString(l.text)
	for {
		n, err := b.physical()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return l, err
		}
		switch {
		case n.text != "" && (n.text[0] == ' ' || n.text[0] == '\t'):
			text.WriteString(n.text[1:])
		case strings.HasSuffix(text.String(), "=") && isQuotedPrintable(text.String()):
			whole := strings.TrimSuffix(text.String(), "=")
			text.Reset()
			text.WriteString(whole + n.text)
		default:
			b.pending = &n
			return logical{l.line, text.String()}, nil
		}
		if text.Len() > maxCard {
			return l, &table.Defect{Key: table.ErrEndless, Line: l.line, Text: message.New("table.endless_line")}
		}
	}
	return logical{l.line, text.String()}, nil
}

// physical reads a line, without its line end.
func (b *book) physical() (logical, error) {
	if p := b.pending; p != nil {
		b.pending = nil
		return *p, nil
	}
	var text []byte
	for {
		part, err := b.in.ReadSlice('\n')
		text = append(text, part...)
		if err == nil || errors.Is(err, io.EOF) && len(text) > 0 {
			break
		}
		if errors.Is(err, io.EOF) {
			return logical{}, io.EOF
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return logical{}, table.Unreadable(err)
		}
		if len(text) > maxCard {
			return logical{}, &table.Defect{Key: table.ErrEndless, Line: b.line + 1, Text: message.New("table.endless_line")}
		}
	}
	b.line++
	if b.line == 1 {
		text = bytes.TrimPrefix(text, []byte(charset.MarkUTF8))
	}
	return logical{b.line, string(bytes.TrimRight(text, "\r\n"))}, nil
}

func isQuotedPrintable(line string) bool {
	head, _, _ := cutValue(line)
	return strings.Contains(strings.ToUpper(head), "QUOTED-PRINTABLE")
}

// cutValue cuts a line at the colon in front of its value; one in quotes belongs to a parameter.
func cutValue(line string) (head, value string, ok bool) {
	quoted := false
	for i := range len(line) {
		switch line[i] {
		case '"':
			quoted = !quoted
		case ':':
			if !quoted {
				return line[:i], line[i+1:], true
			}
		}
	}
	return line, "", false
}
