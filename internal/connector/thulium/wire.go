package thulium

import (
	"bytes"
	"encoding/json"
	"strings"

	"ringdex/internal/connector/attribute"
	wire "ringdex/internal/wire/thulium"
)

// Facts and choices of the wire (wire/thulium.md 4.2).
const (
	apiPath    = "/api"
	customers  = "/customers"
	companies  = "/companies"
	batchPath  = "/batch/customers"
	batchSize  = 100  // the limit is not documented; our choice
	oneByOne   = 20   // companies have no batches; ours: few enough that a repetition costs little
	pageSize   = 1000 // the largest limit
	listOrder  = "customer_id"
	customerID = "customer_id"
	companyID  = "company_id"
)

// Attributes of both models, but for the ids. Custom fields are "custom_fields." and their name.
const (
	attrName         = "name"
	attrSurname      = "surname"
	attrPhone        = "phone_number"
	attrPhones       = "phone_numbers" // all of them, in answers
	attrEmail        = "email"
	attrIdentifier   = "identifier"
	attrCompany      = companyID
	attrAddress      = "address"
	attrMailDrop     = "mail_drop_address"
	attrInvoice      = "invoice_address"
	customFields     = "custom_fields"
	customPrefix     = customFields + "."
	includeAddresses = "include_"
)

// rules: numbers and addresses of e-mail are lists, in which spaces do not count.
var rules = attribute.Rules{
	List: func(name string) bool { return name == attrPhone || name == attrEmail },
	Plain: func(name, v string) string {
		if name == attrPhone {
			return strings.ReplaceAll(v, " ", "")
		}
		return v
	},
}

// row is a customer or a company as it comes.
type row struct {
	ID     string // customer_id of a customer, company_id of a company
	Values attribute.Set
}

// rowOf reads a row; id names the attribute with its id.
func rowOf(raw map[string]json.RawMessage, id string) row {
	values := attribute.Set{}
	for name, value := range raw {
		switch name {
		case attrAddress, attrMailDrop, attrInvoice:
			values.Put(name, addressText(value))
		case customFields:
			var custom map[string]json.RawMessage
			_ = json.Unmarshal(value, &custom) // [] for none
			for field, v := range custom {
				values[customPrefix+field] = attribute.Texts(v, "")
			}
		default:
			values[name] = attribute.Texts(value, "")
		}
	}
	if all := values[attrPhones]; len(all) > 0 {
		values[attrPhone] = all
	}
	return row{ID: values.First(id), Values: values}
}

// addressText returns an address in the one form in which addresses are compared.
func addressText(raw json.RawMessage) string {
	var a wire.Address
	if json.Unmarshal(raw, &a) != nil || a == (wire.Address{}) {
		return ""
	}
	text, _ := json.Marshal(a) // texts always have a form
	return string(text)
}

// page is a list: {"count":…,"result":[…]}, or a bare array (our choice: both are read).
type page struct {
	rows  []map[string]json.RawMessage
	count int // of all rows; -1 if the answer does not say
}

func (p *page) UnmarshalJSON(text []byte) error {
	p.count = -1
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		return json.Unmarshal(text, &p.rows)
	}
	var object struct {
		Count  *int
		Result *[]map[string]json.RawMessage
	}
	if err := json.Unmarshal(text, &object); err != nil {
		return err
	}
	if object.Result == nil {
		return errNoList
	}
	p.rows = *object.Result
	if object.Count != nil {
		p.count = *object.Count
	}
	return nil
}

// failure is the answer of a refused call: {"request_id":…,"errors":[{"message":…,"code":…}]}.
type failure struct {
	Errors []struct{ Message string }
}
