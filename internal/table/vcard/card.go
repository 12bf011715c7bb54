package vcard

import (
	"slices"
	"strings"

	"ringdex/internal/table/charset"
)

// card collects the properties of one card.
type card struct {
	given   charset.Encoding
	damaged bool // a value could not be decoded

	name, org     []string
	full          string
	firm          bool // the card says that it is a firm's
	cell          [columns]string
	phones, mails []string
	tags, other   []string
	hasHome       bool
}

// add reads a line of the card.
func (c *card) add(line string) {
	if strings.TrimSpace(line) == "" {
		return
	}
	p, ok := parse(line, c.given)
	c.damaged = c.damaged || !ok
	if p.binary || p.value == "" {
		return
	}
	switch p.name {
	case "VERSION", "PRODID", "REV", "N", "FN", "ORG", "KIND", "X-ABSHOWAS", "MAILER", "CLASS", "PROFILE", "TZ", "X-ABLABEL":
		c.identity(&p)
	case "TEL":
		c.phone(&p)
	case "EMAIL":
		c.mails = append(c.mails, strings.TrimPrefix(p.text(), "mailto:"))
	case "ADR":
		c.address(&p)
	case "CATEGORIES":
		c.tags = append(c.tags, p.parts(',')...)
	default:
		c.single(&p)
	}
}

// identity reads what says whose card it is; it passes over what concerns the card itself.
func (c *card) identity(p *property) {
	switch p.name {
	case "N":
		c.name = p.parts(';')
	case "FN":
		c.full = p.text()
	case "ORG":
		c.org = p.parts(';')
	case "KIND":
		c.firm = c.firm || strings.EqualFold(p.text(), "org")
	case "X-ABSHOWAS":
		c.firm = c.firm || strings.EqualFold(p.text(), "COMPANY")
	}
}

// single reads a property that has one column. A second one of its kind is other.
func (c *card) single(p *property) {
	column, known := map[string]int{
		"UID": colID, "TITLE": colTitle, "ROLE": colRole, "URL": colHomepage, "BDAY": colBirthday, "NOTE": colNote, "LANG": colLanguage,
	}[p.name]
	text := p.text()
	switch {
	case p.name == "UID":
		text = strings.TrimPrefix(text, "urn:uuid:")
	case p.name == "BDAY":
		text = day(text)
	case p.name == "LANG" && !slices.Contains([]string{"cs", "sk", "pl", "de", "en"}, strings.ToLower(text)):
		known = false
	}
	if !known || c.cell[column] != "" {
		c.other = append(c.other, p.name+": "+text)
		return
	}
	c.cell[column] = text
}

// day writes 19791105 as 1979-11-05, without the time of day. Others stay as they are.
func day(text string) string {
	text, _, _ = strings.Cut(text, "T")
	if len(text) == len("19791105") && strings.Trim(text, "0123456789") == "" {
		return text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	return text
}

// phone reads a number, in 4.0 a tel URI.
func (c *card) phone(p *property) {
	text := p.text()
	if rest, isURI := cutScheme(text); isURI {
		number, params, _ := strings.Cut(rest, ";")
		text = unquoted.Replace(number)
		for param := range strings.SplitSeq(params, ";") {
			if ext, ok := strings.CutPrefix(strings.ToLower(param), "ext="); ok {
				text += " ext. " + ext
			}
		}
	}
	if p.has("FAX") && !p.has("VOICE", "CELL") && c.cell[colFax] == "" {
		c.cell[colFax] = text
		return
	}
	c.phones = append(c.phones, text)
}

// unquoted decodes what a tel URI may have percent-encoded.
var unquoted = strings.NewReplacer("%2B", "+", "%2b", "+", "%20", " ", "%28", "(", "%29", ")")

func cutScheme(text string) (rest string, ok bool) {
	if len(text) > 4 && strings.EqualFold(text[:4], "tel:") {
		return text[4:], true
	}
	return text, false
}

// address reads the first address; others are other.
func (c *card) address(p *property) {
	parts := append(p.parts(';'), make([]string, 7)...)
	if strings.Join(parts, "") == "" {
		return
	}
	if c.hasHome {
		c.other = append(c.other, "ADR: "+strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", "))
		return
	}
	c.hasHome = true
	c.cell[colFlat] = strings.TrimSpace(parts[0] + " " + parts[1])
	c.cell[colStreet], c.cell[colCity], c.cell[colPostalCode], c.cell[colCountry] = parts[2], parts[3], parts[5], parts[6]
	if parts[4] != "" {
		c.other = append(c.other, "region: "+parts[4])
	}
}

// cells are the values of the columns.
func (c *card) cells() []string {
	c.names()
	c.cell[colPhone], c.cell[colEmail] = strings.Join(c.phones, "\n"), strings.Join(c.mails, "\n")
	c.cell[colTags], c.cell[colOther] = strings.Join(c.tags, "; "), strings.Join(c.other, "\n")
	return c.cell[:]
}

// names finds out whether the card is a person's or a firm's. A firm's card has no name of a
// person, or the firm's name in its place, or says that it is one.
func (c *card) names() {
	name, org := append(slices.Clone(c.name), make([]string, 3)...), append(slices.Clone(c.org), "", "")
	joined := strings.Join(strings.Fields(strings.Join([]string{name[1], name[2], name[0]}, " ")), " ")
	firm := org[0]
	if firm == "" && c.firm {
		firm = c.full
	}
	if firm != "" && (c.firm || joined == firm || joined == "" && (c.full == "" || c.full == firm)) {
		c.cell[colOrganization] = firm
		return
	}
	c.cell[colLast], c.cell[colFirst], c.cell[colMiddle] = name[0], name[1], name[2]
	c.cell[colCompany], c.cell[colDepartment] = org[0], strings.TrimSpace(strings.Join(org[1:], " "))
	if full := strings.Join(strings.Fields(c.full), " "); full != joined && !c.isReach(full) {
		c.cell[colDisplay] = full
	}
}

// isReach reports whether a formatted name is only a number or an e-mail of the card: a card must
// have one, and programs take what there is.
func (c *card) isReach(full string) bool {
	return slices.Contains(c.phones, full) || slices.Contains(c.mails, full)
}
