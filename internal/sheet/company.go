package sheet

import (
	"strings"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// ref is the reference to the contact's company; both columns of it fill one.
func (d *draft) ref(title string) *intake.CompanyRef {
	if d.Company == nil {
		d.Company = &intake.CompanyRef{MustExist: !d.s.opt.Rules.CreateCompanies, At: title}
	}
	return d.Company
}

// company reads the names of companies: the first one is the default, the others are memberships besides.
func (d *draft) company(title, text string) {
	names := splitWords(text, ";")
	if len(names) == 0 {
		return
	}
	d.ref(title).Name = names[0]
	for _, number := range d.known(title, names[1:]) {
		d.Ops = append(d.Ops, ringdex.Op{Verb: ringdex.Add, Field: "companies", Value: number, At: title})
	}
}

func (d *draft) companyID(title, text string) {
	if id := d.id(title, text); id != "" {
		d.ref(title).ExternalID = id
	}
}

// companies reads all memberships, none of them the default.
func (d *draft) companies(title string, names []string) {
	numbers := d.known(title, names)
	if len(numbers) < len(names) {
		return // the problem is told
	}
	list := make([]any, len(numbers))
	for i, n := range numbers {
		list[i] = n
	}
	d.set("companies", title, list)
}

// known are the numbers of companies that are in the directory already.
func (d *draft) known(title string, names []string) []int64 {
	if len(names) == 0 {
		return nil
	}
	if d.s.opt.View == nil {
		d.problem(title, "a contact takes one company here, and this cell names several")
		return nil
	}
	var found map[string]int64
	err := d.s.opt.View(func(r ringdex.Reader) (err error) {
		found, err = r.CompaniesByName(names)
		return err
	})
	if err != nil {
		d.problem(title, "%s", ringdex.MessageOf(err))
		return nil
	}
	var numbers []int64
	for _, name := range names {
		number, ok := found[strings.ToLower(strings.TrimSpace(name))]
		if !ok {
			d.problem(title, "there is no company %s; import companies first", ringdex.Show(name))
			continue
		}
		numbers = append(numbers, number)
	}
	return numbers
}

// adopt finds the company that this source made before it had an id for it: of an older file without ids, or for
// a contact that named it. Others of that name are left alone.
func (d *draft) adopt(name, made string) {
	if d.s.opt.View == nil || name == "" {
		return
	}
	source := d.s.opt.Source
	err := d.s.opt.View(func(r ringdex.Reader) error {
		known, err := r.CompaniesByExternalID(source, []string{d.Key.ExternalID})
		if err != nil || len(known) > 0 {
			return err
		}
		found, err := r.CompaniesByName([]string{name})
		if err != nil || len(found) == 0 {
			return err
		}
		c, err := r.Company(found[strings.ToLower(name)])
		if err != nil {
			return err
		}
		if was := c.ExternalID(source); c.Source == source && (was == "" || was == made) {
			d.Key.Number = c.ID
		}
		return nil
	})
	if err != nil && ringdex.CodeOf(err) != ringdex.NotFound {
		d.problem("", "%s", ringdex.MessageOf(err))
	}
}
