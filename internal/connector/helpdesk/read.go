package helpdesk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// listPaths are the calls that list records (section 6).
var listPaths = map[ringdex.Kind]string{ringdex.KindContact: "/Account/GetUsers", ringdex.KindCompany: "/Customer/GetCustomers"}

// pageSize is the size of a page: the documented default.
const pageSize = 200

// page is a page of records.
type page struct {
	TotalItems int
	Items      []row
	header     http.Header // of the answer
}

// page reads one page. filter has members of UsersFilterPost or CustomersFilterPost.
func (h *helpdesk) page(ctx context.Context, kind ringdex.Kind, index int, filter map[string]any) (page, error) {
	body := map[string]any{"PageIndex": index, "PageSize": pageSize}
	for member, v := range filter {
		body[member] = v
	}
	var found page
	read := func(body []byte) (err error) {
		found, err = pageOf(kind, body)
		return err
	}
	a, err := h.client().Do(ctx, call.Request{Method: http.MethodPost, Path: listPaths[kind], Body: body, Repeat: true, Read: read})
	found.header = a.Header
	return found, err
}

var errNoPage = errors.New("the answer has no page")

func pageOf(kind ringdex.Kind, body []byte) (page, error) {
	var answer struct{ PagedUsers, PagedCustomers *page }
	err := json.Unmarshal(body, &answer)
	found := answer.PagedUsers
	if kind == ringdex.KindCompany {
		found = answer.PagedCustomers
	}
	if err != nil || found == nil {
		return page{}, cmp.Or(err, errNoPage)
	}
	return *found, nil
}

// record reads one record by its id in the helpdesk; nil if there is none.
func (h *helpdesk) record(ctx context.Context, kind ringdex.Kind, id string) (row, error) {
	if kind == ringdex.KindCompany {
		var found row
		err := h.client().JSON(ctx, call.Request{Path: "/Customer/GetCustomer/" + call.Segment(id)}, &found)
		return found, orNone(err)
	}
	var answer struct {
		User          row
		AccountExists *bool
	}
	err := h.client().JSON(ctx, call.Request{Path: "/Account/GetRequestorUser/" + call.Segment(id)}, &answer)
	if answer.AccountExists != nil && !*answer.AccountExists {
		answer.User = nil
	}
	return answer.User, orNone(err)
}

// orNone returns nil for the answer that there is no such record.
func orNone(err error) error {
	if call.Answered(err, http.StatusNotFound) {
		return nil
	}
	return err
}
