package helpdesk

import (
	"ringdex/internal/dialect"
	"ringdex/internal/openapi"
)

// Chapter is the tag of Operations.
var Chapter = openapi.Chapter{
	Name: "IPEX Helpdesk",
	Text: "The import and account API of IPEX Helpdesk. Its bodies are those of the original; internal/dialect/helpdesk/README.md has the subset and the differences.",
}

const changes = `[{"ExternalId": "K-1", "Operations": [{"Operation": "Replace", "Path": "/LastName", "Value": "Novák"}, {"Operation": "Add", "Path": "/Phones/-", "Value": "603 303 963"}]}]`

// Operations describe the routes of New that are served.
func Operations() []openapi.Operation {
	describe := func(pattern, id, summary string) openapi.Operation {
		return openapi.Operation{Pattern: pattern, ID: "helpdesk" + id, Tag: Chapter.Name, Summary: summary, Answer: map[string]any{}}
	}
	with := func(o openapi.Operation, example string) openapi.Operation {
		o.Body, o.Example = []map[string]any{}, example
		if example[0] == '{' {
			o.Body = map[string]any{}
		}
		return o
	}
	own := describe("GET /api/Account/GetRequestorUser", "GetRequestorUser", "Read the own contact")
	own.Needs = "credentials of a user"
	one := describe("GET /api/Account/GetRequestorUser/{id}", "GetRequestorUserById", "Read a contact by id or user name")
	one.Needs = "scope read or the role operator; a user has its own contact"
	const patch = `[{"op": "replace", "path": "/LastName", "value": "Novák"}]`
	return dialect.Describe([]openapi.Operation{
		with(describe("POST /api/Import/SyncRequestorUsers", "SyncRequestorUsers", "Create or update contacts"), changes),
		with(describe("POST /api/Import/SyncRequestorCustomers", "SyncRequestorCustomers", "Create or update companies"),
			`[{"ExternalId": "C-1", "Operations": [{"Operation": "Replace", "Path": "/Name", "Value": "Alfa s.r.o."}]}]`),
		with(describe("PATCH /api/Account/PatchRequestorUser/{id}", "PatchRequestorUser", "Change a contact"), patch),
		with(describe("PATCH /api/Customer/PatchCustomer/{id}", "PatchCustomer", "Change a company"),
			`[{"op": "replace", "path": "/City", "value": "Brno"}]`),
		own, one,
		describe("GET /api/Account/GetUsers", "GetUsers", "List contacts"),
		with(describe("POST /api/Account/GetUsers", "FindUsers", "Find contacts"), `{"Email": "jan.novak@example.com"}`),
		describe("GET /api/Customer/GetCustomers", "GetCustomers", "List companies"),
		with(describe("POST /api/Customer/GetCustomers", "FindCustomers", "Find companies"), `{"EmailDomain": "alfa.example"}`),
		describe("GET /api/Customer/GetCustomer/{id}", "GetCustomer", "Read a company"),
		describe("GET /api/Account/GetUserFields", "GetUserFields", "List custom fields of contacts"),
		describe("GET /api/Customer/GetCustomerFields", "GetCustomerFields", "List custom fields of companies"),
	}, (&api{}).routes())
}
