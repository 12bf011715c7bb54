package bench

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"ringdex/internal/csvfile"
)

// Upload measures a CSV file of n rows through POST /v3/contacts/upload: the first time, unchanged, and with one row
// in ten changed, beside bare multi-row upserts through the same driver and the command line's import of the file.
func Upload(ctx context.Context, t Target, n int, folder string, floor func() (*sql.DB, error)) (*Report, error) {
	r := &Report{Name: "CSV upload", Records: n}
	addr, stop, err := listen(ctx, t.Handler)
	if err != nil {
		return nil, err
	}
	defer stop()
	if err := t.Load(ctx); err != nil {
		return nil, err
	}
	following, end := context.WithCancel(ctx)
	defer end()
	go t.Follow(following)
	u := uploader{addr: addr, authorization: basic(t.Key), numbers: uploadedNumbers(n), t: t}
	first, err := writeSample(filepath.Join(folder, "first.csv"), n, 0)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(first); err == nil {
		r.add(Figure{Work: "the file", Value: float64(info.Size()) / 1e6, Unit: "MB"})
	}
	bare, err := bareRows(ctx, first, floor)
	if err != nil {
		return nil, err
	}
	return r, u.measure(ctx, r, n, folder, first, bare)
}

// uploader sends files, and looks numbers up meanwhile.
type uploader struct {
	addr, authorization string
	numbers             []string
	t                   Target
	nobody              bool // is known yet
}

// uploadedNumbers are those of some 50,000 rows of the sample, in order, without the ones that are refused.
func uploadedNumbers(n int) []string {
	step := max(n/50_000, 1)
	var numbers []string
	for i := range n {
		if i%step == 0 && i%100 != 99 {
			numbers = append(numbers, mobile(i))
		}
	}
	return numbers
}

func (u *uploader) measure(ctx context.Context, r *Report, n int, folder, first string, bare time.Duration) error {
	rate := func(d time.Duration) float64 { return float64(n) / d.Seconds() }
	debug.FreeOSMemory() // what the floor and the sample have used is not ours
	u.nobody = true
	took, beside, err := u.send(ctx, first)
	if err != nil {
		return err
	}
	ratio := took.Seconds() / bare.Seconds()
	r.add(Figure{Work: "first upload", Value: rate(took), Unit: "rows/s", Floor: rate(bare), Ratio: ratio}.atMost(2, ratio, "≤ 2 × the bare upsert's time"))
	r.add(Figure{Work: "first upload, rows a second", Value: rate(took), Unit: "rows/s"}.atLeast(40_000, rate(took), "> 40000 on two quiet cores"))
	if cli, err := commandLine(ctx, folder, first); err == nil {
		against := took.Seconds() / cli.Seconds()
		r.add(Figure{Work: "against sqlite3 .import", Value: rate(took), Unit: "rows/s", Floor: rate(cli), Ratio: against}.atMost(8, against, "≤ 8 × its time"))
	}
	r.memory(beside)
	r.inProcess("lookup meanwhile", beside.waits)
	if err := u.settle(ctx); err != nil {
		return err
	}
	again, beside, err := u.send(ctx, first)
	if err != nil {
		return err
	}
	faster := took.Seconds() / again.Seconds()
	r.add(Figure{Work: "the same file again", Value: rate(again), Unit: "rows/s", Ratio: faster}.atLeast(4, faster, "≥ 4 × faster than the first"))
	missed := beside.missed
	changed, err := writeSample(filepath.Join(folder, "changed.csv"), n, 10)
	if err != nil {
		return err
	}
	some, beside, err := u.send(ctx, changed)
	r.add(Figure{Work: "one row in ten changed", Value: rate(some), Unit: "rows/s"})
	missed += beside.missed
	r.add(Figure{Work: "lookups meanwhile that found nobody", Value: float64(missed), Unit: "lookups"}.atMost(0, float64(missed), "none"))
	return err
}

// memory is what the process needed at its highest.
func (r *Report) memory(w watch) {
	if w.memory == 0 {
		return // this system does not say
	}
	highest := float64(w.memory) / 1e6
	r.add(Figure{Work: "memory (RSS) at its highest meanwhile", Value: highest, Unit: "MB"}.atMost(200, highest, "< 200 MB, of any file"))
}

// settle waits until the index knows the last one: what is looked up from then on must be found.
func (u *uploader) settle(ctx context.Context) error {
	u.nobody = false
	for !u.t.Find(u.numbers[len(u.numbers)-1]) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// looks is how many lookups are made at once while an upload runs, ten times a second.
const looks = 2000

// send uploads a file, and looks beside it how lookups and memory fare.
func (u *uploader) send(ctx context.Context, path string) (took time.Duration, beside watch, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var looking sync.WaitGroup
	looking.Go(func() {
		for next := 0; ctx.Err() == nil; next += looks {
			beside.find(u, next)
			beside.memory = max(beside.memory, resident())
			time.Sleep(100 * time.Millisecond) // a look now and then: the upload is what is measured
		}
	})
	began := time.Now()
	err = u.post(ctx, path)
	took = time.Since(began)
	cancel()
	looking.Wait()
	slices.Sort(beside.waits)
	return took, beside, err
}

func (w *watch) find(u *uploader, from int) {
	for i := range looks {
		began := time.Now()
		found := u.t.Find(u.numbers[(from+i)%len(u.numbers)])
		w.waits = append(w.waits, time.Since(began))
		if !found && !u.nobody {
			w.missed++
		}
	}
}

// post sends the file as it is read: none of it stays in memory on this side.
func (u *uploader) post(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	var frame bytes.Buffer
	parts := multipart.NewWriter(&frame)
	if _, err := parts.CreateFormFile("file", "import.csv"); err != nil {
		return err
	}
	head := frame.Len()
	if err := parts.Close(); err != nil {
		return err
	}
	body := io.MultiReader(bytes.NewReader(frame.Bytes()[:head]), file, bytes.NewReader(frame.Bytes()[head:]))
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+u.addr+"/v3/contacts/upload", body)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", parts.FormDataContentType())
	r.Header.Set("Authorization", u.authorization)
	return u.answered(r)
}

func (u *uploader) answered(r *http.Request) error {
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	start := make([]byte, 300)
	n, err := io.ReadFull(answer.Body, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK || !bytes.HasPrefix(start, []byte("Error on line")) {
		return fmt.Errorf("the upload answered %d: %s", answer.StatusCode, start[:n])
	}
	return nil
}

// writeSample writes a file with the faults of real life: one number in a hundred is bad.
func writeSample(path string, n, changedOneIn int) (string, error) {
	file, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	out := csvfile.NewWriter(file, csvfile.Layout{Format: csvfile.CSV, Encoding: csvfile.UTF8, Delimiter: ';', LineEnd: "\n"})
	if err := out.Write(strings.Split("firstName;lastName;organization;externalId;email;phone1;phone2;agent1;agent2;customField1", ";")); err != nil {
		return "", err
	}
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a load is no secret
	for i := range n {
		first, number := firstNames[i%len(firstNames)], mobile(i)
		if changedOneIn > 0 && i%changedOneIn == 0 {
			first += " II"
		}
		if i%100 == 99 {
			number = fmt.Sprintf("+42060%d", random.IntN(1000))
		}
		row := []string{
			first, lastNames[i/7%len(lastNames)], fmt.Sprintf("Stavby %d s.r.o.", i%sampleCompanies), fmt.Sprintf("X-%d", i),
			fmt.Sprintf("user%d@example.com", i), number, second(i), "22", "100", "VIP",
		}
		if err := out.Write(row); err != nil {
			return "", err
		}
	}
	return path, out.Flush()
}

// bareRows writes the file's rows by bare upserts: the contact with a key, and its numbers with an index, 64 rows a
// statement, 5,000 a transaction.
func bareRows(ctx context.Context, path string, open func() (*sql.DB, error)) (time.Duration, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	rows, err := csvfile.Open(file, csvfile.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	db, err := open()
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	for _, text := range []string{
		`CREATE TABLE bare (external_id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, organization TEXT, email TEXT, agent1 TEXT, agent2 TEXT, custom TEXT)`,
		`CREATE TABLE numbers (number TEXT, external_id TEXT, PRIMARY KEY (number, external_id)) WITHOUT ROWID`,
	} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return 0, err
		}
	}
	began := time.Now()
	err = bareBatches(ctx, db, rows)
	return time.Since(began), err
}

func bareBatches(ctx context.Context, db *sql.DB, rows *csvfile.Reader) error {
	var contacts, numbers []any
	for row, err := range rows.All() {
		if err != nil {
			return err
		}
		f := row.Fields
		contacts = append(contacts, f[3], f[0], f[1], f[2], f[4], f[7], f[8], f[9])
		numbers = append(numbers, f[5], f[3], f[6], f[3])
		if len(contacts) == 5000*bareColumns {
			if err := bareTransaction(ctx, db, contacts, numbers); err != nil {
				return err
			}
			contacts, numbers = contacts[:0], numbers[:0]
		}
	}
	return bareTransaction(ctx, db, contacts, numbers)
}

func bareTransaction(ctx context.Context, db *sql.DB, contacts, numbers []any) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	upsert := func(n int) string {
		return "INSERT INTO bare VALUES " + places(n, bareColumns) + ` ON CONFLICT (external_id) DO UPDATE SET first_name = excluded.first_name,
			last_name = excluded.last_name, organization = excluded.organization, email = excluded.email, custom = excluded.custom`
	}
	index := func(n int) string { return "INSERT INTO numbers VALUES " + places(n, 2) + " ON CONFLICT DO NOTHING" }
	if err := inChunks(ctx, tx, upsert, contacts, bareColumns); err != nil {
		return err
	}
	if err := inChunks(ctx, tx, index, numbers, 2); err != nil {
		return err
	}
	return tx.Commit()
}

func places(rows, columns int) string {
	row := ",(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + ")"
	return strings.Repeat(row, rows)[1:]
}

func inChunks(ctx context.Context, tx *sql.Tx, text func(int) string, args []any, width int) error {
	const chunk = 64
	whole, err := tx.PrepareContext(ctx, text(chunk))
	if err != nil {
		return err
	}
	defer func() { _ = whole.Close() }()
	for ; len(args) >= chunk*width; args = args[chunk*width:] {
		if _, err := whole.ExecContext(ctx, args[:chunk*width]...); err != nil {
			return err
		}
	}
	if len(args) > 0 {
		_, err = tx.ExecContext(ctx, text(len(args)/width), args...)
	}
	return err
}

// commandLine is the time that sqlite3 takes to import the file into one table with an index; an error where there
// is no sqlite3.
func commandLine(ctx context.Context, folder, path string) (time.Duration, error) {
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		return 0, err
	}
	script := "CREATE TABLE t (firstName, lastName, organization, externalId, email, phone1, phone2, agent1, agent2, customField1);\n" +
		"CREATE INDEX i ON t (phone1);\n.mode csv\n.separator ;\n.import --skip 1 " + path + " t\n"
	command := exec.CommandContext(ctx, program, filepath.Join(folder, "cli.db"))
	command.Stdin = strings.NewReader(script)
	began := time.Now()
	err = command.Run()
	return time.Since(began), err
}
