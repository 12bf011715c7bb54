// Package helpdesk has the shapes, paths, limits and words of the API of the IPEX Helpdesk, for its
// dialect, connectors and events. It only converts: no HTTP, no store.
package helpdesk

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// Limits of one call, in items (seed 000).
const (
	MaxContacts  = 100
	MaxCompanies = 500
)

// Requests: POST Import/SyncRequestorUsers and SyncRequestorCustomers (wire/helpdesk.md, sections 2
// and 3).

// Item is one item of either import; a contact has UserProviderKey and Email, a company Id.
type Item struct {
	UserProviderKey Loose
	ID              Loose `json:"Id"`
	ExternalID      Loose `json:"ExternalId"`
	Email           Loose
	Operations      []*Operation
}

// Operation is a JsonPatchOperation. Its names differ from RFC 6902, which PatchOperation follows.
type Operation struct {
	Operation Any // a name in any case, or 0 add, 1 remove, 2 replace, 3 move, 4 test
	Path      Loose
	Value     Any
}

// PatchOperation is an operation of a PATCH body (section 5.1).
type PatchOperation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value Any    `json:"value"`
}

// Any is a JSON value for our operations: whole numbers are int64, others float64, and numbers
// outside both ranges stay text.
type Any struct{ Value any }

// UnmarshalJSON accepts any JSON.
func (a *Any) UnmarshalJSON(b []byte) error {
	if n := len(b); n >= 2 && b[0] == '"' && bytes.IndexByte(b, '\\') < 0 {
		a.Value = string(b[1 : n-1]) // nearly all of them
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	if err := decoder.Decode(&a.Value); err != nil {
		return err
	}
	a.Value = plain(a.Value)
	return nil
}

// MarshalJSON returns the value.
func (a Any) MarshalJSON() ([]byte, error) { return json.Marshal(a.Value) }

// Loose is a text that may be sent as a number or null: clients in typed languages send their own
// type.
type Loose string

// UnmarshalJSON accepts a text, a number or null.
func (l *Loose) UnmarshalJSON(b []byte) error {
	if n := len(b); n >= 2 && b[0] == '"' && bytes.IndexByte(b, '\\') < 0 {
		*l = Loose(bytes.TrimSpace(b[1 : n-1])) // nearly all of them
		return nil
	}
	var value any
	if err := json.Unmarshal(b, &value); err != nil {
		return err
	}
	switch v := value.(type) {
	case nil:
		*l = ""
	case string:
		*l = Loose(strings.TrimSpace(v))
	case float64:
		*l = Loose(string(b))
	default:
		return &json.UnmarshalTypeError{Value: kindOf(v), Type: reflect.TypeFor[string]()} // encoding/json adds the member
	}
	return nil
}

// kindOf returns encoding/json's name for a value that is neither text nor number.
func kindOf(value any) string {
	switch value.(type) {
	case bool:
		return "bool"
	case []any:
		return "array"
	}
	return "object"
}

// Number parses a whole number; 0 for an empty text.
func (l Loose) Number() (int64, error) {
	if l == "" {
		return 0, nil
	}
	return strconv.ParseInt(string(l), 10, 64)
}

// Results: all members always present, null where unknown.

// ContactResult is the result of one contact of SyncRequestorUsers.
type ContactResult struct {
	Username                *string
	Success                 bool
	ErrorMessage            *string
	Message                 *string `json:",omitempty"` // our choice: what was ignored, of an accepted item
	UserProviderKey         *string
	UserProviderKeyConflict *string
	CustomerID              *int64  `json:"CustomerId"`
	ExternalID              *string `json:"ExternalId"`
}

// CompanyResult is the result of one company of SyncRequestorCustomers.
type CompanyResult struct {
	Name         *string
	Success      bool
	ErrorMessage *string
	Message      *string `json:",omitempty"` // our choice, as in ContactResult
	CustomerID   *int64  `json:"CustomerId"`
	ExternalID   *string `json:"ExternalId"`
}

// GET Account/GetUserFields and Customer/GetCustomerFields (section 4).

// FieldList is the answer: a ContactFieldRow or CompanyFieldRow a field.
type FieldList struct{ Fields []any }

// FieldRow is what both kinds of field have; CustomFieldType and Items of a custom field only.
type FieldRow struct {
	Type            int
	CustomFieldID   *int64 `json:"CustomFieldId"`
	FilterSupported bool
	Index           int
	Required        bool
	PleaseSelect    bool
	MinLength       *int
	MaxLength       *int
	IsUnique        bool
	Title           string
	CustomFieldType *int
	HintText        *string
	Items           []FieldItem
}

// ContactFieldRow is a field of contacts.
type ContactFieldRow struct {
	FieldRow
	Show, ShowInRegistrationForm, ShowInPublicRegistrationForm bool
}

// CompanyFieldRow is a field of companies.
type CompanyFieldRow struct {
	FieldRow
	DoNotShow bool
}

// FieldItem is one choice of a drop-down field.
type FieldItem struct {
	Title string
	ID    int64 `json:"Id"`
	Index int
}

// Reads (section 6).

// ContactAnswer is the answer of Account/GetRequestorUser.
type ContactAnswer struct {
	User                ContactRow
	AccountExists       bool
	IsInApprovalProcess bool
}

// ContactList is the answer of Account/GetUsers.
type ContactList struct{ PagedUsers Page[ContactRow] }

// CompanyList is the answer of Customer/GetCustomers.
type CompanyList struct{ PagedCustomers Page[CompanyRow] }

// Page is a part of a list; PageIndex counts from 0.
type Page[T any] struct {
	PageIndex, PageSize    int
	TotalItems, TotalPages int64
	Items                  []T
}

// ContactRow is a RequestorUser.
type ContactRow struct {
	UserProviderKey       string
	UserName              *string
	Email                 *string
	SecondaryEmails       []string
	FirstName             *string
	LastName              *string
	MiddleName            *string
	DisplayName           *string
	NoteBesideName        *string
	FullName              string
	IsApproved            bool
	IsEndUser             bool
	IsSmartUser           bool
	IsOperator            bool
	IsSuperOperator       bool
	IsAdministrator       bool
	TimeZoneID            *string `json:"TimeZoneId"`
	ExternalAccount       bool
	EmailAccount          bool
	Customer              *string
	CustomerID            *int64 `json:"CustomerId"`
	Customers             []IDName
	Phones                []string
	AdditionalInformation *string
	OperatorGroupIDs      []int64 `json:"OperatorGroupIds"`
	InternalGroupIDs      []int64 `json:"InternalGroupIds"`
	Color                 *string
	Initials              string
	PhotoLastUpdatedUtc   *time.Time
	CustomUserFieldsHash  *string
	FieldData             []FieldData
	LastUpdatedUtc        time.Time
	Language              *int
	Anonymized            bool
	Tags                  []Tag
	ExternalID            *string `json:"ExternalId"`
	ManagerKey            *string
	Company               *string
	Department            *string
	Division              *string
	EmployeeID            *string `json:"EmployeeId"`
	AdminNote             *string
	OperatorNote          *string
	SkypeName             *string
}

// IDName is a reference to a company or group, with its name.
type IDName struct {
	ID   int64 `json:"Id"`
	Name string
}

// Tag is a tag of a contact or company.
type Tag struct {
	ID     int64 `json:"Id"`
	Name   string
	Static bool
	Color  *string
	Type   int
}

// FieldData is the value of a custom field, in the member of its type.
type FieldData struct {
	CustomFieldID int64      `json:"CustomFieldId"`
	DateValue     *time.Time `json:",omitempty"`
	DoubleValue   *float64   `json:",omitempty"`
	LongValue     *int64     `json:",omitempty"`
	TextBoxValue  *string    `json:",omitempty"`
	CheckBoxValue *bool      `json:",omitempty"`
	FieldItem     *FieldPick `json:",omitempty"`
}

// FieldPick is the chosen item of a drop-down field.
type FieldPick struct {
	ID    int64 `json:"Id"`
	Title string
}

// CompanyRow is a CustomerRow, the form of lists.
type CompanyRow struct {
	ID             int64 `json:"Id"`
	Name           string
	Location       *string
	Disabled       bool
	FieldData      []FieldData
	LastUpdatedUtc time.Time
	CustomerGroups []IDName
	Tags           []Tag
	ExternalID     *string `json:"ExternalId"`
}

// CompanyWhole is a GetCustomerResult: flat and complete.
type CompanyWhole struct {
	CompanyRow
	Description  *string
	Web          *string
	StreetNo     *string
	PostalCode   *string
	CountryCode  *string
	City         *string
	TimeZoneID   *string `json:"TimeZoneId"`
	Emails       []string
	EmailDomains []string
	Phones       []string
}

// POST Account/GetUsers and Customer/GetCustomers.

// ContactFilter is the body of Account/GetUsers; empty members match all.
type ContactFilter struct {
	PageIndex, PageSize                                 *int
	UserName, Email                                     string
	IsEndUser, IsSmartUser, IsOperator, IsSuperOperator bool
	IsAdministrator                                     bool
	CustomerID                                          int64 `json:"CustomerId"`
	LastUpdatedDateFromUtc, LastUpdatedDateUntilUtc     *Moment
}

// CompanyFilter is the body of Customer/GetCustomers; empty members match all.
type CompanyFilter struct {
	PageIndex, PageSize                             *int
	Name, Email, EmailDomain                        string
	LastUpdatedDateFromUtc, LastUpdatedDateUntilUtc *Moment
}

// Moment is a time with or without an offset; without one it is UTC, according to the members'
// names.
type Moment struct{ time.Time }

// UnmarshalJSON accepts the forms of ISO 8601 that .NET writes.
func (m *Moment) UnmarshalJSON(b []byte) error {
	text, err := strconv.Unquote(string(b))
	if err != nil {
		return ringdex.Fail(ringdex.Invalid, "helpdesk.not_time", b)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if m.Time, err = time.Parse(layout, text); err == nil {
			m.Time = m.UTC()
			return nil
		}
	}
	return ringdex.Fail(ringdex.Invalid, "helpdesk.not_time", ringdex.Show(text))
}
