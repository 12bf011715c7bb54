package thulium

import (
	"cmp"
	"encoding/json"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/thulium"
)

// wanted returns what Thulium should have of a record, without ids. A problem says what Thulium
// would refuse.
func (th *Thulium) wanted(c *connector.Change, b *connector.Batch) (attribute.Set, error) {
	want := th.customer(c, b)
	required := attrSurname
	if c.Company != nil {
		want, required = th.company(c.Company), attrName
	}
	if want.First(required) == "" {
		return nil, ringdex.Problem(required, "connector.no_name")
	}
	want.Put(attrIdentifier, th.prefix+c.Key)
	return want, nil
}

// customer returns the attributes that POST customers lists (wire/thulium.md 4.2).
func (th *Thulium) customer(c *connector.Change, b *connector.Batch) attribute.Set {
	if c.Contact == nil {
		return nil
	}
	as := wire.FromContact(c.Contact, nil, th.region).Printed()
	if as.Surname == "" { // it is required
		as.Name, as.Surname = "", cmp.Or(as.Name, c.Contact.FullName())
	}
	want := attribute.Set{attrPhone: as.PhoneNumber, attrEmail: as.Email}
	for name, text := range map[string]string{
		attrName: as.Name, attrSurname: as.Surname, "gender": as.Gender, "homepage": as.Homepage, "birthdate": as.BirthDate,
		"nip": as.NIP, "note": as.Note, "pesel": as.PESEL, "job": as.Job, "job_title": as.JobTitle,
		attrCompany: companyOf(c.Contact, b), attrAddress: addressOf(as.Address), attrMailDrop: addressOf(as.MailDrop),
		attrInvoice: addressOf(as.Invoice),
	} {
		want.Put(name, strings.TrimSpace(text))
	}
	for field, custom := range th.custom {
		if custom != "" && connector.HasField(ringdex.KindContact, field, b.Fields) {
			want.Put(customPrefix+custom, strings.Join(c.Values(field, b.Fields), ", "))
		}
	}
	return want
}

// company returns the attributes of a company: name, numbers, e-mails, address (our choice).
func (th *Thulium) company(c *ringdex.Company) attribute.Set {
	as := wire.FromCompany(c, th.region).Printed()
	want := attribute.Set{attrPhone: as.PhoneNumber, attrEmail: as.Email}
	want.Put(attrName, as.Surname)
	want.Put(attrAddress, addressOf(as.Address))
	return want
}

// companyOf returns Thulium's id of the contact's company, "" for none.
func companyOf(c *ringdex.Contact, b *connector.Batch) string {
	company, _ := b.CompanyOf(c)
	return attribute.Recall(company.Memory).ID
}

func addressOf(a *wire.Address) string {
	if a == nil {
		return ""
	}
	text, _ := json.Marshal(a) // texts always have a form
	return string(text)
}

// body returns attributes as they are sent: numbers and e-mails are a text or an array of several,
// addresses and custom fields are objects.
func body(set attribute.Set) map[string]any {
	out, custom := map[string]any{}, map[string]any{}
	for name, values := range set {
		field, isCustom := strings.CutPrefix(name, customPrefix)
		switch first := set.First(name); {
		case isCustom && first == "":
			custom[field] = nil
		case isCustom:
			custom[field] = first
		case len(values) > 1:
			out[name] = values
		case strings.HasSuffix(name, attrAddress):
			out[name] = json.RawMessage(cmp.Or(first, "{}"))
		default:
			out[name] = first
		}
	}
	if len(custom) > 0 {
		out[customFields] = custom
	}
	return out
}
