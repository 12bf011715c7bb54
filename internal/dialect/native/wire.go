package native

import (
	"time"

	"ringdex/internal/lookup"
	"ringdex/internal/ringdex"
)

// answer is what /v1/lookup answers. contact is the best candidate that is a person, company the company of the
// best candidate, or it itself. agents and links are those of the best candidate, so that a phone system need not look further.
type answer struct {
	Number       string      `json:"number"` // as asked
	Step         lookup.Step `json:"step"`
	Matched      string      `json:"matched"` // the number that was found
	Name         string      `json:"name"`
	Contact      *candidate  `json:"contact"`
	Company      *companyRef `json:"company"`
	Agents       []string    `json:"agents"`
	Links        linkMap     `json:"links"`
	Candidates   []candidate `json:"candidates"`
	Total        int         `json:"total"`
	Microseconds float64     `json:"microseconds"`
}

type candidate struct {
	Kind         ringdex.Kind     `json:"kind"`
	ID           string           `json:"id"`
	Source       string           `json:"source,omitempty"`
	ExternalID   string           `json:"externalId,omitempty"`
	Name         string           `json:"name"`
	FirstName    string           `json:"firstName,omitempty"`
	LastName     string           `json:"lastName,omitempty"`
	Organization string           `json:"organization,omitempty"`
	Company      *companyRef      `json:"company,omitempty"`
	Language     ringdex.Language `json:"language,omitempty"`
	Agents       []string         `json:"agents,omitempty"`
	Links        linkMap          `json:"links,omitempty"`
	Updated      time.Time        `json:"updated"`
}

type companyRef struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type linkMap map[string]string

// Answer is what /v1/lookup answers about a number that was found; the command line prints the same.
func Answer(number string, found lookup.Answer) any {
	out := &answer{
		Number: number, Step: found.Step, Matched: found.Number, Total: found.Total,
		Agents: []string{}, Links: linkMap{}, Candidates: make([]candidate, len(found.Candidates)),
		Microseconds: float64(found.Took.Nanoseconds()) / 1000,
	}
	for i := range found.Candidates {
		out.Candidates[i] = toCandidate(&found.Candidates[i])
	}
	best := &out.Candidates[0]
	out.Name, out.Company = best.Name, best.Company
	if best.Kind == ringdex.KindContact {
		out.Contact = best
	} else {
		out.Company = &companyRef{found.Candidates[0].Ref.Company, best.Name}
	}
	if best.Agents != nil {
		out.Agents = best.Agents
	}
	if best.Links != nil {
		out.Links = best.Links
	}
	return out
}

func toCandidate(c *lookup.Card) candidate {
	out := candidate{
		Kind: c.Ref.Kind, ID: c.Ref.String(), Source: c.Source, ExternalID: c.ExternalID, Name: c.Name,
		FirstName: c.FirstName, LastName: c.LastName, Organization: c.Organization, Language: c.Language, Agents: c.Agents, Updated: c.Updated,
	}
	if c.Company != 0 {
		out.Company = &companyRef{c.Company, c.CompanyName}
	}
	if len(c.Links) > 0 {
		out.Links = make(linkMap, len(c.Links))
		for _, l := range c.Links {
			out.Links[l.Field] = l.URI
		}
	}
	return out
}

// problem is a failure (RFC 9457), with our code beside it.
type problem struct {
	Status int          `json:"status"`
	Title  string       `json:"title"`
	Detail string       `json:"detail"`
	Code   ringdex.Code `json:"code"`
}
