package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"ringdex/internal/scratch"
	"ringdex/internal/table"
)

// texts are the shared strings of a workbook. A large table of them goes to a temporary file, so
// that memory stays within bounds.
type texts struct {
	ends    []int64 // where each text ends
	memory  []byte  // those behind the file
	file    *scratch.File
	written int64 // length of the file
}

const (
	memoryTexts = 32 << 20
	maxTexts    = 16 << 20 // 16 bytes of XML could claim one each
)

// readTexts reads sharedStrings.xml. Programs that write texts into the cells leave it out.
func (b *book) readTexts() error {
	return b.each(b.textPart, func(x *xmlPart, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := richText(x)
		if err != nil {
			return err
		}
		return b.texts.add(s)
	})
}

// richText collects the runs of a text up to the end of its element. Readings of Asian letters
// (rPh) are next to the text and are left out.
func richText(x *xmlPart) (string, error) {
	var b strings.Builder
	until, inText, reading := x.depth-1, false, 0
	for x.depth > until {
		t, err := x.next()
		if err != nil {
			return "", err
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local == "rPh" {
				reading = x.depth
			}
			inText = e.Name.Local == "t" && reading == 0
		case xml.EndElement:
			inText = false
			if x.depth < reading {
				reading = 0
			}
		case xml.CharData:
			if inText {
				b.Write(e)
			}
		}
		if b.Len() > maxToken {
			return "", errToken
		}
	}
	return unescape(b.String()), nil
}

// unescape reads _x000D_, by which the standard writes letters that XML does not have (22.4.2.4).
func unescape(s string) string {
	at := strings.Index(s, "_x")
	if at < 0 {
		return s
	}
	var b strings.Builder
	for ; at >= 0; at = strings.Index(s, "_x") {
		b.WriteString(s[:at])
		s = s[at:]
		code, ok := escape(s)
		if !ok {
			b.WriteString("_x")
			s = s[2:]
			continue
		}
		b.WriteRune(code)
		s = s[7:]
	}
	b.WriteString(s)
	return b.String()
}

func escape(s string) (rune, bool) {
	if len(s) < 7 || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil && n != 0 && !utf16.IsSurrogate(rune(n))
}

func (t *texts) add(s string) error {
	if len(t.ends) >= maxTexts {
		return errors.New("more texts than a workbook can use")
	}
	t.memory = append(t.memory, s...)
	t.ends = append(t.ends, t.written+int64(len(t.memory)))
	if len(t.memory) < memoryTexts {
		return nil
	}
	return t.spill()
}

func (t *texts) spill() error {
	if t.file == nil {
		file, err := scratch.Create()
		if err != nil {
			return table.NoRoom(err)
		}
		t.file = file
	}
	if _, err := t.file.Write(t.memory); err != nil {
		return table.NoRoom(err)
	}
	t.written += int64(len(t.memory))
	t.memory = t.memory[:0]
	return nil
}

// get gives the text of a number, as it stands in a cell.
func (t *texts) get(number string) (string, error) {
	i, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || i < 0 || i >= len(t.ends) {
		return "", fmt.Errorf("there is no text number %q", table.Shorten(number))
	}
	from := int64(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	to := t.ends[i]
	if from >= t.written {
		return string(t.memory[from-t.written : to-t.written]), nil
	}
	p := make([]byte, to-from)
	if _, err := t.file.ReadAt(p, from); err != nil && err != io.EOF {
		return "", table.Unreadable(err)
	}
	return string(p), nil
}

func (t *texts) close() error {
	if t.file == nil {
		return nil
	}
	return t.file.Close()
}
