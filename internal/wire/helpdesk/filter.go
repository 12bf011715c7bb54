package helpdesk

import "ringdex/internal/ringdex"

// Filter returns our filter; the roles match a contact that has one of them.
func (f *ContactFilter) Filter() ringdex.ContactFilter {
	var roles ringdex.Roles
	roles = roles.With(ringdex.EndUser, f.IsEndUser).With(ringdex.SmartUser, f.IsSmartUser).With(ringdex.Operator, f.IsOperator)
	roles = roles.With(ringdex.SuperOperator, f.IsSuperOperator).With(ringdex.Administrator, f.IsAdministrator)
	filter := ringdex.ContactFilter{UserName: f.UserName, Email: f.Email, AnyRole: roles, Company: f.CustomerID}
	if f.LastUpdatedDateFromUtc != nil {
		filter.UpdatedFrom = f.LastUpdatedDateFromUtc.Time
	}
	if f.LastUpdatedDateUntilUtc != nil {
		filter.UpdatedUntil = f.LastUpdatedDateUntilUtc.Time
	}
	return filter
}

// Filter returns our filter.
func (f *CompanyFilter) Filter() ringdex.CompanyFilter {
	filter := ringdex.CompanyFilter{Name: f.Name, Email: f.Email, EmailDomain: f.EmailDomain}
	if f.LastUpdatedDateFromUtc != nil {
		filter.UpdatedFrom = f.LastUpdatedDateFromUtc.Time
	}
	if f.LastUpdatedDateUntilUtc != nil {
		filter.UpdatedUntil = f.LastUpdatedDateUntilUtc.Time
	}
	return filter
}

// NewPage returns the items at a place of a list of total items.
func NewPage[T any](items []T, at ringdex.Page, total int64) Page[T] {
	limit := int64(at.Limit)
	return Page[T]{PageIndex: at.Offset / at.Limit, PageSize: at.Limit, TotalItems: total, TotalPages: (total + limit - 1) / limit, Items: items}
}
