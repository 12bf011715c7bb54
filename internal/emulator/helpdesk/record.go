package helpdesk

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// kind is a kind of record.
type kind int

const (
	contact kind = iota
	company
)

// record is a contact or a company.
type record struct {
	id       string // UserProviderKey of a contact
	number   int64  // Id of a company
	external string
	values   map[string]any           // by path without its slash; a list is a []any
	custom   map[int64]map[string]any // by field; members of FieldData
	updated  time.Time
}

func (r *record) clone() *record {
	c := *r
	c.values, c.custom = maps.Clone(r.values), maps.Clone(r.custom)
	for path, value := range c.values {
		if list, ok := value.([]any); ok {
			c.values[path] = slices.Clone(list)
		}
	}
	return &c
}

func (r *record) text(path string) string {
	text, _ := r.values[path].(string)
	return text
}

// valueType is what a path takes.
type valueType int

const (
	aText valueType = iota
	aFlag
	aLanguage
	aNumber
	texts
	numbers
)

// paths are those of both kinds (seed 000; sections 2.1 and 3). Their case counts (5.1).
var paths = map[kind]map[string]valueType{
	contact: {
		"UserName": aText, "Password": aText, "ChangePasswordAfterLogging": aFlag, "Email": aText, "FirstName": aText, "LastName": aText,
		"MiddleName": aText, "DisplayName": aText, "Phone": aText, "AdditionalInformation": aText, "SkypeName": aText,
		"AdminNote": aText, "OperatorNote": aText, "RoleEndUser": aFlag, "RoleSmartUser": aFlag, "RoleOperator": aFlag,
		"RoleSuperOperator": aFlag, "RoleAdministrator": aFlag, "Language": aLanguage,
		"DefaultCustomer/CustomerName": aText, "DefaultCustomer/CustomerId": aNumber, "DefaultCustomer/CustomerExternalId": aText,
		"CustomerIds": numbers, "InternalGroupIds": numbers, "OperatorGroupIds": numbers, "Phones": texts,
	},
	company: {
		"Name": aText, "Description": aText, "Web": aText, "Location": aText, "StreetNo": aText, "PostalCode": aText, "CountryCode": aText,
		"City": aText, "TimeZoneId": aText, "Disabled": aFlag, "Emails": texts, "EmailsDomains": texts, "Phones": texts,
	},
}

// Field is a custom field. A field with Items is a drop-down.
type Field struct {
	ID     int64
	Title  string
	Member string // of FieldData: "TextBoxValue"; "FieldItem" of a drop-down
	Items  []Item
}

// Item is one choice of a drop-down.
type Item struct {
	ID    int64
	Title string
}

// ContactFields and CompanyFields set the custom fields.
func (e *Emulator) ContactFields(fields ...Field) { e.setFields(contact, fields) }

// CompanyFields sets the custom fields of companies.
func (e *Emulator) CompanyFields(fields ...Field) { e.setFields(company, fields) }

func (e *Emulator) setFields(k kind, fields []Field) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	e.fields[k] = fields
}

func (e *Emulator) field(k kind, id int64) *Field {
	i := slices.IndexFunc(e.fields[k], func(f Field) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	return &e.fields[k][i]
}

// Record is a record as a test sees it.
type Record struct {
	ID         string // UserProviderKey, or the number of a company
	ExternalID string
	Values     map[string]any
	Custom     map[int64]map[string]any
}

// Contacts returns all contacts, in the order of their creation.
func (e *Emulator) Contacts() []Record { return e.all(contact) }

// Companies returns all companies.
func (e *Emulator) Companies() []Record { return e.all(company) }

func (e *Emulator) all(k kind) []Record {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	var all []Record
	for _, r := range e.tables[k].all() {
		c := r.clone()
		shown := Record{ID: c.id, ExternalID: c.external, Values: c.values, Custom: c.custom}
		if k == company {
			shown.ID = fmt.Sprint(c.number)
		}
		all = append(all, shown)
	}
	return all
}

// EditContact changes a contact as a person there does.
func (e *Emulator) EditContact(id string, edit func(values map[string]any)) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	if was := e.tables[contact].byID[id]; was != nil {
		r := was.clone()
		edit(r.values)
		r.updated = e.options.Clock()
		e.tables[contact].put(r)
	}
}

// AddContact adds a contact as a person there does, and returns its UserProviderKey.
func (e *Emulator) AddContact(values map[string]any) string { return e.add(contact, values).id }

// AddCompany adds a company as a person there does, and returns its number.
func (e *Emulator) AddCompany(values map[string]any) string {
	return fmt.Sprint(e.add(company, values).number)
}

func (e *Emulator) add(k kind, values map[string]any) *record {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	r := &record{values: values, custom: map[int64]map[string]any{}, updated: e.options.Clock()}
	e.tables[k].put(r)
	return r
}

// SetExternalID sets the external id of a contact, as another program does.
func (e *Emulator) SetExternalID(id, external string) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	if was := e.tables[contact].byID[id]; was != nil {
		r := was.clone()
		r.external = external
		e.tables[contact].put(r)
	}
}

// SetCustom sets a custom field of a contact: data is its FieldData without the id of the field.
func (e *Emulator) SetCustom(id string, field int64, data map[string]any) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	if r := e.tables[contact].byID[id]; r != nil {
		data["CustomFieldId"] = field
		r.custom[field] = data
	}
}

// RemoveContact deletes a contact as a person there does.
func (e *Emulator) RemoveContact(id string) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	e.tables[contact].remove(id)
}
