package daktela

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Check implements connector.Checker: it signs in, looks for the database, and reads a record of
// each model.
func (d *Daktela) Check(ctx context.Context) error {
	if _, err := d.do(ctx, call.Request{Path: "/whoim.json"}); err != nil {
		return err
	}
	if err := d.checkDatabase(ctx); err != nil {
		return err
	}
	for _, kind := range []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact} {
		if _, err := d.list(ctx, models[kind], where(1, 0)); err != nil {
			return err
		}
	}
	return nil
}

// checkDatabase looks for the database. An account may have no right to the list of them.
func (d *Daktela) checkDatabase(ctx context.Context) error {
	got, err := d.list(ctx, databases, where(pageSize, 0))
	if call.Answered(err, http.StatusForbidden, http.StatusNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	names := make([]string, len(got.Data))
	for i := range got.Data {
		names[i] = got.Data[i].name()
	}
	if !slices.Contains(names, d.database) {
		return message.Err("daktela.no_database", ringdex.Show(d.database), strings.Join(names, ", "))
	}
	return nil
}
