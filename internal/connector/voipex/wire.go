package voipex

import (
	"encoding/json"
	"regexp"

	wire "ringdex/internal/wire/voipex"
)

// Facts and choices of the wire (wire/voipex.md 5.1 and 5.3).
const (
	apiPath   = "/v3/contacts"
	maxUpload = 20_000_000 // bytes of a file; "20 MB" (5.1) may mean either, and this is the smaller one
	filePart  = "file"
	fileName  = "contacts.csv"

	// Documented are only these two paths.
	uploadPath    = "/upload"
	validatorPath = "/validator/phone-number/"

	// Our choice: the contacts themselves are below apiPath, and a batch has up to 1,000.
	batchPath = "/batch"
	batchSize = 1000
	pageSize  = 1000
)

// list is a page of contacts (our choice, 5.3).
type list struct {
	Total *int           `json:"total"`
	Items []wire.Contact `json:"items"`
}

// itemResult is what became of one contact of a batch, in order (our choice, decided 7).
type itemResult struct {
	Result string `json:"result"` // created, updated, unchanged, refused
	ID     string `json:"id"`
	Error  string `json:"error"`
	Note   string `json:"note"`
}

// said is the one documented shape of an answer: of success and, by our choice, of failure.
type said struct {
	Message *string `json:"message"`
	Error   string  `json:"error"`
}

// refusedLine is the documented line of a refused row, spelt so.
var refusedLine = regexp.MustCompile(`(?m)^Error on line number (\d+) occured\.[ \t]*(.*?)\r?$`)

// saidBy reads an answer; false if it has another form.
func saidBy(body []byte) (said, bool) {
	var s said
	err := json.Unmarshal(body, &s)
	return s, err == nil && (s.Message != nil || s.Error != "")
}
