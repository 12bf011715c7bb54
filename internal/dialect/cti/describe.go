package cti

import "ringdex/internal/openapi"

// Chapter is the tag of Operations.
var Chapter = openapi.Chapter{
	Name: "CTI",
	Text: "Events of calls in the form of Zammad's generic CTI; internal/dialect/cti/README.md has the subset and the differences.",
}

// Operations describe the routes of New.
func Operations() []openapi.Operation {
	one := openapi.Operation{
		Pattern: "POST " + Path, ID: "tellCTI", Tag: Chapter.Name, Summary: "Tell newCall, answer or hangup",
		Needs: "scope lookup or the role operator", Body: openapi.Text{}, Types: []string{"application/x-www-form-urlencoded", "application/json"},
		Example: "event=newCall&from=420603303963&to=420541303000&direction=in&callId=7&user[]=jana", Answer: map[string]any{},
	}
	other := one
	other.Pattern, other.ID = "POST "+KeyPath, "tellCTIByAddress"
	other.Summary += ", at an address like those of the other wires"
	return []openapi.Operation{one, other}
}
