package intake

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// companies are the companies that the records of a batch refer to. Negative numbers are
// placeholders for companies that the plan creates.
type companies struct {
	byExternalID map[string]int64
	byName       map[string]int64
	known        map[int64]*ringdex.Company
}

func (p *contactPlanner) openCompanies() (companies, error) {
	var found companies
	var externalIDs, names []string
	var numbers []int64
	for i := range p.b.records {
		rec := &p.b.records[i]
		numbers = append(numbers, memberships(rec)...)
		for _, list := range rec.Companies {
			names = append(names, list.Names...)
		}
		if ref := rec.Company; ref != nil {
			externalIDs, names, numbers = append(externalIDs, ref.ExternalID), append(names, ref.Name), append(numbers, ref.Number)
		}
	}
	var err error
	if found.byExternalID, err = ringdex.CompaniesByExternalID(p.r, p.b.order.Source, given(externalIDs)); err != nil {
		return found, err
	}
	if found.byName, err = ringdex.CompaniesByName(p.r, given(names)); err != nil {
		return found, err
	}
	found.known, err = p.r.Companies(given(numbers))
	return found, err
}

// given returns the list without duplicates and zero values.
func given[K comparable](list []K) []K {
	var zero K
	seen := map[K]bool{zero: true}
	var kept []K
	for _, k := range list {
		if !seen[k] {
			seen[k] = true
			kept = append(kept, k)
		}
	}
	return kept
}

// memberships returns the company numbers in the record's operations.
func memberships(rec *Record) []int64 {
	var numbers []int64
	for i := range rec.Ops {
		numbers = append(numbers, membership(&rec.Ops[i])...)
	}
	return numbers
}

func membership(op *ringdex.Op) []int64 {
	if op.Field != "companies" && op.Field != "defaultCompany" || op.Verb == ringdex.Remove {
		return nil
	}
	return integers(op.Value)
}

// integers returns the whole numbers, also as text, of an operation's value or list.
func integers(value any) []int64 {
	switch v := value.(type) {
	case int64:
		return []int64{v}
	case float64:
		if v != math.Trunc(v) {
			return nil // parsing the operation reports the invalid number
		}
		return []int64{int64(v)}
	case string:
		if n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err == nil {
			return []int64{n}
		}
	case []any:
		var all []int64
		for _, item := range v {
			all = append(all, integers(item)...)
		}
		return all
	}
	return nil
}

// find resolves a reference to a known company; 0 and true without a reference.
func (c *companies) find(ref *CompanyRef) (number int64, known bool) {
	switch {
	case ref == nil:
		return 0, true
	case ref.ExternalID != "":
		if number, known = c.byExternalID[ref.ExternalID]; known {
			return number, true
		}
		return c.numbered(ref.Number)
	case ref.Number != 0:
		return c.numbered(ref.Number)
	}
	number, known = c.byName[ringdex.Fold(ref.Name)]
	return number, known
}

func (c *companies) numbered(number int64) (int64, bool) {
	_, known := c.known[number]
	return number, known && number != 0
}

// problems returns why an unknown company cannot be created; none if it can.
func (ref *CompanyRef) problems(rules *ringdex.Rules) []*ringdex.Error {
	switch {
	case ref.Number != 0:
		return []*ringdex.Error{ringdex.Problem(ref.At, "company.not_found", ref.Number)}
	case ref.MustExist:
		return []*ringdex.Error{unknownCompany(ref.At, joined(ref.ExternalID, ref.Name))}
	case ringdex.Fold(ref.name()) == "":
		return []*ringdex.Error{ringdex.Problem(ref.At, "company.not_named")}
	}
	_, problems := ringdex.PrepareCompany(ref.operations(), rules)
	return problems
}

func unknownCompany(at, name string) *ringdex.Error {
	return ringdex.Problem(at, ringdex.UnknownCompany, ringdex.Show(name))
}

// joinNamed adds the contact to the companies that the record lists by name, if it may.
func (p *contactPlanner) joinNamed(rec *Record, is *ringdex.Contact, m *ringdex.ContactMerge, o *ringdex.Outcome) {
	for _, list := range rec.Companies {
		numbers, problems := p.numbersOf(rec, list)
		o.Problems = append(o.Problems, problems...)
		switch {
		case len(problems) > 0:
		case !m.May("companies", list.At):
			m.Say("companies", numberTexts(numbers))
		case list.Whole:
			is.Companies = numbers
		default:
			is.Companies = given(append(is.Companies, numbers...))
		}
	}
}

func (p *contactPlanner) numbersOf(rec *Record, list CompanyList) (numbers []int64, problems []*ringdex.Error) {
	for _, name := range list.Names {
		if number := cmp.Or(p.ownNamed(rec, name, numbers), p.ws.companies.byName[ringdex.Fold(name)]); number != 0 {
			numbers = append(numbers, number)
		} else {
			problems = append(problems, unknownCompany(list.At, name))
		}
	}
	return given(numbers), problems
}

// name returns the name of the company to create: by default its external id.
func (ref *CompanyRef) name() string { return cmp.Or(ref.Name, ref.ExternalID) }

func (ref *CompanyRef) operations() []ringdex.Op {
	return []ringdex.Op{
		{Verb: ringdex.Set, Field: "name", Value: ref.name(), At: ref.At},
		{Verb: ringdex.Set, Field: "externalId", Value: ref.ExternalID, At: ref.At},
	}
}

// joinCompany makes the record's company the contact's default, if it may.
func (p *contactPlanner) joinCompany(rec *Record, is *ringdex.Contact, m *ringdex.ContactMerge) {
	switch {
	case rec.Company == nil:
	case m.May("defaultCompany", rec.Company.At) && m.May("companies", rec.Company.At):
		is.JoinCompany(p.company(rec))
	default: // a company that is not taken is not created
		if number, known := p.referred(rec); known {
			m.Say("defaultCompany", numberTexts([]int64{number}))
		}
	}
}

// numberTexts returns the numbers of companies as sources say them.
func numberTexts(numbers []int64) []string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return texts
}

// alignDefault keeps the default company among the memberships: a new default becomes a membership,
// and a removed membership clears the default.
func alignDefault(was, is *ringdex.Contact) {
	switch {
	case is.DefaultCompany == 0 || slices.Contains(is.Companies, is.DefaultCompany):
	case was != nil && was.DefaultCompany == is.DefaultCompany:
		is.DefaultCompany = 0
	default:
		is.JoinCompany(is.DefaultCompany)
	}
}

// company returns the number of the record's company and creates it if necessary.
func (p *contactPlanner) company(rec *Record) int64 {
	number, known := p.referred(rec)
	if known {
		return number
	}
	c := &ringdex.Company{Version: 1, Source: p.b.order.Source, Created: p.b.now, Updated: p.b.now}
	edits, _ := ringdex.PrepareCompany(rec.Company.operations(), &p.b.rules) // cannot have problems: checked before
	_ = ringdex.Apply(c, edits)
	p.plan.companies = append(p.plan.companies, c)
	number = -int64(len(p.plan.companies))
	if _, older := p.ws.companies.byName[ringdex.Fold(c.Name)]; !older {
		p.ws.companies.byName[ringdex.Fold(c.Name)] = number
	}
	if rec.Company.ExternalID != "" {
		p.ws.companies.byExternalID[rec.Company.ExternalID] = number
	}
	return number
}

// missingMemberships returns a problem for each unknown company number in the record.
func (p *contactPlanner) missingMemberships(rec *Record) []*ringdex.Error {
	var problems []*ringdex.Error
	for i := range rec.Ops {
		for _, n := range membership(&rec.Ops[i]) {
			if p.ws.companies.known[n] == nil {
				problems = append(problems, ringdex.Problem(rec.Ops[i].At, "company.not_found", n))
			}
		}
	}
	return problems
}
