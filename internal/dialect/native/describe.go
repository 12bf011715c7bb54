package native

import (
	"slices"

	"ringdex/internal/dialect"
	"ringdex/internal/openapi"
)

// Chapters are the tags of Operations, in the order in which a newcomer needs them.
var Chapters = []openapi.Chapter{
	{Name: "Lookup", Text: "Who is calling: the answer for a telephone number, for phone systems and for programs."},
	{Name: "Calls", Text: "What happens to telephone calls: phone systems tell it, and agents see who is calling."},
	{Name: "Search", Text: "Contacts and companies by words, for people who type."},
	{Name: "Contacts", Text: "Persons and lines. What is received can be sent back: members that are missing stay, null and \"\" remove a value."},
	{Name: "Companies", Text: "Companies that contacts belong to."},
	{Name: "Imports", Text: "Any number of contacts or companies in one call, as a stream of JSON lines or as a table."},
	{Name: "Changes", Text: "What changes, for systems that keep a copy in step."},
	{Name: "Runs", Text: "Imports and syncs, and what became of each record. The calls of one hour by one caller at one door are one run."},
	{Name: "Webhooks", Text: "Endpoints that are told what changes."},
	{Name: "Connectors", Text: "Remote systems that contacts come from or go to."},
	{Name: "Users", Text: "Who may sign in, and with which role."},
	{Name: "Settings", Text: "The organization, custom fields, sources and API keys."},
}

// Operations describe all routes of New.
func Operations() []openapi.Operation {
	return dialect.Describe(slices.Concat(describedLookups, describedCalls, describedSearch, describedContacts, describedCompanies, describedSaid, describedImports, describedChanges, describedRuns, describedUndo, describedWebhooks, describedConnectors, describedUsers, describedOrganization, describedSettings),
		(&api{}).routes())
}

// Parameters that several operations have.
var (
	limitParam = openapi.Param{Name: "limit", Type: "integer", Text: "Length of a page, from 1 to 500; defaults to 100."}
	afterParam = openapi.Param{Name: "after", Type: "string", Text: "Cursor: the next of the page before."}
	countParam = openapi.Param{Name: "count", Type: "boolean", Text: "Adds the total, which takes longer than a page."}
	dryParam   = openapi.Param{Name: "dryRun", Type: "boolean", Text: "Checks everything, answers the same, and writes nothing."}

	updatedParams = []openapi.Param{
		{Name: "updatedFrom", Type: "date-time", Text: "Last change at this time or later; orders by it."},
		{Name: "updatedUntil", Type: "date-time", Text: "Last change before this time."},
	}
	externalParams = []openapi.Param{
		{Name: "externalId", Type: "string", Text: "Id in a source; no other filter beside it."},
		{Name: "source", Type: "string", Text: "Source of externalId; defaults to the caller's."},
	}
	offsetParams = []openapi.Param{
		{Name: "limit", Type: "integer", Text: "Length of a page, from 1 to 1000; defaults to 100."},
		{Name: "offset", Type: "integer", Text: "Number of rows to leave out."},
	}
	ifMatch = openapi.Param{
		Name: "If-Match", Type: "string", Required: true,
		Text: "ETag of the record as it was read, such as \"3\", or * for any version.",
	}
	ifNoneMatch = openapi.Param{Name: "If-None-Match", Type: "string", Text: "ETag that the caller has: 304 if it still holds."}
)

const readersAndOwn = "scope read or the role operator; a smart user has the contacts of its companies, an end user its own record"
