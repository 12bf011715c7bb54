package main

import (
	"fmt"
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// deep shows where index tables and the journal differ from the records of each organization, and
// writes the tables anew if asked to. The exit code is 1 if a difference stays.
func (c checkCommand) deep(e *environment, st *store.Store, table *listing) error {
	organizations, err := st.Organizations(e.ctx)
	if err != nil {
		return err
	}
	stays := false
	for _, o := range organizations {
		found, err := c.compare(e, st, o, table)
		if err != nil {
			return err
		}
		stays = stays || len(found) > 0
	}
	if stays {
		return exitCode(1)
	}
	return nil
}

// compare returns the differences that stay.
func (c checkCommand) compare(e *environment, st *store.Store, o ringdex.Organization, table *listing) ([]store.Inconsistency, error) {
	found, err := st.Inconsistencies(e.ctx, o.ID)
	if err == nil && c.Repair && len(found) > 0 {
		showInconsistencies(e, o, found, table)
		if err := st.Rebuild(e.ctx, o.ID); err != nil {
			return nil, err
		}
		table.row("repair of "+o.Key, e.say("check.rebuilt"))
		found, err = st.Inconsistencies(e.ctx, o.ID)
	}
	if err == nil {
		showInconsistencies(e, o, found, table)
	}
	return found, err
}

func showInconsistencies(e *environment, o ringdex.Organization, found []store.Inconsistency, table *listing) {
	if len(found) == 0 {
		table.row("consistency of "+o.Key, e.say("check.consistent"))
	}
	for _, f := range found {
		such := ringdex.OneLine(strings.Join(f.Such, "; "))
		table.row(fmt.Sprint(f.Table, " of ", o.Key), e.say("check.inconsistent", f.Missing, f.Surplus, such))
	}
}
