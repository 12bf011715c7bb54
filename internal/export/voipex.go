package export

import (
	"cmp"
	"io"
	"net/mail"
	"net/url"
	"strings"
	"unicode/utf8"

	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/csv"
)

// The file that VOIPEX takes, with the limits of its upload (wire/voipex.md 5.1). A row that it would refuse is
// not written: its upload replaces everything, and a refused contact would be gone there without a word here.

var voipexLinks = []string{"name", "organization", "customField1", "customField2", "customField3", "customField4", "customField5", "customField6"}

var voipexColumns = []string{
	"firstName", "lastName", "organization", "externalId", "email", "phone1", "phone2", "agent1", "agent2",
	"customField1", "customField2", "customField3", "customField4", "customField5", "customField6",
	"nameUri", "organizationUri", "customField1Uri", "customField2Uri", "customField3Uri", "customField4Uri", "customField5Uri", "customField6Uri",
}

// Limits in characters.
const (
	voipexText = 255
	voipexTag  = 55
)

func (e *Export) writeVoipex(w io.Writer, each func(func(*ringdex.Contact) error) error) error {
	out := csv.NewWriter(w, table.Layout{Encoding: charset.UTF8, Delimiter: ';', LineEnd: "\r\n"})
	if err := out.Write(voipexColumns); err != nil {
		return err
	}
	err := each(func(c *ringdex.Contact) error {
		cells := e.voipexCells(c)
		if why := voipexProblem(cells); why != "" {
			e.LeftOut[why]++
			return nil
		}
		e.Written++
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func (e *Export) voipexCells(c *ringdex.Contact) []string {
	organization := cmp.Or(c.Organization, e.defaultCompany(c))
	last := c.LastName
	if c.FirstName == "" && last == "" {
		last = c.DisplayName
	}
	phones := validNumbers(c)
	cells := []string{
		oneLine(joinName(c.FirstName, c.MiddleName)), oneLine(last), oneLine(organization),
		ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source))), c.Email(),
		at(phones, 0), at(phones, 1), at(c.Agents, 0), at(c.Agents, 1),
	}
	for _, name := range voipexLinks[2:] {
		value := ""
		if f, ok := ringdex.FindField(e.Fields, ringdex.KindContact, name); ok {
			value = oneLine(customText(f, c.Custom[f.ID]))
		}
		cells = append(cells, value)
	}
	for _, name := range voipexLinks {
		cells = append(cells, c.Links[name])
	}
	return cells
}

// voipexProblem is why VOIPEX would refuse the row, "" when it would not.
func voipexProblem(cells []string) string {
	if cmp.Or(cells[0], cells[1], cells[2]) == "" {
		return "no name and no organization"
	}
	if cells[5] == "" {
		return "no valid number"
	}
	if a, err := mail.ParseAddress(cells[4]); cells[4] != "" && (err != nil || a.Address != cells[4]) {
		return "the e-mail is not valid"
	}
	for i, text := range cells {
		limit := voipexText
		if i >= 7 && i < 15 {
			limit = voipexTag
		}
		if i < 15 && utf8.RuneCountInString(text) > limit {
			return voipexColumns[i] + " is too long"
		}
		if u, err := url.Parse(text); i >= 15 && text != "" && (err != nil || !u.IsAbs()) {
			return voipexColumns[i] + " is not a link"
		}
	}
	return ""
}

func validNumbers(c *ringdex.Contact) []string {
	var all []string
	for _, n := range c.Phones {
		if n.Valid() {
			all = append(all, n.E164)
		}
	}
	return all
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func joinName(parts ...string) string { return strings.TrimSpace(strings.Join(parts, " ")) }
