package thulium

import (
	"bytes"
	"encoding/json"

	"ringdex/internal/ringdex"
)

// customer is the answer (seed 003), members in the order of its sample. identifier and note are answered as empty
// texts when there is nothing, as the sample has them; every other member is left out then.
type customer struct {
	Name          string       `json:"name,omitempty"`
	Surname       string       `json:"surname,omitempty"`
	PhoneNumber   oneOrMany    `json:"phone_number,omitempty"`
	Email         oneOrMany    `json:"email,omitempty"`
	Identifier    string       `json:"identifier"`
	PESEL         string       `json:"pesel,omitempty"`
	REGON         string       `json:"regon,omitempty"`
	Fax           string       `json:"fax,omitempty"`
	Note          string       `json:"note"`
	BirthDate     string       `json:"birthdate,omitempty"`
	BirthPlace    string       `json:"birthplace,omitempty"`
	MaritalStatus string       `json:"marital_status,omitempty"`
	Gender        string       `json:"gender,omitempty"`
	NIP           string       `json:"nip,omitempty"`
	Job           string       `json:"job,omitempty"`
	JobTitle      string       `json:"job_title,omitempty"`
	Homepage      string       `json:"homepage,omitempty"`
	Industry      string       `json:"industry,omitempty"`
	Address       *address     `json:"address,omitempty"`
	MailDrop      *address     `json:"mail_drop_address,omitempty"`
	Invoice       *address     `json:"invoice_address,omitempty"`
	CustomFields  customFields `json:"custom_fields,omitempty"`
}

// printed returns the customer without what could steer the phone that shows it. Notes and custom fields keep their
// lines. E-mail addresses were checked when they were stored.
func (c *customer) printed() *customer {
	texts := []*string{
		&c.Name, &c.Surname, &c.Identifier, &c.PESEL, &c.REGON, &c.Fax, &c.BirthPlace, &c.MaritalStatus, &c.Gender, &c.NIP, &c.Job,
		&c.JobTitle, &c.Homepage, &c.Industry,
	}
	for i := range c.PhoneNumber {
		texts = append(texts, &c.PhoneNumber[i])
	}
	for _, a := range []*address{c.Address, c.MailDrop, c.Invoice} {
		texts = append(texts, a.texts()...)
	}
	for _, text := range texts {
		*text = ringdex.OneLine(*text)
	}
	c.Note = ringdex.Printable(c.Note)
	c.CustomFields.print()
	return c
}

func (a *address) texts() []*string {
	if a == nil {
		return nil
	}
	return []*string{&a.Street, &a.Building, &a.Flat, &a.Postcode, &a.City, &a.Country}
}

func (fields customFields) print() {
	for i := range fields {
		if text, ok := fields[i].value.(string); ok {
			fields[i].value = ringdex.Printable(text)
		}
	}
}

type address struct {
	Street   string `json:"street,omitempty"`
	Building string `json:"building,omitempty"`
	Flat     string `json:"flat,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
	Country  string `json:"country,omitempty"`
}

// oneOrMany is a text when there is one, an array when there are several.
type oneOrMany []string

// MarshalJSON implements json.Marshaler.
func (m oneOrMany) MarshalJSON() ([]byte, error) {
	if len(m) == 1 {
		return json.Marshal(m[0])
	}
	return json.Marshal([]string(m))
}

// customFields is an object of title and value in the order of the fields, which a map would lose.
type customFields []customField

type customField struct {
	title string
	value any // nil where the contact has none
}

// MarshalJSON implements json.Marshaler.
func (fields customFields) MarshalJSON() ([]byte, error) {
	b := bytes.NewBufferString("{")
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		title, err := json.Marshal(f.title)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, err
		}
		b.Write(title)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
