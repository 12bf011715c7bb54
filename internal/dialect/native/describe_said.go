package native

import (
	"ringdex/internal/openapi"
	wire "ringdex/internal/wire/native"
)

const (
	saidText = "Field by field what each source last said, what stands, and why. saidAt is when the source last said something new; " +
		"it is missing as long as the source said what stands."
	settleText = "Gives the records that several sources describe the values that should stand by the settings of now; imports do that only with the records that they change. " +
		"The answer is a run, which can be undone; it has no id in the list of runs if nothing changed."
)

func saidOf(kind, tag, id string) openapi.Operation {
	return openapi.Operation{
		Pattern: "GET /v1/" + kind + "/{id}/sources", ID: "get" + id + "Sources", Tag: tag, Summary: "Read what each source says",
		Text: saidText, Answer: openapi.Members{"items": []wire.Said{}, "locked": []wire.Lock{}},
	}
}

func settleOf(kind, tag, id string) openapi.Operation {
	return openapi.Operation{
		Pattern: "POST /v1/" + kind + ":settle", ID: "settle" + id, Tag: tag, Summary: "Settle what sources say",
		Text: settleText, Query: []openapi.Param{dryParam}, Answer: wire.Run{}, Problems: []int{409},
	}
}

var describedSaid = []openapi.Operation{
	saidOf("contacts", "Contacts", "Contact"), settleOf("contacts", "Contacts", "Contacts"),
	saidOf("companies", "Companies", "Company"), settleOf("companies", "Companies", "Companies"),
}
