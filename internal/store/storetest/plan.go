package storetest

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Statements collects what a store runs, for the test that no lookup reads a table from end to end.
// Give its Add to the stores of the suite, and Check it afterwards. The zero value is ready.
type Statements struct {
	mu   sync.Mutex
	args map[string][]any // of one run of each text
}

// Add records a statement. It is safe for concurrent use.
func (s *Statements) Add(text string, args []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.args == nil {
		s.args = map[string][]any{}
	}
	if _, known := s.args[text]; !known {
		s.args[text] = slices.Clone(args)
	}
}

// wholes are the statements that may read all that an organization has in a table, or all of a
// small table.
var wholes = []struct{ text, reason string }{
	{"SELECT id, name_key, name, hosts, settings, version, created FROM organizations ORDER BY id", "a row a tenant"},
	{"SELECT id, seq FROM organizations", "a row a tenant"},
	{"SELECT body FROM contacts WHERE organization = $1 ORDER BY id", "all of them are asked for, or a page in the order of the key"},
	{"SELECT body FROM contacts WHERE organization = $1", "all of them are asked for"},
	{"SELECT body FROM contacts NOT INDEXED WHERE organization = $1", "all of them are asked for, and no others are there"},
	{"SELECT id FROM organizations WHERE id <> $1", "a row a tenant, and the second one is enough"},
	{"SELECT body FROM companies WHERE organization = $1 ORDER BY id", "all of them are asked for, or a page in the order of the key"},
	{"SELECT external_id, contact, digest FROM contact_external_ids WHERE organization = $1 AND source = $2", "all of a source are asked for"},
	{"SELECT count(*) FROM contacts WHERE organization = $1", "all of them are counted"},
	{"SELECT count(*) FROM companies WHERE organization = $1", "all of them are counted"},
	{"SELECT body FROM contacts WHERE organization = $1 AND (roles & $2) <> 0 ORDER BY id", "for administrators' pages: few have a role, and no index could help a mask"},
	{"SELECT count(*) FROM contacts WHERE organization = $1 AND (roles & $2) <> 0", "as the list"},
	{"SELECT body FROM documents WHERE organization = $1 AND kind = $2 ORDER BY id", "some dozens, and they come whole"},
	{"DELETE FROM jobs WHERE organization = $1", "all of them are to go, or what a person's filter finds"},
	{"SELECT body FROM deliveries WHERE organization = $1 ORDER BY at DESC, id DESC", "a page in the order of an index"},
	{"SELECT body FROM deliveries WHERE organization = $1 AND failed = 1 ORDER BY at DESC, id DESC", "a page in the order of an index"},
	{"SELECT seq, kind, record FROM changes WHERE organization = $1 AND seq > $2 AND seq <= $3 ORDER BY seq", "as many as are asked for, in the order of the key"},
	{
		"SELECT seq, kind, record, action, before, source, run, actor, at FROM changes WHERE organization = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
		"as many as are asked for, in the order of the key",
	},
	{
		"SELECT seq, kind, record, action, before, source, run, actor, at FROM changes WHERE organization = $1 AND seq > $2 AND seq <= $3 ORDER BY seq DESC",
		"as many as are asked for, in the order of the key",
	},
	{"SELECT seq, kind, record, action, before, source, run, actor, at FROM changes WHERE organization = $1 AND seq < $2 ORDER BY seq DESC", "the same, backwards"},
	{
		"SELECT seq, kind, record, action, before, source, run, actor, at FROM changes WHERE organization = $1 AND seq < $2 AND action = 'deleted' ORDER BY seq DESC",
		"as many as are asked for, in the order of an index",
	},
	{
		"SELECT seq, kind, record, action, before, source, run, actor, at FROM changes INDEXED BY changes_deleted WHERE organization = $1 AND seq < $2 AND action = 'deleted' ORDER BY seq DESC",
		"as many as are asked for, in the order of the index",
	},
	{"SELECT contact FROM staged_keys WHERE organization = $1", "all that a run has left are asked for"},
	{"DELETE FROM staged_keys WHERE organization = $1", "all of them are to go"},
	{"DELETE FROM changes WHERE organization = $1 AND seq >= $2 AND seq <= $3", "what was staged is to go, so many changes at a time"},
	{"SELECT body FROM runs WHERE organization = $1 AND ended > 0 AND id < $2 ORDER BY ended", "once a night, and the old ones come first"},
	{"SELECT coalesce(max(changed), 0) FROM calls", "the end of an index"},
	{"SELECT body FROM calls WHERE organization = $1 ORDER BY id", "once for an erasure, and a month of them are there"},
	{"SELECT body FROM runs WHERE organization = $1 ORDER BY active DESC, id DESC", "a page in the order of the index"},
}

// wholeBeginnings are the same by how they begin.
var wholeBeginnings = []struct{ text, reason string }{
	{
		"SELECT organization, id, kind, job_group, order_key, args, due, created, state, attempts, error, node FROM jobs WHERE organization = $1",
		"people ask, by any filter, and get a page in the order of the key; nearly always the queue is short",
	},
	{"SELECT COUNT(*) FROM jobs WHERE organization = $1", "as the list"},
	{"SELECT body FROM sent WHERE organization = $1 AND connector = $2", "a page of a connector's memory, in the order of the key"},
	{"UPDATE jobs SET state = 'waiting', attempts = 0", "as the list"},
	{"SELECT organization, kind, SUM(CASE WHEN state = 'waiting'", "all jobs are counted, some times a minute"},
	{"DELETE FROM jobs WHERE organization = $1 AND kind", "as the list"},
	{"UPDATE jobs SET state = 'waiting', node = '' WHERE state = 'running' AND node NOT IN", "the index has only what runs, a row a worker"},
	{"SELECT id, host, version, started, seen", "a row a node"},
	{"DELETE FROM nodes WHERE seen <", "a row a node"},
	{"SELECT wanted.value FROM json_array_elements_text", "PostgreSQL may read the keys of all jobs that run, a row a worker"},
	{"SELECT organization, id, kind, job_group, order_key, args, due, created, state, attempts, error, node FROM jobs AS one", "the same"},
}

// Check wants each statement to find its rows by an index. explain gives what a statement reads
// whole, in the engine's own words: a table, or all that an organization has in it.
func (s *Statements) Check(t *testing.T, explain func(t *testing.T, text string, args []any) (whole []string)) {
	t.Helper()
	if len(s.args) == 0 {
		t.Fatal("no statement was seen; is Add called?")
	}
	s.checkDeletions(t)
	for text, args := range s.args {
		if whole := explain(t, text, args); len(whole) > 0 && !mayReadWhole(text) {
			t.Errorf("%s\n\treads whole: %s\n\tgive it an index, or write the reason into plan.go", text, strings.Join(whole, "; "))
		}
	}
}

// deletedFrom are the tables of records and their keys. A run that replaces a source deletes from
// them what may be hundreds of thousands of rows.
var deletedFrom = []string{
	"contacts", "contact_external_ids", "contact_phones", "contact_emails", "contact_companies", "contact_passwords",
	"companies", "company_external_ids", "company_emails", "unique_values",
}

// checkDeletions wants the plans of deletions to be among those that are checked.
func (s *Statements) checkDeletions(t *testing.T) {
	t.Helper()
	for _, table := range deletedFrom {
		seen := false
		for text := range s.args {
			seen = seen || strings.HasPrefix(text, "DELETE FROM "+table+" ")
		}
		if !seen {
			t.Errorf("the suite deletes nothing from %s, so that nothing is known of the plan", table)
		}
	}
}

// What a statement has more while a run stages: it looks each row up by an index.
var (
	stagedBody   = regexp.MustCompile(`CASE WHEN contacts\.seq .*? LIMIT 1\) END`)
	lookingAside = regexp.MustCompile(` AND (born|seq) <= \(SELECT o\.staged_from FROM organizations AS o WHERE o\.id = \$1\)`)
)

// mayReadWhole says whether the text is one of wholes, with or without the end that cuts a page
// out.
func mayReadWhole(text string) bool {
	text = lookingAside.ReplaceAllString(stagedBody.ReplaceAllString(text, "body"), "")
	base, _, _ := strings.Cut(text, " LIMIT ")
	for _, w := range wholes {
		if base == w.text {
			return true
		}
	}
	return slices.ContainsFunc(wholeBeginnings, func(w struct{ text, reason string }) bool { return strings.HasPrefix(text, w.text) })
}
