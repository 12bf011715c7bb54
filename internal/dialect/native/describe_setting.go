package native

import "ringdex/internal/openapi"

var describedSettings = []openapi.Operation{
	{Pattern: "GET /v1/fields", ID: "listFields", Tag: "Settings", Summary: "List custom fields", Answer: openapi.Members{"items": []fieldRow{}}, Try: "/v1/fields"},
	{
		Pattern: "POST /v1/fields", ID: "createField", Tag: "Settings", Summary: "Define a custom field", Body: fieldRow{},
		Example: `{"kind": "contact", "key": "card", "title": "Card", "type": "text", "unique": true}`, Status: 201, Answer: fieldRow{}, Problems: []int{409},
	},
	{
		Pattern: "PATCH /v1/fields/{kind}/{field}", ID: "changeField", Tag: "Settings", Summary: "Change a custom field",
		Text: "Members that are sent change, others stay; items are sent all. The kind, the number and the type stay. The key in the address may be the number.",
		Body: fieldBody{}, Example: `{"title": "Customer card", "required": false}`, Answer: fieldRow{}, Problems: []int{409}, Try: "/v1/fields/contact/card",
	},
	{
		Pattern: "DELETE /v1/fields/{kind}/{field}", ID: "deleteField", Tag: "Settings", Summary: "Remove a custom field and its values",
		Text:  "records is how many records lose a value; a dry run tells it before.",
		Query: []openapi.Param{dryParam}, Answer: removedField{}, Try: "/v1/fields/contact/card?dryRun=true",
	},
	{Pattern: "GET /v1/sources", ID: "listSources", Tag: "Settings", Summary: "List the sources that have settings", Answer: openapi.Members{"items": []sourceRow{}}, Try: "/v1/sources"},
	{Pattern: "GET /v1/sources/{name}", ID: "getSource", Tag: "Settings", Summary: "Read the settings of a source", Answer: sourceRow{}, Try: "/v1/sources/shop"},
	{
		Pattern: "PATCH /v1/sources/{name}", ID: "changeSource", Tag: "Settings", Summary: "Change the settings of a source", Body: sourceRow{},
		Text: "Members that are sent change, others stay; fieldRules is one member. A rule is set, fill (only while the field is empty, or has what the source has filled in) or never. " +
			"A source's values give way to those of a source with a higher priority. lockEdits locks the fields that a person changes.",
		Example: `{"priority": 10, "maxDelete": "5%", "fieldRules": {"phones": "fill", "note": "never"}}`, Answer: sourceRow{}, Try: "/v1/sources/shop",
	},
	{Pattern: "GET /v1/keys", ID: "listKeys", Tag: "Settings", Summary: "List API keys", Text: "Without their secrets.", Answer: openapi.Members{"items": []keyRow{}}, Try: "/v1/keys"},
	{
		Pattern: "POST /v1/keys", ID: "createKey", Tag: "Settings", Summary: "Create an API key",
		Text: "Only this answer has the secret. A key that is bound to a source, to networks or to a time creates none.",
		Body: keyBody{}, Example: `{"name": "our PBX", "scope": "lookup"}`, Status: 201, Answer: keyRow{}, Problems: []int{409},
	},
	{Pattern: "DELETE /v1/keys/{id}", ID: "deleteKey", Tag: "Settings", Summary: "Remove an API key", Text: "It stops working within a second.", Status: 204},
}
