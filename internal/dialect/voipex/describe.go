package voipex

import (
	"ringdex/internal/dialect"
	"ringdex/internal/openapi"
)

// Chapter is the tag of Operations.
var Chapter = openapi.Chapter{
	Name: "VOIPEX",
	Text: "The contacts wire of VOIPEX; internal/dialect/voipex/README.md says which part is documented by its maker.",
}

const contact = `{"firstName": "Jan", "lastName": "Novák", "phone1": "+420603303963"}`

// Operations describe the routes of New.
func Operations() []openapi.Operation {
	describe := func(pattern, id, summary, example string) openapi.Operation {
		o := openapi.Operation{Pattern: pattern, ID: "voipex" + id, Tag: Chapter.Name, Summary: summary, Answer: map[string]any{}, Example: example}
		if example != "" {
			o.Body = map[string]string{}
		}
		return o
	}
	upload := describe("POST /v3/contacts/upload", "Upload", "Replace all contacts of the source by a CSV file", "")
	upload.Body, upload.Types = openapi.Text{}, []string{"multipart/form-data"}
	list := describe("GET /v3/contacts", "List", "List or find contacts", "")
	list.Query = []openapi.Param{
		{Name: "limit", Type: "integer", Text: "Length of a page, from 1 to 1000; defaults to 100."},
		{Name: "offset", Type: "integer", Text: "Number of contacts to leave out."},
		{Name: "phone", Type: "string", Text: "Telephone number."},
		{Name: "externalId", Type: "string", Text: "Id in the caller's source."},
		{Name: "search", Type: "string", Text: "Beginnings of words of the name, company, e-mail address, tags or external id, in any order, and parts of numbers."},
	}
	create := describe("POST /v3/contacts", "Create", "Create a contact", contact)
	create.Status = 201
	remove := describe("DELETE /v3/contacts/{id}", "Delete", "Delete a contact", "")
	remove.Status, remove.Answer = 204, nil
	batch := describe("POST /v3/contacts/batch", "Batch", "Create or update up to 1000 contacts", "["+contact+"]")
	batch.Body = []map[string]string{}
	return dialect.Describe([]openapi.Operation{
		upload, list, create, batch,
		describe("GET /v3/contacts/{id}", "Get", "Read a contact", ""),
		describe("PUT /v3/contacts/{id}", "Put", "Replace a contact", contact),
		describe("PATCH /v3/contacts/{id}", "Patch", "Change a contact", `{"firstName": "Petr"}`),
		remove,
		describe("GET /v3/contacts/route/{phoneNumber}", "Route", "Find who should answer a call", ""),
		describe("GET /v3/contacts/validator/phone-number/{phoneNumber}", "Validate", "Check a telephone number", ""),
	}, (&api{}).routes())
}
