package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// Contacts returns the contacts that match, in the order of the list. It reads a page when it is
// needed, and ends with an error if one cannot be read. params may be nil.
func (a *API) Contacts(ctx context.Context, params *ListContactsParams) iter.Seq2[Contact, error] {
	p := copied(params)
	return All[Contact](func(after *string) (*http.Response, error) {
		p.After = after
		return a.ListContacts(ctx, &p)
	})
}

// Companies returns the companies that match, as Contacts does.
func (a *API) Companies(ctx context.Context, params *ListCompaniesParams) iter.Seq2[Company, error] {
	p := copied(params)
	return All[Company](func(after *string) (*http.Response, error) {
		p.After = after
		return a.ListCompanies(ctx, &p)
	})
}

func copied[T any](params *T) (c T) {
	if params != nil {
		c = *params
	}
	return c
}

// All returns the items of a list of any kind. page reads the page behind a cursor, which is nil
// for the first one:
//
//	all := client.All[client.Contact](func(after *string) (*http.Response, error) {
//		return api.ListContacts(ctx, &client.ListContactsParams{After: after})
//	})
func All[T any](page func(after *string) (*http.Response, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for after := (*string)(nil); ; {
			answer, err := readPage[T](page(after))
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range answer.Items {
				if !yield(item, nil) {
					return
				}
			}
			if after = answer.Next; after == nil || *after == "" {
				return
			}
		}
	}
}

// answered is a page of a list.
type answered[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
}

func readPage[T any](response *http.Response, err error) (page answered[T], _ error) {
	if err != nil {
		return page, err
	}
	defer func() { _ = response.Body.Close() }()
	return page, json.NewDecoder(response.Body).Decode(&page)
}
