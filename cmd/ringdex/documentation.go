package main

import (
	"slices"

	"ringdex/internal/dialect/cti"
	"ringdex/internal/dialect/helpdesk"
	"ringdex/internal/dialect/native"
	"ringdex/internal/dialect/thulium"
	"ringdex/internal/dialect/voipex"
	"ringdex/internal/openapi"
)

// documentation describes all doors.
func documentation() *openapi.Document {
	return openapi.New(openapi.About{
		Version: "1",
		Text: "ringdex tells phone systems who is calling, and takes contacts and companies in from other systems. " +
			"Calls carry an API key (ringdex key add) or a user and its password.",
		Chapters: append(slices.Clone(native.Chapters), helpdesk.Chapter, voipex.Chapter, thulium.Chapter, cti.Chapter),
	}, slices.Concat(native.Operations(), helpdesk.Operations(), voipex.Operations(), thulium.Operations(), cti.Operations()))
}
