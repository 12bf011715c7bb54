package helpdesk

import (
	"context"
	"strconv"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
)

// Discover returns the helpdesk's custom fields, which contact_fields and company_fields can name.
func (h *helpdesk) Discover(ctx context.Context) ([]connector.Column, error) {
	var columns []connector.Column
	for _, kind := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
		fields, err := h.fields(ctx, kind, true)
		if err != nil {
			return nil, err
		}
		for i := range fields {
			if fields[i].CustomFieldID != nil {
				columns = append(columns, fields[i].column(kind))
			}
		}
	}
	return columns, nil
}

// column describes a custom field. The numbers of its types are not documented, except that of
// drop-downs (section 4.3).
func (f *field) column(kind ringdex.Kind) connector.Column {
	c := connector.Column{Kind: kind, Name: strconv.FormatInt(*f.CustomFieldID, 10), Title: f.Title, Type: string(f.CustomFieldType)}
	if len(f.Items) > 0 {
		c.Type, c.Example = "DropDown", f.Items[0].Title
	}
	return c
}
