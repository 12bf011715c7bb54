package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest"
)

// crashDatabase names the file on which a child of the test writes until it is killed.
const crashDatabase = "RINGDEX_TEST_CRASH_DATABASE"

// perTransaction is how many contacts the child makes at once: after a crash all of them are there, or none.
const perTransaction = 5

// TestKilledWriterLosesNothing kills a writing process with SIGKILL, again and again on one file.
func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	path := newFile(t)
	reported := 0
	for _, commits := range []int{1, 25, 60} {
		last := killAfter(t, path, commits)
		if reported = max(reported, last); last < commits {
			t.Fatalf("the child reported transaction %d, after %d more", last, commits)
		}
		checkAfterCrash(t, path, reported)
	}
}

// killAfter has a child commit that many transactions at least, and gives the number of the last one that it reported.
func killAfter(t *testing.T, path string, commits int) (last int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self)
	child.Env = append(os.Environ(), crashDatabase+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ { // to the end: what it managed to report until it was dead counts too
		if last, err = strconv.Atoi(lines.Text()); err != nil {
			t.Errorf("the child said %q", lines.Text())
		}
		if n == commits {
			_ = child.Process.Kill()
		}
	}
	_ = child.Wait() // killed
	return last
}

func checkAfterCrash(t *testing.T, path string, reported int) {
	t.Helper()
	st := openStore(t, path)
	var answer string
	if err := openRaw(t, path).QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&answer); err != nil || answer != "ok" {
		t.Errorf("the integrity check says %q, %v", answer, err)
	}
	storetest.Verify(t, st)
	got := map[int]int{}
	if err := st.View(t.Context(), 1, func(r ringdex.Reader) error {
		return r.EachContact(func(c *ringdex.Contact) error {
			if n, err := strconv.Atoi(c.LastName); err == nil {
				got[n]++
			}
			return nil
		})
	}); err != nil {
		t.Error(err)
	}
	for n := range reported {
		if got[n+1] != perTransaction {
			t.Errorf("%d contacts of transaction %d are there; %d were reported", got[n+1], n+1, perTransaction)
		}
	}
	for n, count := range got {
		if count != perTransaction {
			t.Errorf("transaction %d is there by half: %d contacts", n, count)
		}
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
}

// writeUntilKilled is the child: it commits numbered transactions, and reports each by its number.
func writeUntilKilled(path string) int {
	ctx := context.Background()
	st, err := Open(ctx, path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if _, err := st.PutOrganization(ctx, ringdex.Organization{Key: ringdex.DefaultOrganization}); err != nil && ringdex.CodeOf(err) != ringdex.Conflict {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for {
		var n int
		err := st.Update(ctx, 1, func(w ringdex.Writer) (err error) {
			n, err = writeTransaction(w)
			return err
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(n)
	}
}

// writeTransaction makes contacts that stay, in the name of the transaction, and one that the next transaction
// changes and the one after that deletes. There is a company a transaction, so their number is its number.
func writeTransaction(w ringdex.Writer) (n int, err error) {
	_, before, err := w.ListCompanies(ringdex.CompanyFilter{}, ringdex.Page{})
	if err != nil {
		return 0, err
	}
	n = int(before) + 1
	changes, err := passing(w, n)
	if err != nil {
		return 0, err
	}
	company := &ringdex.Company{ID: w.NewCompanyID(), Version: 1, Name: "Company", Emails: []string{userName(n, 0)}}
	changes = append(changes, ringdex.Change{Ref: company.Ref(), Action: ringdex.Created, Company: ringdex.Images[ringdex.Company]{After: company}})
	for i := range perTransaction {
		changes = append(changes, created(newContact(n, i, strconv.Itoa(n))))
	}
	return n, w.Apply(append(changes, created(newContact(n, perTransaction, "passing"))))
}

func passing(w ringdex.Writer, n int) (changes []ringdex.Change, err error) {
	toChange, toDelete := userName(n-1, perTransaction), userName(n-2, perTransaction)
	names, err := w.ContactsByUserName([]string{toChange, toDelete})
	for name, id := range names {
		c, err := w.Contact(id)
		if err != nil {
			return nil, err
		}
		change := ringdex.Change{Ref: c.Ref(), Action: ringdex.Deleted, Contact: ringdex.Images[ringdex.Contact]{Before: c}}
		if name == toChange {
			after := newContact(n+1_000_000, 0, "passing")
			after.ID, after.UserName, after.Version = c.ID, c.UserName, 2
			change.Action, change.Contact.After = ringdex.Updated, after
		}
		changes = append(changes, change)
	}
	return changes, err
}

func userName(n, i int) string { return fmt.Sprintf("%d-%d@example.com", n, i) }

func newContact(n, i int, lastName string) *ringdex.Contact {
	name := userName(n, i)
	return &ringdex.Contact{
		ID: ringdex.NewID(time.Unix(int64(1_800_000_000+n), 0)), Version: 1, LastName: lastName, UserName: name,
		Emails: []string{name, "all@example.com"}, Companies: []int64{int64(n)}, ExternalIDs: []ringdex.ExternalID{{Source: "crash", ID: name}},
		Phones: []phone.Number{phone.Parse(fmt.Sprint(603_000_000+10*n+i), phone.Regions{"CZ"})},
		Note:   strings.Repeat("x", 50_000), // so that checkpoints come soon
	}
}

func created(c *ringdex.Contact) ringdex.Change {
	return ringdex.Change{Ref: c.Ref(), Action: ringdex.Created, Contact: ringdex.Images[ringdex.Contact]{After: c}}
}
