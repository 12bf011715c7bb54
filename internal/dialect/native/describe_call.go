package native

import "ringdex/internal/openapi"

const (
	tellText = "A phone system tells what happens to a call, in any order and more than once, and gets who has the number. The card is null for nobody. " +
		"Forms and JSON objects have the same members, and many names of phone systems for them are understood: the README of the native wire has a list. " +
		"Whoever is named in agent (by user name, e-mail or number) sees the call on an open page at once; without an agent, everybody does."
	listCallsText = "The latest first. Calls are kept for 30 days, or as long as the server is set to."
)

var callParams = []openapi.Param{
	{Name: "event", Type: "string", Required: true, Text: "ringing, answered or ended."},
	{Name: "callId", Type: "string", Text: "The phone system's name of the call, the same in all of its events."},
	{Name: "number", Type: "string", Text: "Of the outside party. Empty or anonymous for a hidden one."},
	{Name: "direction", Type: "string", Text: "in, or out."},
	{Name: "agent", Type: "string", Text: "Who is rung, or has answered; may be repeated."},
}

const callExample = `{"event":"ringing","callId":"1732570801.42","number":"+420603303963","agent":["jana"],"queue":"sales"}`

var describedCalls = []openapi.Operation{
	{
		Pattern: "POST /v1/calls", ID: "tellCall", Tag: "Calls", Summary: "Tell what happens to a call", Text: tellText,
		Body: map[string]any{}, Types: []string{"application/json", "application/x-www-form-urlencoded"}, Example: callExample,
		Answer: callAnswer{},
	},
	{
		Pattern: "GET " + CallKeyPath, ID: "tellCallByAddress", Tag: "Calls", Summary: "Tell what happens to a call, with the key in the address",
		Text: "For phone systems that only take an address.", Query: callParams, Answer: callAnswer{},
		Try: "/k/{key}/v1/calls?event=ringing&callId=7&number=%2B420603303963",
	},
	{
		Pattern: "POST " + CallKeyPath, ID: "tellCallByAddressAndForm", Tag: "Calls", Summary: "Tell what happens to a call by a form, with the key in the address",
		Body: openapi.Text{}, Types: []string{"application/x-www-form-urlencoded"}, Example: "event=ended&callId=7&number=%2B420603303963", Answer: callAnswer{},
	},
	{
		Pattern: "GET /v1/calls", ID: "listCalls", Tag: "Calls", Summary: "List calls", Text: listCallsText, Query: []openapi.Param{
			{Name: "missed", Type: "boolean", Text: "Only those that came in and nobody answered."},
			{Name: "unknown", Type: "boolean", Text: "Only those of numbers that nobody has."},
			{Name: "unseen", Type: "boolean", Text: "Only those that nobody has dealt with."},
			{Name: "number", Type: "string", Text: "Only those of a number, as +420603303963."},
			{Name: "limit", Type: "integer", Text: "At most so many, 100 if it is not given, at most 500."},
			{Name: "after", Type: "string", Text: "The next of the previous answer."},
		},
		Answer: openapi.Members{"items": []callRow{}, "next": ""}, Try: "/v1/calls?limit=10",
	},
	{Pattern: "GET /v1/calls/{id}", ID: "getCall", Tag: "Calls", Summary: "Read a call, by its id or its callId", Answer: callRow{}},
	{
		Pattern: "POST /v1/calls/{id}/contact", ID: "chooseCaller", Tag: "Calls", Summary: "Say who has called",
		Text: "The number is added to the contact.", Body: openapi.Members{"contact": ""}, Example: `{"contact":"01990000-0000-7000-8000-000000000000"}`,
		Answer: callRow{}, Problems: []int{404},
	},
}
