package xlsx

import (
	"encoding/xml"

	"ringdex/internal/table/xlsx/numfmt"
)

// maxFormats is beyond what Excel allows (65,490).
const maxFormats = 1 << 17

// readFormats reads styles.xml: the format of each style, by its number.
func (b *book) readFormats() error {
	codes := map[string]string{}
	inCells := false
	return b.each(b.formatPart, func(_ *xmlPart, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if len(codes) < maxFormats {
				codes[attr(e, "numFmtId")] = attr(e, "formatCode")
			}
		case "cellXfs", "cellStyleXfs", "cellStyles", "dxfs":
			inCells = e.Name.Local == "cellXfs"
		case "xf":
			if inCells && len(b.formats) < maxFormats {
				b.formats = append(b.formats, numfmt.Of(attr(e, "numFmtId"), codes))
			}
		}
		return nil
	})
}

// number shows a stored number by the format of its style.
func (b *book) number(v string, style int) string {
	var f numfmt.Format
	if style >= 0 && style < len(b.formats) {
		f = b.formats[style]
	}
	return f.Number(v, b.date04)
}
