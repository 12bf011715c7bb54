// Package client calls the API of a ringdex server.
//
// The types and a method for each operation are generated from the server's OpenAPI document.
// Beside them stand who calls, failures as errors, lists as iterators, and imports as streams:
//
//	api, err := client.New("https://your.host", client.WithKey(secret))
//	for contact, err := range api.Contacts(ctx, &client.ListContactsParams{Search: new("novák")}) {
//		…
//	}
//
// A method such as GetContactWithResponse decodes the answer; GetContact returns it as it comes. An
// answer of failure is an error, a *ProblemDetails. Members that are nil are not sent, so a change
// leaves them as they are; a pointer to "" removes a value.
//
// The package is safe for use by several goroutines.
package client

import (
	"context"
	"net/http"
)

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config oapi-codegen.yaml ../docs/openapi.json
//go:generate go tool gofumpt -w generated.go

// API is a server, and who calls it.
type API struct{ *ClientWithResponses }

// New returns the API of the server at an address such as "https://your.host". It calls nothing. It
// fails if an option does.
func New(server string, options ...ClientOption) (*API, error) {
	raw, err := NewClient(server, options...)
	if err != nil {
		return nil, err
	}
	raw.Client = doer{raw.Client}
	return &API{&ClientWithResponses{raw}}, nil
}

// WithKey lets an API key call.
func WithKey(secret string) ClientOption { return header("Authorization", "Bearer "+secret) }

// WithLogin lets a user call, with its password.
func WithLogin(user, password string) ClientOption {
	return WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.SetBasicAuth(user, password)
		return nil
	})
}

// WithLanguage asks for messages in a language: en, cs, de, pl or sk. Other languages get English.
func WithLanguage(code string) ClientOption { return header("Accept-Language", code) }

func header(name, value string) ClientOption {
	return WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set(name, value)
		return nil
	})
}
