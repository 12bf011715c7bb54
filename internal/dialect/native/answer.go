package native

import (
	"encoding/json"
	"strconv"
	"time"

	"ringdex/internal/lookup"
	"ringdex/internal/ringdex"
)

// AppendAnswer appends the JSON of a successful /v1/lookup; the command line prints the same:
//
//	{"number": as asked, "step": that matched, "matched": the number that was found, "name": to show,
//	 "contact": the best candidate when it is a person, else null, "company": the best candidate's or itself, or null,
//	 "agents": […], "links": {…}: the best candidate's, so that a phone system need not look further,
//	 "candidates": […] best first, "total": how many there are, "microseconds": in the index}
//
// It does not use encoding/json: lookups are the hot path, and reflection took most of their time.
func AppendAnswer(b []byte, number string, found lookup.Answer) []byte {
	best := &found.Candidates[0]
	b = appendText(append(b, `{"number":`...), number)
	b = appendText(append(b, `,"step":`...), string(found.Step))
	b = appendText(append(b, `,"matched":`...), found.Number)
	b = appendText(append(b, `,"name":`...), best.Name)
	b = append(b, `,"contact":`...)
	from := len(b)
	b = appendContact(b, best)
	to := len(b)
	b = appendCompany(append(b, `,"company":`...), best)
	b = appendTexts(append(b, `,"agents":`...), best.Agents)
	b = appendLinks(append(b, `,"links":`...), best.Links)
	b = append(b, `,"candidates":[`...)
	if best.Ref.Kind == ringdex.KindContact {
		b = append(b, b[from:to]...) // it is the first candidate too
	} else {
		b = appendCandidate(b, best)
	}
	for i := range found.Candidates[1:] {
		b = appendCandidate(append(b, ','), &found.Candidates[1+i])
	}
	b = strconv.AppendInt(append(b, `],"total":`...), int64(found.Total), 10)
	b = strconv.AppendFloat(append(b, `,"microseconds":`...), float64(found.Took.Nanoseconds())/1000, 'f', -1, 64)
	return append(b, '}')
}

// appendContact appends a candidate that is a contact, else null.
func appendContact(b []byte, c *lookup.Card) []byte {
	if c.Ref.Kind != ringdex.KindContact {
		return append(b, "null"...)
	}
	return appendCandidate(b, c)
}

// appendCandidate omits empty members except the name.
func appendCandidate(b []byte, c *lookup.Card) []byte {
	b = appendText(append(b, `{"kind":`...), string(c.Ref.Kind))
	switch {
	case c.Ref.Kind == ringdex.KindCompany:
		b = append(strconv.AppendInt(append(b, `,"id":"`...), c.Ref.Company, 10), '"')
	case !c.Ref.Contact.IsZero(): // else it is not here
		b = append(c.Ref.Contact.AppendText(append(b, `,"id":"`...)), '"')
	}
	b = appendMember(b, `,"source":`, c.Source)
	b = appendMember(b, `,"externalId":`, c.ExternalID)
	b = appendText(append(b, `,"name":`...), c.Name)
	b = appendMember(b, `,"firstName":`, c.FirstName)
	b = appendMember(b, `,"lastName":`, c.LastName)
	b = appendMember(b, `,"organization":`, c.Organization)
	if c.Company != 0 {
		b = appendCompany(append(b, `,"company":`...), c)
	}
	b = appendMember(b, `,"language":`, string(c.Language))
	if len(c.Agents) > 0 {
		b = appendTexts(append(b, `,"agents":`...), c.Agents)
	}
	if len(c.Links) > 0 {
		b = appendLinks(append(b, `,"links":`...), c.Links)
	}
	b = append(b, `,"updated":"`...)
	return append(c.Updated.AppendFormat(b, time.RFC3339Nano), '"', '}')
}

// appendCompany appends the candidate's company, or the candidate if it is a company.
func appendCompany(b []byte, c *lookup.Card) []byte {
	id, name := c.Company, c.CompanyName
	if c.Ref.Kind == ringdex.KindCompany {
		id, name = c.Ref.Company, c.Name
	}
	if id == 0 {
		return append(b, "null"...)
	}
	b = strconv.AppendInt(append(b, `{"id":`...), id, 10)
	return append(appendText(append(b, `,"name":`...), name), '}')
}

func appendMember(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return appendText(append(b, name...), text)
}

func appendTexts(b []byte, texts []string) []byte {
	b = append(b, '[')
	for i, text := range texts {
		b = appendText(separated(b, i), text)
	}
	return append(b, ']')
}

func appendLinks(b []byte, links []lookup.Link) []byte {
	b = append(b, '{')
	for i, l := range links {
		b = append(appendText(separated(b, i), l.Field), ':')
		b = appendText(b, l.URI)
	}
	return append(b, '}')
}

// separated appends a comma before every element except the first.
func separated(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}

// appendText appends a JSON string. The rare texts that need escapes go through encoding/json.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(text) // cannot fail: a text
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}
