package client_test

import (
	"context"
	"errors"
	"fmt"

	"ringdex/client"
)

func Example() {
	ctx := context.Background()
	api, err := client.New(address, client.WithKey(secret))
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := api.CreateContactWithResponse(ctx, nil, client.Contact{LastName: new("Novák"), Phones: &[]string{"+420 603 303 963"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	contact, tag := made.JSON201, made.HTTPResponse.Header.Get("ETag")

	// A change holds only for the version that was read.
	change := client.Contact{FirstName: new("Jan")}
	if _, err := api.ChangeContactWithResponse(ctx, *contact.ID, &client.ChangeContactParams{IfMatch: tag}, change); err != nil {
		fmt.Println(err)
	}
	_, err = api.ChangeContactWithResponse(ctx, *contact.ID, &client.ChangeContactParams{IfMatch: tag}, change)
	if problem, is := errors.AsType[*client.ProblemDetails](err); is {
		fmt.Println(problem.Status, problem.Code)
	}

	for contact, err := range api.Contacts(ctx, &client.ListContactsParams{Phone: new("603 303 963")}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(*contact.FirstName, *contact.LastName)
	}
	// Output:
	// 412 conflict
	// Jan Novák
}

// Any number of records go in as a stream.
func ExampleReadImport() {
	ctx := context.Background()
	api, err := client.New(address, client.WithKey(secret))
	if err != nil {
		fmt.Println(err)
		return
	}
	contacts := func(yield func(client.Contact, error) bool) {
		for i := range 3 {
			c := client.Contact{ExternalID: new(fmt.Sprint("K-", i)), Phones: &[]string{"+420 541 100 10" + fmt.Sprint(i)}}
			if !yield(c, nil) {
				return
			}
		}
	}
	params := &client.ImportContactsParams{Source: new("shop")}
	answer := client.ReadImport(api.ImportContactsWithBody(ctx, params, client.NDJSON, client.Records(contacts)))
	for outcome, err := range answer.Outcomes() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(*outcome.Key, outcome.Action)
	}
	fmt.Println(answer.Run.State, answer.Run.Created)
	// Output:
	// K-0 created
	// K-1 created
	// K-2 created
	// finished 3
}
