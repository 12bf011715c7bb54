package native

import (
	"slices"

	"ringdex/internal/openapi"
	wire "ringdex/internal/wire/native"
)

var lookupParams = []openapi.Param{
	{Name: "number", Type: "string", Required: true, Text: "Telephone number as the phone system has it. A plus need not be escaped."},
	{Name: "region", Type: "string", Text: "Regions of a number without a country code, such as CZ,SK; tried before the organization's own."},
	{Name: "format", Type: "string", Text: "json, or text: the name in one line."},
}

const lookupText = "404 if nobody has the number. Not described by a schema: the README of the native wire has an answer member by member."

var describedLookups = []openapi.Operation{
	{
		Pattern: "GET " + LookupPath, ID: "lookup", Tag: "Lookup", Summary: "Look up a number", Text: lookupText,
		Query: lookupParams, Answer: map[string]any{}, Answers: []string{"application/json", "text/plain"}, Problems: []int{404},
		Try: "/v1/lookup?number=%2B420603303963",
	},
	{
		Pattern: "POST " + LookupPath, ID: "lookupByForm", Tag: "Lookup", Summary: "Look up a number that a form has",
		Text: "The same for phone systems that post.", Body: openapi.Text{}, Types: []string{"application/x-www-form-urlencoded"},
		Example: "number=%2B420603303963", Answer: map[string]any{}, Answers: []string{"application/json", "text/plain"}, Problems: []int{404},
	},
	{
		Pattern: "GET " + KeyPath, ID: "lookupByAddress", Tag: "Lookup", Summary: "Look up a number, with the key in the address",
		Text: "For phone systems that only take an address.", Query: lookupParams, Answer: map[string]any{},
		Answers: []string{"application/json", "text/plain"}, Try: "/k/{key}/v1/lookup?number=%2B420603303963",
	},
	{
		Pattern: "POST " + KeyPath, ID: "lookupByAddressAndForm", Tag: "Lookup", Summary: "Look up a number that a form has, with the key in the address",
		Body: openapi.Text{}, Types: []string{"application/x-www-form-urlencoded"}, Example: "number=%2B420603303963",
		Answer: map[string]any{}, Answers: []string{"application/json", "text/plain"},
	},
}

var describedRuns = []openapi.Operation{
	{
		Pattern: "GET /v1/runs", ID: "listRuns", Tag: "Runs", Summary: "List runs", Text: "Newest first.", Query: offsetParams,
		Answer: openapi.Members{"runs": []wire.Run{}}, Try: "/v1/runs?limit=10",
	},
	{Pattern: "GET /v1/runs/{id}", ID: "getRun", Tag: "Runs", Summary: "Read the figures of a run", Answer: wire.Run{}},
	{
		Pattern: "GET /v1/runs/{id}/outcomes", ID: "listOutcomes", Tag: "Runs", Summary: "List what became of the records of a run",
		Text: "Refused records come first, with the text as it was sent. Unchanged records are only counted.",
		Query: []openapi.Param{
			{Name: "action", Type: "string", Text: "created, updated, deleted or refused; all without it."},
			{Name: "format", Type: "string", Text: "json, ndjson or csv."},
		},
		Answer: openapi.Members{"outcomes": []wire.Outcome{}}, Answers: []string{"application/json", "application/x-ndjson", "text/csv"},
	},
}

var jobParam = []openapi.Param{{Name: "job", Type: "integer", Text: "Only this delivery."}}

var describedWebhooks = []openapi.Operation{
	{
		Pattern: "GET /v1/webhooks", ID: "listWebhooks", Tag: "Webhooks", Summary: "List webhooks",
		Answer: openapi.Members{"webhooks": []webhookRow{}}, Try: "/v1/webhooks",
	},
	{
		Pattern: "POST /v1/webhooks", ID: "createWebhook", Tag: "Webhooks", Summary: "Create a webhook",
		Text: "Only this answer has the secret.", Body: webhookBody{},
		Example: `{"url": "https://shop.example/ringdex", "name": "Shop", "events": ["contact.*"]}`, Status: 201, Answer: webhookRow{},
	},
	{Pattern: "GET /v1/webhooks/{id}", ID: "getWebhook", Tag: "Webhooks", Summary: "Read a webhook", Answer: webhookRow{}},
	{
		Pattern: "PATCH /v1/webhooks/{id}", ID: "changeWebhook", Tag: "Webhooks", Summary: "Change a webhook",
		Body: webhookBody{}, Example: `{"events": ["contact.*", "company.*"]}`, Answer: webhookRow{},
	},
	{Pattern: "DELETE /v1/webhooks/{id}", ID: "deleteWebhook", Tag: "Webhooks", Summary: "Delete a webhook", Status: 204},
	{Pattern: "POST /v1/webhooks/{id}/enable", ID: "enableWebhook", Tag: "Webhooks", Summary: "Enable a webhook", Answer: webhookRow{}},
	{Pattern: "POST /v1/webhooks/{id}/disable", ID: "disableWebhook", Tag: "Webhooks", Summary: "Disable a webhook", Answer: webhookRow{}},
	{
		Pattern: "POST /v1/webhooks/{id}/rotate", ID: "rotateWebhookSecret", Tag: "Webhooks", Summary: "Replace the secret",
		Text: "The old secret signs beside the new one for the overlap, by default a day.",
		Body: struct {
			Overlap string `json:"overlap"`
		}{}, Example: `{"overlap": "24h"}`, Answer: openapi.Members{"secret": ""},
	},
	{
		Pattern: "POST /v1/webhooks/{id}/replay", ID: "replayWebhook", Tag: "Webhooks", Summary: "Deliver the changes of a period again",
		Body: struct {
			From  string `json:"from"`
			Until string `json:"until"`
		}{}, Example: `{"from": "2026-03-01T00:00:00Z"}`, Status: 202,
	},
	{
		Pattern: "POST /v1/webhooks/{id}/test", ID: "testWebhook", Tag: "Webhooks", Summary: "Deliver a ping",
		Status: 202, Answer: openapi.Members{"event": ""},
	},
	{
		Pattern: "GET /v1/webhooks/{id}/deliveries", ID: "listDeliveries", Tag: "Webhooks", Summary: "List attempts, with request and answer",
		Query: slices.Concat([]openapi.Param{
			{Name: "event", Type: "string", Text: "Id of an event."},
			{Name: "failed", Type: "boolean", Text: "Only those that failed."},
			{Name: "from", Type: "date-time", Text: "At this time or later."},
			{Name: "until", Type: "date-time", Text: "Before this time."},
		}, offsetParams), Answer: openapi.Members{"deliveries": []deliveryRow{}},
	},
	{
		Pattern: "GET /v1/webhooks/{id}/dead", ID: "listDeadDeliveries", Tag: "Webhooks", Summary: "List deliveries that are not retried any more",
		Query: offsetParams, Answer: openapi.Members{"dead": []deadRow{}},
	},
	{
		Pattern: "DELETE /v1/webhooks/{id}/dead", ID: "dropDeadDeliveries", Tag: "Webhooks", Summary: "Forget them",
		Query: jobParam, Answer: count{},
	},
	{
		Pattern: "POST /v1/webhooks/{id}/dead/retry", ID: "retryDeadDeliveries", Tag: "Webhooks", Summary: "Retry them",
		Query: jobParam, Answer: count{},
	},
}

var describedConnectors = []openapi.Operation{
	{
		Pattern: "GET /v1/connector-kinds", ID: "listConnectorKinds", Tag: "Connectors", Summary: "List the kinds of connectors and their settings",
		Text:   "Labels and help texts are in the language that Accept-Language asks for.",
		Answer: openapi.Members{"kinds": []kindRow{}}, Try: "/v1/connector-kinds",
	},
	{
		Pattern: "GET /v1/connectors", ID: "listConnectors", Tag: "Connectors", Summary: "List connectors",
		Answer: openapi.Members{"connectors": []connectorRow{}}, Try: "/v1/connectors",
	},
	{
		Pattern: "POST /v1/connectors", ID: "createConnector", Tag: "Connectors", Summary: "Create a connector", Body: connectorBody{},
		Example: `{"name": "crm", "kind": "daktela", "settings": {"url": "https://crm.example", "token": "…"}}`, Status: 201, Answer: connectorRow{},
	},
	{Pattern: "GET /v1/connectors/{name}", ID: "getConnector", Tag: "Connectors", Summary: "Read a connector", Answer: connectorRow{}},
	{
		Pattern: "PATCH /v1/connectors/{name}", ID: "changeConnector", Tag: "Connectors", Summary: "Change a connector",
		Text: "Settings that are sent replace all but the secrets.", Body: connectorBody{}, Example: `{"schedule": "17 2 * * *"}`, Answer: connectorRow{},
	},
	{
		Pattern: "DELETE /v1/connectors/{name}", ID: "deleteConnector", Tag: "Connectors", Summary: "Delete a connector",
		Text: "What it has brought stays.", Status: 204, Problems: []int{409},
	},
	{
		Pattern: "POST /v1/connectors/{name}/check", ID: "checkConnector", Tag: "Connectors", Summary: "Test the settings against the system",
		Answer: openapi.Members{"ok": true, "failure": ""},
	},
	{
		Pattern: "POST /v1/connectors/{name}/sync", ID: "syncConnector", Tag: "Connectors", Summary: "Run a connector soon",
		Body: syncBody{}, Example: `{"full": true}`, Status: 202, Answer: connectorRow{},
	},
	{
		Pattern: "GET /v1/connectors/{name}/columns", ID: "listConnectorColumns", Tag: "Connectors", Summary: "List columns and fields of the system",
		Answer: openapi.Members{"columns": []map[string]any{}},
	},
	{
		Pattern: "GET /v1/connectors/{name}/refused", ID: "listRefusedByConnector", Tag: "Connectors", Summary: "List records that the system has refused",
		Answer: openapi.Members{"refused": []map[string]any{}},
	},
}

func undoOf(pattern, id, tag, summary string) openapi.Operation {
	return openapi.Operation{
		Pattern: pattern, ID: id, Tag: tag, Summary: summary,
		Text: "Records that something else has changed since are left, and named with the reason. The answer is a run, which can be taken back too.",
		Query: []openapi.Param{
			dryParam,
			{Name: "fields", Type: "boolean", Text: "Takes back single fields of records that something else has changed since, where nobody else has changed the field."},
		},
		Answer: undoAnswer{}, Problems: []int{409},
	}
}

var describedUndo = []openapi.Operation{
	undoOf("POST /v1/runs/{id}/undo", "undoRun", "Runs", "Take a run back"),
	undoOf("POST /v1/changes/{seq}/undo", "undoChange", "Changes", "Take one change back"),
	undoOf("POST /v1/contacts/{id}/restore", "restoreContact", "Contacts", "Bring a deleted contact back"),
	undoOf("POST /v1/companies/{id}/restore", "restoreCompany", "Companies", "Bring a deleted company back"),
}
