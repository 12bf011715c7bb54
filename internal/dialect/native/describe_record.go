package native

import (
	"slices"

	"ringdex/internal/openapi"
	wire "ringdex/internal/wire/native"
)

const contactExample = `{"firstName": "Jan", "lastName": "Novák", "phones": ["+420 603 303 963"], "emails": ["jan.novak@example.com"], "company": "Alfa s.r.o.", "home.city": "Brno", "externalId": "K-1"}`

const searchText = "A record matches if it has all words, in any order. A word is the beginning of a word of the name, company, e-mail address, tags or external id, with or without diacritics, " +
	"or three or more digits of a number. Records with the words in the name come first, then by name."

var searchParam = openapi.Param{Name: "search", Type: "string", Text: "Words as in GET /v1/search, in the order of that list; no other filter beside it."}

var describedSearch = []openapi.Operation{{
	Pattern: "GET /v1/search", ID: "search", Tag: "Search", Summary: "Find contacts and companies by words", Text: searchText,
	Needs: readersAndOwn,
	Query: []openapi.Param{
		{Name: "q", Type: "string", Text: "Words; up to 10 and 200 bytes are used. Without words nothing is found."},
		{Name: "kind", Type: "string", Text: "contact or company; both by default."},
		limitParam, afterParam,
	},
	Answer: openapi.Members{
		"items": openapi.List{Of: openapi.Members{
			"kind": "", "match": "", "contact": openapi.Ref("Contact"), "company": openapi.Ref("Company"),
		}},
		"next": "",
	},
	Try: "/v1/search?q=novak&limit=10",
}}

var describedContacts = []openapi.Operation{
	{
		Pattern: "GET /v1/contacts", ID: "listContacts", Tag: "Contacts", Summary: "List or find contacts",
		Text:  "By id, or by time of the last change if a time is given. The header Link has the address of the next page.",
		Needs: readersAndOwn,
		Query: slices.Concat([]openapi.Param{
			{Name: "phone", Type: "string", Text: "Telephone number, in any notation; no other filter beside it."},
			searchParam,
		}, externalParams, []openapi.Param{
			{Name: "userName", Type: "string", Text: "User name."},
			{Name: "email", Type: "string", Text: "E-mail address."},
			{Name: "company", Type: "integer", Text: "Number of a company that they belong to."},
		}, updatedParams, []openapi.Param{limitParam, afterParam, countParam}),
		Answer: openapi.Page("Contact"), Try: "/v1/contacts?phone=%2B420603303963",
	},
	{
		Pattern: "POST /v1/contacts", ID: "createContact", Tag: "Contacts", Summary: "Create a contact",
		Text:  "The caller's source owns it. To create or update by external id, import it.",
		Query: []openapi.Param{dryParam}, Body: openapi.Ref("Contact"), Example: contactExample,
		Status: 201, Answer: openapi.Ref("Contact"), Problems: []int{409, 413, 415},
	},
	{
		Pattern: "GET /v1/contacts/{id}", ID: "getContact", Tag: "Contacts", Summary: "Read a contact",
		Text: "ETag has its version.", Needs: readersAndOwn, Headers: []openapi.Param{ifNoneMatch}, Answer: openapi.Ref("Contact"),
	},
	{
		Pattern: "PATCH /v1/contacts/{id}", ID: "changeContact", Tag: "Contacts", Summary: "Change a contact",
		Text:  "Members that are sent change, others stay. Ringdex-Note says what was ignored, such as a locked field.",
		Needs: "scope write or the role operator; a smart user changes the contacts of its companies, an end user its own record",
		Query: []openapi.Param{dryParam}, Headers: []openapi.Param{ifMatch}, Body: openapi.Ref("Contact"),
		Example: `{"firstName": "Petr", "phones": ["+420 603 303 963", "+420 541 100 100"], "custom": {}}`,
		Answer:  openapi.Ref("Contact"), Problems: []int{409, 412, 413, 415, 428},
	},
	{
		Pattern: "DELETE /v1/contacts/{id}", ID: "deleteContact", Tag: "Contacts", Summary: "Delete a contact",
		Query: []openapi.Param{dryParam}, Headers: []openapi.Param{ifMatch}, Status: 204, Problems: []int{409, 412, 428},
	},
	{
		Pattern: "GET /v1/contacts/{id}/history", ID: "getContactHistory", Tag: "Contacts", Summary: "Read what has changed",
		Text:  "Newest first, also of a contact that was deleted.",
		Query: []openapi.Param{limitParam}, Answer: openapi.Members{"items": []wire.Entry{}},
	},
}

var describedCompanies = []openapi.Operation{
	{
		Pattern: "GET /v1/companies", ID: "listCompanies", Tag: "Companies", Summary: "List or find companies",
		Needs: "scope read or the role operator; a smart user has its own companies",
		Query: slices.Concat([]openapi.Param{searchParam}, externalParams, []openapi.Param{
			{Name: "name", Type: "string", Text: "Whole name."},
			{Name: "email", Type: "string", Text: "E-mail address."},
			{Name: "emailDomain", Type: "string", Text: "Domain of e-mail addresses."},
		}, updatedParams, []openapi.Param{limitParam, afterParam, countParam}),
		Answer: openapi.Page("Company"), Try: "/v1/companies?limit=10&count=true",
	},
	{
		Pattern: "POST /v1/companies", ID: "createCompany", Tag: "Companies", Summary: "Create a company",
		Query: []openapi.Param{dryParam}, Body: openapi.Ref("Company"),
		Example: `{"name": "Alfa s.r.o.", "city": "Brno", "country": "CZE", "phones": ["+420 541 100 100"], "emailDomains": ["alfa.example"]}`,
		Status:  201, Answer: openapi.Ref("Company"), Problems: []int{409, 413, 415},
	},
	{
		Pattern: "GET /v1/companies/{id}", ID: "getCompany", Tag: "Companies", Summary: "Read a company",
		Text: "ETag has its version.", Needs: "scope read or the role operator; a smart user has its own companies",
		Headers: []openapi.Param{ifNoneMatch}, Answer: openapi.Ref("Company"),
	},
	{
		Pattern: "PATCH /v1/companies/{id}", ID: "changeCompany", Tag: "Companies", Summary: "Change a company",
		Text:  "Members that are sent change, others stay.",
		Query: []openapi.Param{dryParam}, Headers: []openapi.Param{ifMatch}, Body: openapi.Ref("Company"), Example: `{"city": "Praha"}`,
		Answer: openapi.Ref("Company"), Problems: []int{409, 412, 413, 415, 428},
	},
	{
		Pattern: "DELETE /v1/companies/{id}", ID: "deleteCompany", Tag: "Companies", Summary: "Delete a company",
		Query: []openapi.Param{
			{Name: "contacts", Type: "string", Text: "leave takes its contacts out of it first; without it, a company with contacts is not deleted."},
			dryParam,
		},
		Headers: []openapi.Param{ifMatch}, Status: 204, Problems: []int{409, 412, 428},
	},
	{
		Pattern: "GET /v1/companies/{id}/history", ID: "getCompanyHistory", Tag: "Companies", Summary: "Read what has changed",
		Text:  "Newest first, also of a company that was deleted.",
		Query: []openapi.Param{limitParam}, Answer: openapi.Members{"items": []wire.Entry{}},
	},
}

var importParams = []openapi.Param{
	{Name: "source", Type: "string", Text: "Source of the records; defaults to the caller's."},
	{Name: "replace", Type: "boolean", Text: "Deletes the contacts of the source that the body does not have, in one step with the import."},
	{Name: "maxDelete", Type: "string", Text: "Most contacts that replace may delete: 100 or 10%; defaults to the limit of the source."},
	{Name: "map", Type: "string", Text: "COLUMN=FIELD of a table, once for each column; names of columns are recognised without it."},
	{Name: "name", Type: "string", Text: "Name of the run."},
	dryParam,
}

const importText = "One line with the outcome of each record, in their order, while the body is read; the last line has end and the figures of the run. " +
	"An answer without that line was cut off. A record is recognised by its externalId, else by its id; a row of a table also by its content. " +
	"Records that are refused do not stop the others. What was answered stays if the connection breaks."

func importOf(kind, id, one, example string) openapi.Operation {
	return openapi.Operation{
		Pattern: "POST /v1/" + kind + ":import", ID: id, Tag: "Imports", Summary: "Import " + kind, Text: importText, Query: importParams,
		Body: openapi.Stream{Line: openapi.Ref(one)}, Types: []string{typeNDJSON, typeCSV, typeXLSX}, Example: example,
		Answer: openapi.Stream{Line: wire.Outcome{}}, Answers: []string{typeNDJSON}, Problems: []int{409, 413, 415},
	}
}

var describedImports = []openapi.Operation{
	importOf("contacts", "importContacts", "Contact",
		`{"externalId": "K-1", "lastName": "Novák", "phones": ["+420603303963"]}`+"\n"+`{"externalId": "K-2", "lastName": "Nová"}`+"\n"),
	importOf("companies", "importCompanies", "Company", `{"externalId": "C-1", "name": "Alfa s.r.o."}`+"\n"),
}

var describedChanges = []openapi.Operation{{
	Pattern: "GET /v1/changes", ID: "listChanges", Tag: "Changes", Summary: "Read or follow what changes",
	Text: "Every change of contacts and companies, oldest first, with the record after it and the old and the new value of each field. " +
		"Keep next, and send it as after: no change is missed or read twice.",
	Query: []openapi.Param{
		{Name: "after", Type: "string", Text: "next of the answer before; now for what comes from now on; everything without it."},
		{Name: "limit", Type: "integer", Text: "Most changes of an answer, from 1 to 500; defaults to 100."},
		{Name: "wait", Type: "integer", Text: "Seconds to wait for a change if there is none, up to 30."},
		{Name: "follow", Type: "boolean", Text: "Answers with JSON lines, one for each change, until the caller leaves. Empty lines show that the connection lives."},
	},
	Answer: openapi.Members{"items": []wire.Event{}, "next": int64(0), "more": false}, Answers: []string{"application/json", typeNDJSON},
	Try: "/v1/changes?after=0&limit=10",
}}
