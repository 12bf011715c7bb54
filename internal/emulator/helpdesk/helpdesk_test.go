package helpdesk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ringdex/internal/emulator/helpdesk"
)

// world is an emulator with a contact and a company.
func world() *helpdesk.Emulator {
	e := helpdesk.New(helpdesk.Options{
		Username: "sync", Password: "tajne", Clock: func() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) },
	})
	e.ContactFields(helpdesk.Field{ID: 36, Title: "Level", Member: "FieldItem", Items: []helpdesk.Item{{ID: 901, Title: "Gold"}}})
	e.AddContact(map[string]any{"UserName": "jan", "Phones": []any{"+420603303963"}})
	e.SetExternalID("00000001-0000-4000-8000-000000000001", "K-1")
	return e
}

// call answers a request by the right user.
func call(e *helpdesk.Emulator, method, path, media, body string) (status int, answer string) {
	r := httptest.NewRequest(method, "/api/"+path, strings.NewReader(body))
	r.SetBasicAuth("sync", "tajne")
	r.Header.Set("Content-Type", media)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

const jsonMedia = "application/json"

// What the system refuses as a whole. Sources: helpdesk wire notes, sections 1, 2 and 5.
func TestRefusedCalls(t *testing.T) {
	t.Parallel()
	many := "[" + strings.Repeat("{},", 100) + "{}]"
	for _, c := range []struct {
		method, path, media, body string
		want                      int
	}{
		{"POST", "Import/SyncRequestorUsers", jsonMedia, "[]", http.StatusOK},
		{"POST", "Import/SyncRequestorUsers", "text/plain", "[]", http.StatusUnsupportedMediaType},
		{"POST", "Import/SyncRequestorUsers", jsonMedia, "{}", http.StatusBadRequest},
		{"POST", "Import/SyncRequestorUsers", jsonMedia, "[null]", http.StatusBadRequest},
		{"POST", "Import/SyncRequestorUsers", jsonMedia, many, http.StatusBadRequest},
		{"POST", "Import/SyncRequestorCustomers", jsonMedia, many, http.StatusOK},
		{"GET", "Account/GetRequestorUser/nobody", "", "", http.StatusNotFound},
		{"GET", "Customer/GetCustomer/7", "", "", http.StatusNotFound},
		{"PATCH", "Account/PatchRequestorUser/00000001-0000-4000-8000-000000000001", jsonMedia, "[]", http.StatusUnsupportedMediaType},
		{"PATCH", "Account/PatchRequestorUser/00000001-0000-4000-8000-000000000001", "application/json-patch+json", "[]", http.StatusOK},
		{"POST", "Account/DeleteRequestorUser", jsonMedia, `{"UserProviderKey":"x"}`, http.StatusNotFound},
		{"GET", "Ticket/GetTickets", "", "", http.StatusNotFound},
	} {
		if got, answer := call(world(), c.method, c.path, c.media, c.body); got != c.want {
			t.Errorf("%s %s of %.40s: %d %s, want %d", c.method, c.path, c.body, got, answer, c.want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/api/Account/GetUsers", nil)
	w := httptest.NewRecorder()
	if world().ServeHTTP(w, r); w.Code != http.StatusUnauthorized {
		t.Errorf("without a password: %d, want 401", w.Code)
	}
}

// Operations behave as in the JSON Patch library that the vendor uses (section 5.1); where it is
// open whether the product does so, the emulator does what is worse for a client.
func TestOperations(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ operation, want string }{ // the message, or the numbers
		{`"Operation":"Add","Path":"/Phones/-","Value":"+420603303963"`, "[+420603303963 +420603303963]"},
		{`"Operation":0,"Path":"/Phones/0","Value":"1"`, "[1 +420603303963]"},
		{`"Operation":"replace","Path":"/Phones/0","Value":"1"`, "[1]"},
		{`"Operation":"Replace","Path":"/Phones","Value":["1","2"]`, "[1 2]"},
		{`"Operation":"Remove","Path":"/Phones/0"`, "[]"},
		{`"Operation":"Remove","Path":"/Phones/1"`, `Failed to set value at path "/Phones/1" while performing "remove" operation: the index is out of range`},
		{`"Operation":"Replace","Path":"/Phones/-","Value":"1"`, `Failed to set value at path "/Phones/-" while performing "replace" operation: the end of a list can only be added to`},
		{`"Operation":"Move","Path":"/Phone","Value":"1"`, "The operation 'Move' is not supported."},
		{`"Operation":"Replace","Path":"/firstname","Value":"Jan"`, `Failed to set value at path "/firstname" while performing "replace" operation: there is no such property`},
		{`"Operation":"Replace","Path":"/FirstName","Value":7`, `Failed to set value at path "/FirstName" while performing "replace" operation: cannot convert the value 7`},
		{`"Operation":"Replace","Path":"/Language","Value":5`, `Failed to set value at path "/Language" while performing "replace" operation: cannot convert the value 5`},
		{`"Operation":"Remove","Path":"/RoleEndUser"`, `Failed to set value at path "/RoleEndUser" while performing "remove" operation: the value cannot be null`},
		{`"Operation":"Replace","Path":"/CustomFields/37/TextBoxValue","Value":"x"`, `Failed to set value at path "/CustomFields/37/TextBoxValue" while performing "replace" operation: value at parent path "/CustomFields/37" is null`},
		{`"Operation":"Replace","Path":"/CustomFields/36/FieldItem/Id","Value":7`, `Failed to set value at path "/CustomFields/36/FieldItem/Id" while performing "replace" operation: the field "Level" has no item 7`},
		{`"Operation":"Replace","Path":"/UserName","Value":"other"`, "The user name cannot be changed."},
	} {
		e := world()
		_, answer := call(e, "POST", "Import/SyncRequestorUsers", jsonMedia, `[{"ExternalId":"K-1","Operations":[{`+c.operation+`}]}]`)
		var results []struct{ ErrorMessage *string }
		if err := json.Unmarshal([]byte(answer), &results); err != nil || len(results) != 1 {
			t.Fatal(answer, err)
		}
		got := fmt.Sprint(e.Contacts()[0].Values["Phones"])
		if results[0].ErrorMessage != nil {
			got = *results[0].ErrorMessage
		}
		if got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.operation, got, c.want)
		}
	}
}

// An item fails as a whole, and the others go on.
func TestItems(t *testing.T) {
	t.Parallel()
	e := world()
	_, answer := call(e, "POST", "Import/SyncRequestorUsers", jsonMedia, `[
		{"ExternalId":"K-1","Operations":[{"Operation":"Replace","Path":"/FirstName","Value":"Jan"},{"Operation":"Replace","Path":"/X","Value":"y"}]},
		{"ExternalId":"K-2","Operations":[{"Operation":"Replace","Path":"/UserName","Value":"JAN"}]},
		{"ExternalId":"K-3","Operations":[{"Operation":"Replace","Path":"/FirstName","Value":"Eva"}]},
		{"ExternalId":"K-4","Operations":[{"Operation":"Replace","Path":"/UserName","Value":"eva"},{"Operation":"Replace","Path":"/DefaultCustomer/CustomerName","Value":"Firma"}]}]`)
	var results []struct {
		Success                 bool
		UserProviderKeyConflict *string
	}
	if err := json.Unmarshal([]byte(answer), &results); err != nil {
		t.Fatal(err)
	}
	if results[0].Success || results[1].Success || results[1].UserProviderKeyConflict == nil || results[2].Success || !results[3].Success {
		t.Errorf("results are %s", answer)
	}
	all := e.Contacts()
	if len(all) != 2 || all[0].Values["FirstName"] != nil || all[1].ExternalID != "K-4" || len(e.Companies()) != 1 {
		t.Errorf("contacts are %v, companies %v", all, e.Companies())
	}
}
