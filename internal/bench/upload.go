package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/csv"
)

// Upload measures a CSV file of n rows through POST /v3/contacts/upload: the first time, unchanged,
// and with one row in ten changed, against the rows of the floor and the import on the command
// line.
func Upload(ctx context.Context, t Target, n int, folder string, floor Floor) (*Report, error) {
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
	u := uploader{addr: addr, authorization: basic(t.Key), numbers: uploadedNumbers(n, t.Keys), t: t}
	first, err := writeSample(filepath.Join(folder, "first.csv"), t.Keys, 0, n, 0)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(first); err == nil {
		r.add(Figure{Work: "the file", Value: float64(info.Size()) / 1e6, Unit: "MB"})
	}
	bare, err := floor.Rows(ctx, first)
	if err != nil {
		return nil, err
	}
	u.floor = floor
	return r, u.measure(ctx, r, n, folder, first, bare)
}

// uploader sends files and looks up numbers at the same time.
type uploader struct {
	addr, authorization string
	numbers             []string
	t                   Target
	floor               Floor
	nobody              bool // the directory is still empty
}

// uploadedNumbers returns about 50,000 valid numbers of the sample, in order.
func uploadedNumbers(n int, keys Keys) []string {
	step := max(n/50_000, 1)
	var numbers []string
	for i := range n {
		if i%step == 0 && i%badOneIn != badOneIn-1 {
			numbers = append(numbers, mobile(keys(i)))
		}
	}
	return numbers
}

func (u *uploader) measure(ctx context.Context, r *Report, n int, folder, first string, bare time.Duration) error {
	rate := func(d time.Duration) float64 { return float64(n) / d.Seconds() }
	debug.FreeOSMemory() // excludes the memory of floor and sample
	u.nobody = true
	took, beside, err := u.send(ctx, first)
	if err != nil {
		return err
	}
	ratio := took.Seconds() / bare.Seconds()
	r.add(Figure{Work: "first upload", Value: rate(took), Unit: "rows/s", Floor: rate(bare), Ratio: ratio, CPU: beside.cpu.of(n)}.atMost(2, ratio, "≤ 2 × the bare upsert's time"))
	r.add(Figure{Work: "first upload, rows a second", Value: rate(took), Unit: "rows/s"}.atLeast(40_000, rate(took), "> 40000 on two quiet cores"))
	if cli, err := u.floor.Tool(ctx, first); err == nil {
		against := took.Seconds() / cli.Seconds()
		r.add(Figure{Work: "against " + u.floor.ToolName(), Value: rate(took), Unit: "rows/s", Floor: rate(cli), Ratio: against}.atMost(8, against, "≤ 8 × its time"))
	}
	r.memory(beside)
	r.inProcess("lookup meanwhile", beside.waits.quantile)
	if err := u.settle(ctx); err != nil {
		return err
	}
	again, beside, err := u.send(ctx, first)
	if err != nil {
		return err
	}
	faster := took.Seconds() / again.Seconds()
	r.add(Figure{Work: "the same file again", Value: rate(again), Unit: "rows/s", Ratio: faster, CPU: beside.cpu.of(n)}.atLeast(4, faster, "≥ 4 × faster than the first"))
	missed := beside.missed
	changed, err := writeSample(filepath.Join(folder, "changed.csv"), u.t.Keys, 0, n, 10)
	if err != nil {
		return err
	}
	some, beside, err := u.send(ctx, changed)
	r.add(Figure{Work: "one row in ten changed", Value: rate(some), Unit: "rows/s", CPU: beside.cpu.of(n)})
	missed += beside.missed
	r.add(Figure{Work: "lookups meanwhile that found nobody", Value: float64(missed), Unit: "lookups"}.atMost(0, float64(missed), "none"))
	return err
}

// memory adds the peak memory of the process.
func (r *Report) memory(w watch) {
	if w.memory == 0 {
		return // unknown on this system
	}
	highest := float64(w.memory) / 1e6
	r.add(Figure{Work: "memory (RSS) at its highest meanwhile", Value: highest, Unit: "MB"}.atMost(200, highest, "< 200 MB, of any file"))
}

// settle waits until the index has the last number: every later lookup must succeed.
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

// looks is the number of lookups in a burst during an upload; there are ten bursts a second.
const looks = 2000

// send uploads a file and measures lookups and memory during the upload.
func (u *uploader) send(ctx context.Context, path string) (took time.Duration, beside watch, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var looking sync.WaitGroup
	looking.Go(func() {
		for next := 0; ctx.Err() == nil; next += looks {
			beside.find(u, next)
			beside.memory = max(beside.memory, resident())
			time.Sleep(100 * time.Millisecond) // seldom, since the upload is what is measured
		}
	})
	began, before := time.Now(), processorTime()
	err = u.post(ctx, path)
	took, beside.cpu = time.Since(began), processorTime()-before
	cancel()
	looking.Wait()
	return took, beside, err
}

func (w *watch) find(u *uploader, from int) {
	for i := range looks {
		began := time.Now()
		found := u.t.Find(u.numbers[(from+i)%len(u.numbers)])
		w.waits.add(time.Since(began))
		if !found && !u.nobody {
			w.missed++
		}
	}
}

// post streams the file, so that it takes no memory in this process.
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

const badOneIn = 100

// writeSample writes a file of n rows, from contact number from on, with realistic faults: one
// number in a hundred is invalid.
func writeSample(path string, keys Keys, from, n, changedOneIn int) (string, error) {
	file, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	out := csv.NewWriter(file, table.Layout{Format: table.CSV, Encoding: charset.UTF8, Delimiter: ';', LineEnd: "\n"})
	if err := out.Write(strings.Split("firstName;lastName;organization;externalId;email;phone1;phone2;agent1;agent2;customField1", ";")); err != nil {
		return "", err
	}
	random := rand.New(rand.NewPCG(3, 4)) // a load is no secret
	for i := from; i < from+n; i++ {
		key := keys(i)
		first, number := firstNames[i%len(firstNames)], mobile(key)
		if changedOneIn > 0 && i%changedOneIn == 0 {
			first += " II"
		}
		if i%badOneIn == badOneIn-1 {
			number = fmt.Sprintf("+42060%d", random.IntN(1000))
		}
		row := []string{
			first, lastNames[i/7%len(lastNames)], fmt.Sprintf("Stavby %d s.r.o.", i%sampleCompanies), fmt.Sprintf("X-%d", key),
			fmt.Sprintf("user%d@example.com", key), number, second(key), "22", "100", "VIP",
		}
		if err := out.Write(row); err != nil {
			return "", err
		}
	}
	return path, out.Flush()
}
