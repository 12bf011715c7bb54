package storetest

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
)

// crashDatabase names the database on which a child of the test writes until it is killed.
const crashDatabase = "RINGDEX_TEST_CRASH_DATABASE"

// perTransaction is how many contacts the child creates in a transaction: after a crash all of them
// exist, or none.
const perTransaction = 5

// WriteUntilKilled is for the TestMain of an engine: when the process is a child of Killed it
// writes, and does not come back.
func WriteUntilKilled(open func(ctx context.Context, database string) (Store, error)) {
	if database := os.Getenv(crashDatabase); database != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(database, open))
		os.Exit(1)
	}
}

// Killed kills a writing process with SIGKILL, again and again on one database, and wants nothing
// to be lost that was committed. open opens the database after each crash.
func Killed(t *testing.T, database string, open func(t *testing.T) Store) {
	t.Helper()
	reported := 0
	for _, commits := range []int{1, 25, 60} {
		last := killAfter(t, database, commits)
		if reported = max(reported, last); last < commits {
			t.Fatalf("the child reported transaction %d, after %d more", last, commits)
		}
		checkAfterCrash(t, open(t), reported)
	}
}

// killAfter has a child commit that many transactions at least, and gives the number of the last
// one that it reported.
func killAfter(t *testing.T, database string, commits int) (last int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self)
	child.Env = append(os.Environ(), crashDatabase+"="+database)
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

func checkAfterCrash(t *testing.T, st Store, reported int) {
	t.Helper()
	Verify(t, st)
	got := map[int]int{}
	if err := st.View(t.Context(), 1, func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
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
func writeUntilKilled(database string, open func(context.Context, string) (Store, error)) error {
	ctx := context.Background()
	st, err := open(ctx, database)
	if err != nil {
		return err
	}
	if _, err := st.PutOrganization(ctx, ringdex.Organization{Key: ringdex.DefaultOrganization}); err != nil && ringdex.CodeOf(err) != ringdex.Conflict {
		return err
	}
	for {
		var n int
		if err := st.Update(ctx, 1, func(w ringdex.Writer) (err error) {
			n, err = writeTransaction(w)
			return err
		}); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// writeTransaction makes contacts that stay, in the name of the transaction, and one that the next
// transaction changes and the one after that deletes. There is a company a transaction, so their
// number is its number.
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
	company := &ringdex.Company{ID: w.NewCompanyID(), Version: 1, Name: "Company", Emails: []string{crashName(n, 0)}}
	changes = append(changes, createdCompany(company))
	for i := range perTransaction {
		changes = append(changes, created(crashContact(n, i, strconv.Itoa(n))))
	}
	return n, w.Apply(append(changes, created(crashContact(n, perTransaction, "passing"))))
}

func passing(w ringdex.Writer, n int) (changes []ringdex.Change, err error) {
	toChange, toDelete := crashName(n-1, perTransaction), crashName(n-2, perTransaction)
	names, err := ringdex.ContactsByUserName(w, []string{toChange, toDelete})
	for name, id := range names {
		c, err := ringdex.ContactByID(w, id)
		if err != nil {
			return nil, err
		}
		change := ringdex.Change{Ref: c.Ref(), Action: ringdex.Deleted, Contact: ringdex.Images[ringdex.Contact]{Before: c}}
		if name == toChange {
			after := crashContact(n+1_000_000, 0, "passing")
			after.ID, after.UserName, after.Version = c.ID, c.UserName, 2
			change.Action, change.Contact.After = ringdex.Updated, after
		}
		changes = append(changes, change)
	}
	return changes, err
}

func crashName(n, i int) string { return fmt.Sprintf("%d-%d@example.com", n, i) }

func crashContact(n, i int, lastName string) *ringdex.Contact {
	name := crashName(n, i)
	return &ringdex.Contact{
		ID: ringdex.NewID(time.Unix(int64(1_800_000_000+n), 0)), Version: 1, LastName: lastName, UserName: name,
		Emails: []string{name, "all@example.com"}, Companies: []int64{int64(n)}, ExternalIDs: []ringdex.ExternalID{{Source: "crash", ID: name}},
		Phones: []phone.Number{phone.Parse(fmt.Sprint(603_000_000+10*n+i), phone.Regions{"CZ"})},
		Note:   strings.Repeat("x", 50_000), // so that checkpoints come soon
	}
}
