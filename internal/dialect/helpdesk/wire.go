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

// Requests: POST Import/SyncRequestorUsers and SyncRequestorCustomers (wire/helpdesk.md, sections 2 and 3).

// importItem is one item of either import; a contact has UserProviderKey and Email, a company Id.
type importItem struct {
	UserProviderKey loose
	ID              loose `json:"Id"`
	ExternalID      loose `json:"ExternalId"`
	Email           loose
	Operations      []*operation
}

// operation is a JsonPatchOperation. These are not the names of RFC 6902, which rfcOperation has.
type operation struct {
	Operation anything // a name in any case, or 0 add, 1 remove, 2 replace, 3 move, 4 test
	Path      loose
	Value     anything
}

// rfcOperation is an operation of a PATCH body (section 5.1).
type rfcOperation struct {
	Op    string   `json:"op"`
	Path  string   `json:"path"`
	Value anything `json:"value"`
}

// anything is a value of JSON as operations of ours take it: whole numbers as int64, others as float64, numbers beyond
// both as the text they were.
type anything struct{ value any }

// UnmarshalJSON takes any JSON.
func (a *anything) UnmarshalJSON(b []byte) error {
	if n := len(b); n >= 2 && b[0] == '"' && bytes.IndexByte(b, '\\') < 0 {
		a.value = string(b[1 : n-1]) // nearly all of them
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	if err := decoder.Decode(&a.value); err != nil {
		return err
	}
	a.value = plain(a.value)
	return nil
}

// MarshalJSON is the value again.
func (a anything) MarshalJSON() ([]byte, error) { return json.Marshal(a.value) }

// loose is a text that may also come as a number or null: clients in typed languages send what they have.
type loose string

// UnmarshalJSON takes a text, a number or null.
func (l *loose) UnmarshalJSON(b []byte) error {
	if n := len(b); n >= 2 && b[0] == '"' && bytes.IndexByte(b, '\\') < 0 {
		*l = loose(bytes.TrimSpace(b[1 : n-1])) // nearly all of them
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
		*l = loose(strings.TrimSpace(v))
	case float64:
		*l = loose(string(b))
	default:
		return &json.UnmarshalTypeError{Value: kindOf(v), Type: reflect.TypeFor[string]()} // encoding/json adds the member
	}
	return nil
}

// kindOf is what encoding/json calls a value that is neither text nor number.
func kindOf(value any) string {
	switch value.(type) {
	case bool:
		return "bool"
	case []any:
		return "array"
	}
	return "object"
}

// number is a loose whole number; 0 for none.
func (l loose) number() (int64, error) {
	if l == "" {
		return 0, nil
	}
	return strconv.ParseInt(string(l), 10, 64)
}

// Results: all members always present, null where unknown.

type contactResult struct {
	Username                *string
	Success                 bool
	ErrorMessage            *string
	Message                 *string `json:",omitempty"` // our choice: what was left alone, of an item that went in
	UserProviderKey         *string
	UserProviderKeyConflict *string
	CustomerID              *int64  `json:"CustomerId"`
	ExternalID              *string `json:"ExternalId"`
}

type companyResult struct {
	Name         *string
	Success      bool
	ErrorMessage *string
	Message      *string `json:",omitempty"` // our choice, as in contactResult
	CustomerID   *int64  `json:"CustomerId"`
	ExternalID   *string `json:"ExternalId"`
}

// GET Account/GetUserFields and Customer/GetCustomerFields (section 4).

type fieldList struct{ Fields []any }

type fieldRow struct {
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
	Items           []fieldItem
}

type contactFieldRow struct {
	fieldRow
	Show, ShowInRegistrationForm, ShowInPublicRegistrationForm bool
}

type companyFieldRow struct {
	fieldRow
	DoNotShow bool
}

type fieldItem struct {
	Title string
	ID    int64 `json:"Id"`
	Index int
}

// Reads (section 6).

type contactAnswer struct {
	User                contactRow
	AccountExists       bool
	IsInApprovalProcess bool
}

type contactList struct{ PagedUsers page[contactRow] }

type companyList struct{ PagedCustomers page[companyRow] }

type page[T any] struct {
	PageIndex, PageSize    int
	TotalItems, TotalPages int64
	Items                  []T
}

// contactRow is a RequestorUser.
type contactRow struct {
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
	Customers             []idName
	Phones                []string
	AdditionalInformation *string
	OperatorGroupIDs      []int64 `json:"OperatorGroupIds"`
	InternalGroupIDs      []int64 `json:"InternalGroupIds"`
	Color                 *string
	Initials              string
	PhotoLastUpdatedUtc   *time.Time
	CustomUserFieldsHash  *string
	FieldData             []fieldData
	LastUpdatedUtc        time.Time
	Language              *int
	Anonymized            bool
	Tags                  []tag
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

type idName struct {
	ID   int64 `json:"Id"`
	Name string
}

type tag struct {
	ID     int64 `json:"Id"`
	Name   string
	Static bool
	Color  *string
	Type   int
}

type fieldData struct {
	CustomFieldID int64      `json:"CustomFieldId"`
	DateValue     *time.Time `json:",omitempty"`
	DoubleValue   *float64   `json:",omitempty"`
	LongValue     *int64     `json:",omitempty"`
	TextBoxValue  *string    `json:",omitempty"`
	CheckBoxValue *bool      `json:",omitempty"`
	FieldItem     *fieldPick `json:",omitempty"`
}

type fieldPick struct {
	ID    int64 `json:"Id"`
	Title string
}

// companyRow is a CustomerRow: what lists carry.
type companyRow struct {
	ID             int64 `json:"Id"`
	Name           string
	Location       *string
	Disabled       bool
	FieldData      []fieldData
	LastUpdatedUtc time.Time
	CustomerGroups []idName
	Tags           []tag
	ExternalID     *string `json:"ExternalId"`
}

// companyWhole is a GetCustomerResult: flat, with everything.
type companyWhole struct {
	companyRow
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

type contactFilter struct {
	PageIndex, PageSize                                 *int
	UserName, Email                                     string
	IsEndUser, IsSmartUser, IsOperator, IsSuperOperator bool
	IsAdministrator                                     bool
	CustomerID                                          int64 `json:"CustomerId"`
	LastUpdatedDateFromUtc, LastUpdatedDateUntilUtc     *moment
}

type companyFilter struct {
	PageIndex, PageSize                             *int
	Name, Email, EmailDomain                        string
	LastUpdatedDateFromUtc, LastUpdatedDateUntilUtc *moment
}

// moment is a time with or without an offset; without one it is UTC, as the names of the members say.
type moment struct{ time.Time }

// UnmarshalJSON takes the forms of ISO 8601 that .NET writes.
func (m *moment) UnmarshalJSON(b []byte) error {
	text, err := strconv.Unquote(string(b))
	if err != nil {
		return ringdex.Errorf(ringdex.Invalid, "%s is not a time; write it as text", b)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if m.Time, err = time.Parse(layout, text); err == nil {
			m.Time = m.UTC()
			return nil
		}
	}
	return ringdex.Errorf(ringdex.Invalid, "%s is not a time; write it as 2024-12-22T23:46:09Z", ringdex.Show(text))
}
