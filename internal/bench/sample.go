package bench

import (
	"context"
	"fmt"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// The sample: contact i has a Czech mobile number and a Polish one, both derived from i, so that
// any number can be looked up without a list.

// Keys returns a distinct number for the i-th contact, from which its keys are derived.
type Keys func(i int) int

// InOrder makes every index grow at its end, unlike real data.
func InOrder(i int) int { return i }

// NoOrder spreads contacts over a million keys.
func NoOrder(i int) int {
	const block, odd = 1 << 20, 0x9e375
	return i&^(block-1) | i*odd&(block-1)
}

func mobile(i int) string { return fmt.Sprintf("+420%09d", 601_000_000+i) }

func second(i int) string { return fmt.Sprintf("+48%09d", 501_000_000+i) }

var (
	firstNames = []string{"Jan", "Eva", "Petr", "Hana", "Tomáš", "Věra", "Jiří", "Lenka", "Łukasz", "Małgorzata", "Ľubica"}
	lastNames  = []string{"Novák", "Svobodová", "Dvořák", "Černá", "Procházka", "Kučerová", "Horváth", "Kowalski", "Wiśniewska", "Říhová"}
)

func sampleContact(i int, at time.Time) *ringdex.Contact {
	c := &ringdex.Contact{
		ID: ringdex.NewID(at), Version: 1, Source: "bench", Created: at, Updated: at,
		FirstName: firstNames[i%len(firstNames)], LastName: lastNames[i/7%len(lastNames)],
		UserName: fmt.Sprintf("user%d@example.com", i), Emails: []string{fmt.Sprintf("user%d@example.com", i)},
		Phones: []phone.Number{{Text: mobile(i), E164: mobile(i), Kind: "mobile"}, {Text: second(i), E164: second(i), Kind: "mobile"}},
		Agents: []string{"22", "100"}, DefaultCompany: int64(1 + i%sampleCompanies), Companies: []int64{int64(1 + i%sampleCompanies)},
		Custom: map[int64]string{36: fmt.Sprintf("https://crm.example.com/contact/%d", i), 37: "Koncový zákazník", 38: "1250.5"},
	}
	c.SetExternalID("bench", fmt.Sprintf("aa9e70-91111-11ec-859a-%012d", i))
	return c
}

const sampleCompanies = 1000

// fill writes n contacts directly into the store, in batches.
func fill(ctx context.Context, st ringdex.Store, org ringdex.OrganizationID, from, n int, at time.Time) error {
	if from == 0 {
		if err := fillCompanies(ctx, st, org, at); err != nil {
			return err
		}
	}
	const batch = 5000
	for i := from; i < from+n; i += batch {
		changes := make([]ringdex.Change, 0, batch)
		for j := i; j < min(i+batch, from+n); j++ {
			c := sampleContact(j, at)
			changes = append(changes, ringdex.Change{
				Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Source: "bench", Actor: "bench", At: at}, Contact: ringdex.Images[ringdex.Contact]{After: c},
			})
		}
		if err := st.Update(ctx, org, func(w ringdex.Writer) error { return w.Apply(changes) }); err != nil {
			return err
		}
	}
	return nil
}

func fillCompanies(ctx context.Context, st ringdex.Store, org ringdex.OrganizationID, at time.Time) error {
	return st.Update(ctx, org, func(w ringdex.Writer) error {
		var changes []ringdex.Change
		for i := range sampleCompanies {
			c := &ringdex.Company{ID: w.NewCompanyID(), Version: 1, Source: "bench", Name: fmt.Sprintf("Stavby %d s.r.o.", i), Created: at, Updated: at}
			changes = append(changes, ringdex.Change{
				Ref: c.Ref(), Action: ringdex.Created, Cause: ringdex.Cause{Source: "bench", Actor: "bench", At: at}, Company: ringdex.Images[ringdex.Company]{After: c},
			})
		}
		return w.Apply(changes)
	})
}
