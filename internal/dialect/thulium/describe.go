package thulium

import "ringdex/internal/openapi"

// Chapter is the tag of Operations.
var Chapter = openapi.Chapter{
	Name: "Thulium",
	Text: "The external CRM that Thulium asks who is calling; internal/dialect/thulium/README.md has the subset and the differences.",
}

// Operations describe the routes of New.
func Operations() []openapi.Operation {
	query := []openapi.Param{
		{Name: "phone_number", Type: "string", Text: "Telephone number of the caller."},
		{Name: "email", Type: "string", Text: "E-mail address of the writer."},
	}
	one := openapi.Operation{
		Pattern: "GET " + Path, ID: "thuliumCustomer", Tag: Chapter.Name, Summary: "Find the customer of a number or an address", Query: query,
		Needs: "scope lookup or the role operator", Answer: map[string]any{}, Try: Path + "?phone_number=48500600700",
	}
	other := one
	other.Pattern, other.ID, other.Try = "GET "+KeyPath, "thuliumCustomerByAddress", "/k/{key}"+Path+"?phone_number=48500600700"
	other.Summary += ", with the key in the address"
	return []openapi.Operation{one, other}
}
