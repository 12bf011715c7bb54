package helpdesk

import (
	"context"
	"errors"
	"maps"
	"net/http"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// removeGone does what is wanted with records that were deleted here. The helpdesk can delete
// contacts and disable companies, but not the other way round (section 6).
func (h *helpdesk) removeGone(ctx context.Context, kind ringdex.Kind, items []*item) error {
	for _, it := range items {
		if it.done || !it.change.Gone() {
			continue
		}
		if err := h.removeOne(ctx, kind, it); err != nil {
			return err
		}
	}
	return nil
}

func (h *helpdesk) removeOne(ctx context.Context, kind ringdex.Kind, it *item) error {
	id, err := h.idOfGone(ctx, kind, it)
	if err != nil {
		return err
	}
	deletes := it.change.OnGone == connector.DeleteGone
	switch {
	case id == "" || it.change.OnGone == connector.KeepGone:
		it.finish(connector.Result{Action: ringdex.Unchanged})
	case kind == ringdex.KindContact && deletes:
		return h.deleteContact(ctx, it, id)
	case kind == ringdex.KindContact:
		it.finish(connector.Result{Action: ringdex.Unchanged, Note: ringdex.Fail(ringdex.Invalid, "helpdesk_remote.no_disable")})
	default:
		it.disable()
		if deletes {
			it.note = ringdex.Fail(ringdex.Invalid, "helpdesk_remote.no_delete")
		}
	}
	return nil
}

// idOfGone returns the id of a deleted record there; "" if it was never written.
func (h *helpdesk) idOfGone(ctx context.Context, kind ringdex.Kind, it *item) (string, error) {
	if it.was.ID != "" || !it.change.Unsure || it.change.OnGone == connector.KeepGone {
		return it.was.ID, nil
	}
	found, err := h.search(ctx, kind, it.change.Key)
	return found.key(kind), err
}

// disable plans to disable a company.
func (it *item) disable() {
	it.want = it.was.values
	it.want.One = maps.Clone(it.want.One)
	it.want.set("/Disabled", true)
	it.full = it.want
	it.ops = it.was.operations(it.want, nil)
}

func (h *helpdesk) deleteContact(ctx context.Context, it *item, id string) error {
	body := map[string]any{"UserProviderKey": id, "Force": false} // a contact with tickets stays
	_, err := h.client().Do(ctx, call.Request{Method: http.MethodPost, Path: "/Account/DeleteRequestorUser", Body: body, Repeat: true})
	failed, ok := errors.AsType[*call.Error](err)
	switch {
	case err == nil:
		it.finish(connector.Result{Action: ringdex.Deleted})
		return nil
	case !ok:
		return err
	}
	switch failed.Status {
	case http.StatusNotFound: // it was deleted there before
		it.finish(connector.Result{Action: ringdex.Deleted})
	case http.StatusBadRequest:
		it.refuse(refusal(wire.Said(failed.Body), failed))
	case http.StatusNotImplemented, http.StatusMethodNotAllowed: // such as another ringdex
		it.finish(connector.Result{Action: ringdex.Unchanged, Note: ringdex.Fail(ringdex.Invalid, "helpdesk_remote.no_deletion")})
	default:
		return err
	}
	return nil
}
