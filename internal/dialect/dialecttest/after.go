package dialecttest

import (
	"fmt"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// after describes what requests have left in the organization: the journal, the runs, the refused
// records and the records themselves, but for those that the world begins with.
func (w *World) after(org ringdex.OrganizationID, since int64) string {
	w.T.Helper()
	var b strings.Builder
	w.View(org, func(r ringdex.Reader) error {
		changes, err := r.Changes(since, 1000)
		if err != nil {
			return err
		}
		for _, c := range changes {
			fmt.Fprintf(&b, "change %d: %s %s %s by %s from %s\n", c.Seq-since, c.Ref.Kind, c.Ref, c.Action, c.Cause.Actor, c.Cause.Source)
		}
		if err := describeRuns(&b, r); err != nil {
			return err
		}
		return describeRecords(&b, r, changes)
	})
	return b.String()
}

func describeRuns(b *strings.Builder, r ringdex.Reader) error {
	runs, err := r.Runs(ringdex.Page{Limit: 1000})
	if err != nil {
		return err
	}
	for i := len(runs) - 1; i >= 0; i-- { // they come newest first
		run := runs[i]
		if run.Door == "seed" {
			continue
		}
		n := run.Counts
		fmt.Fprintf(b, "run of %s by %s: %d read, %d created, %d updated, %d unchanged, %d refused\n",
			run.Kind, run.Actor, n.Read, n.Created, n.Updated, n.Unchanged, n.Refused)
		refusals, err := r.Refusals(run.ID, ringdex.Page{Limit: 1000})
		if err != nil {
			return err
		}
		for _, refused := range refusals {
			fmt.Fprintf(b, "  refused item %d: %s\n", refused.At.Index, refused.Original)
		}
	}
	return nil
}

// describeRecords shows the records of the changes as they are in the end.
func describeRecords(b *strings.Builder, r ringdex.Reader, changes []ringdex.Change) error {
	seen := map[ringdex.Ref]bool{}
	for _, c := range changes {
		if seen[c.Ref] {
			continue
		}
		seen[c.Ref] = true
		if c.Ref.Kind == ringdex.KindCompany {
			company, err := ringdex.CompanyByID(r, c.Ref.Company)
			if ringdex.CodeOf(err) == ringdex.NotFound {
				fmt.Fprintf(b, "company %s is gone\n", c.Ref)
				continue
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(b, "company %d, version %d: %s%s\n", company.ID, company.Version, company.Name, describePhones(company.Phones))
			continue
		}
		contact, err := ringdex.ContactByID(r, c.Ref.Contact)
		if ringdex.CodeOf(err) == ringdex.NotFound {
			fmt.Fprintf(b, "contact %s is gone\n", c.Ref)
			continue
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "contact %s, version %d: %s%s%s\n", contact.ID, contact.Version, contact.FullName(), describeRoles(contact), describePhones(contact.Phones))
	}
	return nil
}

func describeRoles(c *ringdex.Contact) string {
	if c.Roles == 0 {
		return ""
	}
	return ", " + c.Roles.String()
}

func describePhones(numbers []phone.Number) string {
	var b strings.Builder
	for _, n := range numbers {
		if n.Valid() {
			fmt.Fprintf(&b, ", %s = %s", n.Text, n.E164)
		} else {
			fmt.Fprintf(&b, ", %s (%s)", n.Text, n.Reason)
		}
	}
	return b.String()
}
