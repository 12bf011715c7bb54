package mapping

import (
	"ringdex/internal/intake"
	"ringdex/internal/mapping/cell"
)

// ref is the reference to the contact's company; both columns of it fill one.
func (d *Draft) ref(title string) *intake.CompanyRef {
	if d.Company == nil {
		d.Company = &intake.CompanyRef{MustExist: !d.m.opt.CreateCompanies, At: title}
	}
	return d.Company
}

// company reads the names of companies: the first one is the default, the others are memberships
// besides.
func (d *Draft) company(title, text string) {
	names := cell.Words(text, ";")
	if len(names) == 0 {
		return
	}
	d.ref(title).Name = names[0]
	if len(names) > 1 {
		d.Companies = append(d.Companies, intake.CompanyList{Names: names[1:], At: title})
	}
}

func (d *Draft) companyID(title, text string) {
	if id := d.id(title, text); id != "" {
		d.ref(title).ExternalID = id
	}
}

// companies reads all memberships, none of them the default.
func (d *Draft) companies(title string, names []string) {
	d.Companies = append(d.Companies, intake.CompanyList{Names: names, Whole: true, At: title})
}
