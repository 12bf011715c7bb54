package externalcrm

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/phone"
)

// Answer implements connector.Answerer.
func (c *CRM) Answer(ctx context.Context, n phone.Number) (record intake.Record, found bool, err error) {
	number := c.asked(n)
	if number == "" {
		return record, false, nil
	}
	who, known := c.cache.get(number, c.deps.Clock())
	if !known {
		if who, err = c.ask(ctx, number); err != nil {
			return record, false, err
		}
	}
	if who == nil {
		return record, false, nil
	}
	return c.record(who, number), true, nil
}

// ask asks the CRM, together with other lookups of the number. It ends with the time limit, or with
// the caller: the answer is then there for the next one.
func (c *CRM) ask(ctx context.Context, number string) (*customer, error) {
	if !c.breaker.enter(c.deps.Clock()) {
		return nil, message.Err("externalcrm.open")
	}
	flight := c.flights.DoChan(number, func() (any, error) {
		if who, known := c.cache.get(number, c.deps.Clock()); known {
			return who, nil // another lookup was just answered
		}
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.timeout)
		defer cancel()
		who, err := c.fetch(limited, number)
		now := c.deps.Clock()
		c.breaker.leave(now, err != nil)
		if err == nil {
			c.cache.put(number, who, now, c.remember)
		}
		return who, err
	})
	select {
	case r := <-flight:
		who, _ := r.Val.(*customer)
		return who, r.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// fetch makes the call. 404 is nobody, as documented; so is an empty object.
func (c *CRM) fetch(ctx context.Context, number string) (*customer, error) {
	client, query, err := c.client()
	if err != nil {
		return nil, err
	}
	query.Set("phone_number", number)
	var who customer
	err = client.JSON(ctx, call.Request{Query: query, Header: http.Header{connector.AskingHeader: {"1"}}}, &who)
	failed, _ := errors.AsType[*call.Error](err)
	switch {
	case failed != nil && failed.Status == http.StatusNotFound:
		return nil, nil
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &call.Error{Cause: context.DeadlineExceeded}
	case err != nil:
		return nil, err
	case who.empty():
		return nil, nil
	}
	return &who, nil
}

// client returns the calls, and the parameters that the address has already.
func (c *CRM) client() (*call.Client, url.Values, error) {
	address, err := url.Parse(c.address)
	if err != nil {
		return nil, nil, err // the settings were checked
	}
	query := address.Query()
	c.once.Do(func() {
		address.RawQuery, address.Fragment = "", ""
		system := call.System{Base: address.String(), Tries: 1, Body: 1 << 20}
		if c.username != "" {
			system.Sign = call.Basic(c.username, c.password)
		}
		c.calls = call.New(c.deps, system)
	})
	return c.calls, query, nil
}

// checkedNumber is asked for by Check; whether anybody has it does not matter.
const checkedNumber = "123975300" // the documented example

// Check implements connector.Checker.
func (c *CRM) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	_, err := c.fetch(ctx, checkedNumber)
	return err
}
