package fileimport

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"ringdex/internal/intake"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/csv"
)

// directory is a real store with one organization, into which files are imported.
type directory struct {
	t     *testing.T
	store ringdex.Store
	org   ringdex.OrganizationID
}

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	enginetest.Again(t)
}

func newDirectory(t *testing.T) *directory {
	t.Helper()
	st := enginetest.Open(t)
	o, err := st.PutOrganization(t.Context(), ringdex.Organization{Key: ringdex.DefaultOrganization, Created: time.UnixMilli(0)})
	if err != nil {
		t.Fatal(err)
	}
	d := &directory{t, st, o.ID}
	d.update(func(w ringdex.Writer) error {
		_, err := ringdex.PutField(w, ringdex.Field{ID: 36, Kind: ringdex.KindContact, Title: "Dluh", Type: ringdex.TypeDecimal})
		return err
	})
	return d
}

func (d *directory) update(fn func(ringdex.Writer) error) {
	d.t.Helper()
	if err := d.store.Update(d.t.Context(), d.org, fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *directory) view(fn func(ringdex.Reader) error) error {
	return d.store.View(d.t.Context(), d.org, fn)
}

// result is what became of a file.
type result struct {
	run     ringdex.Run
	actions []ringdex.Action
	refused string // the file of refused rows
	figures Figures
	layout  table.Layout
	lines   []int // of refused rows
	err     error
}

func (d *directory) intake() *intake.Intake {
	clock := func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
	return intake.New(intake.Deps{Store: d.store, Clock: clock, Log: slog.New(slog.DiscardHandler), Regions: []string{"CZ"}})
}

func (d *directory) take(data []byte, opt Options, dryRun bool) result {
	d.t.Helper()
	return d.takeAs(data, table.Layout{}, opt, dryRun)
}

func (d *directory) takeAs(data []byte, layout table.Layout, opt Options, dryRun bool) result {
	d.t.Helper()
	rows, err := Open(bytes.NewReader(data), layout)
	if err != nil {
		return result{err: err}
	}
	defer func() { _ = rows.Close() }()
	opt.Organization, opt.Source, opt.Kind = ringdex.Organization{ID: d.org}, "file", cmp.Or(opt.Kind, ringdex.KindContact)
	opt.Door, opt.DryRun, opt.Authority = "import", dryRun, ringdex.Authority{Rank: ringdex.Administrator}
	im, err := New(d.store, d.intake(), phone.Regions{"CZ"}).Prepare(d.t.Context(), rows, opt)
	if err != nil {
		return result{err: err}
	}
	defer func() { _ = im.Close() }()
	return d.run(im)
}

// run is Run, and keeps the actions.
func (d *directory) run(im *Import) (res result) {
	im.doubles.begin(d.t.Context(), im.intake.Now())
	run, err := im.intake.Stream(d.t.Context(), im.job(), im.records(), func(o *ringdex.Outcome) error {
		res.actions = append(res.actions, o.Action)
		return im.note(o)
	})
	if err == nil {
		err = im.tally.check()
	}
	im.finish(run, err)
	for _, row := range im.report.Refused {
		res.lines = append(res.lines, row.Line)
	}
	res.run, res.err, res.figures, res.layout = im.report.Run, im.report.Err, im.report.Figures, im.report.Layout
	got := im.tally.total()
	if got.Deleted = run.Counts.Deleted; err == nil && got != run.Counts {
		d.t.Errorf("the run counts %+v, the rows %+v", run.Counts, got)
	}
	if got := min(len(im.report.Refused), KeptRefusals); int64(got) != min(res.run.Counts.Refused, KeptRefusals) {
		d.t.Errorf("%d rows are refused, %d in the report", res.run.Counts.Refused, got)
	}
	if res.run.Counts.Refused > 0 {
		var out bytes.Buffer
		if err := im.WriteRefused(&out); err != nil {
			d.t.Error(err)
		}
		res.refused = out.String()
	}
	return res
}

// rowsOf counts the rows of a file independently.
func rowsOf(t *testing.T, data []byte) (rows int, whole bool) {
	t.Helper()
	r, err := Open(bytes.NewReader(data), table.Layout{})
	if err != nil {
		return 0, false
	}
	defer func() { _ = r.Close() }()
	for _, err := range r.All() {
		if _, one := errors.AsType[*table.RowDefect](err); err != nil && !one {
			return rows, false
		}
		rows++
	}
	return rows, true
}

// Created + updated + unchanged + refused = rows read, for every file of testdata of format, as
// contacts and as companies.
func TestEveryRowOfEveryFileHasAnOutcome(t *testing.T) {
	t.Parallel()
	d, files := newDirectory(t), 0
	err := filepath.WalkDir(filepath.Join("..", "table", "format", "testdata"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".want") || strings.Contains(path, "fuzz") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, kind := range []ringdex.Kind{ringdex.KindContact, ringdex.KindCompany} {
			d.sums(path, data, Options{Kind: kind, Rules: Rules{CreateCompanies: true}})
		}
		return nil
	})
	if err != nil || files < 100 {
		t.Errorf("%d files, %v", files, err)
	}
}

// sums imports a file dry, really, and once more, and checks the figures of each.
func (d *directory) sums(name string, data []byte, opt Options) {
	d.t.Helper()
	rows, whole := rowsOf(d.t, data)
	dry := d.take(data, opt, true)
	first, again := d.take(data, opt, false), d.take(data, opt, false)
	if !whole || first.err != nil {
		if first.err == nil && rows > 0 {
			d.t.Errorf("%s: a file that breaks off was taken for a whole one", name)
		}
		return
	}
	for _, n := range []ringdex.Counts{dry.run.Counts, first.run.Counts, again.run.Counts} {
		if n.Read != int64(rows) || n.Created+n.Updated+n.Unchanged+n.Refused != n.Read {
			d.t.Errorf("%s: %d rows, counted %+v", name, rows, n)
		}
	}
	if !slices.Equal(dry.actions, first.actions) {
		d.t.Errorf("%s: predicted %v, came %v", name, dry.actions, first.actions)
	}
	if n := again.run.Counts; n.Created+n.Updated != 0 {
		d.t.Errorf("%s: imported again, %+v", name, n)
	}
	if n, _ := rowsOf(d.t, []byte(first.refused)); first.refused != "" && n != int(first.run.Counts.Refused) {
		d.t.Errorf("%s: %d rows are refused, and their file has %d", name, first.run.Counts.Refused, n)
	}
}

func TestEveryRowOfRandomFilesHasAnOutcome(t *testing.T) {
	t.Parallel()
	files := 500
	if testing.Short() {
		files = 50
	}
	d, random := newDirectory(t), rand.New(rand.NewPCG(7, 7))
	for i := range files {
		data := randomFile(random)
		d.sums(fmt.Sprintf("file %d %q", i, data), []byte(data), Options{Rules: Rules{CreateCompanies: i%2 == 0, MakeUserNames: i%3 == 0}})
	}
}

// randomFile has columns and cells that meet in many ways: few keys, damage, quotes, wrong counts.
func randomFile(random *rand.Rand) string {
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	titles := []string{"Jméno", "Příjmení", "E-mail", "Telefon", "Mobil", "Firma", "Role", "ID", "Uživatelské jméno", "Dluh", "Něco", "Tags"}
	random.Shuffle(len(titles), func(i, j int) { titles[i], titles[j] = titles[j], titles[i] })
	titles = titles[:3+random.IntN(len(titles)-3)]
	var b strings.Builder
	b.WriteString(strings.Join(titles, ";") + "\n")
	for range random.IntN(12) {
		n := len(titles)
		if random.IntN(12) == 0 {
			n = 1 + random.IntN(n+2)
		}
		for c := range n {
			if c > 0 {
				b.WriteByte(';')
			}
			b.WriteString(pick("", "", "Jan", "Eva", "jan@x.cz", "eva@x.cz", "603303963", "777 123 456", "4,2E+11", `"a;b"`, `"x""y"`, `"two
lines"`, `"stray" quote`, "Operátor", "#N/A", "=1+1", "12", "x1"))
		}
		b.WriteString(pick("\n", "\r\n", "\n"))
	}
	return b.String()
}

// A file with refused rows: their file has the original columns, line and reason, in the encoding
// of the file, and goes in once it is mended. Not mended, everything is refused again and nothing
// taken for something else.
func TestRefusedRowsComeBack(t *testing.T) {
	t.Parallel()
	d := newDirectory(t)
	const file = "Jméno;Příjmení;Telefon;Poznámka\r\nJiří;Říha;603303963;\"dva\r\nřádky\"\r\nŽofie;Šíp;4,20604E+11;=x\r\nEva\r\nA;B;C;D;E\r\n\"Jan\"x;y;z;w\r\n"
	data, ok := encode(t, file, charset.Windows1250)
	if !ok {
		t.Fatal("windows-1250 has no such letters")
	}
	first := d.take(data, Options{}, false)
	if n := first.run.Counts; first.err != nil || n.Created != 1 || n.Refused != 4 {
		t.Fatalf("%+v %v", n, first.err)
	}
	want := "Jméno;Příjmení;Telefon;Poznámka;line;reason\r\n" +
		"Žofie;Šíp;4,20604E+11;'=x;4;\"Telefon: \"\"4,20604E+11\"\": a spreadsheet took this for an amount and cut its last digits off; format the column as text and fill it in again\"\r\n" +
		"Eva;5;the row has 1 value, the header has 4\r\n" +
		"A;B;C;D;E;6;the row has 5 values, the header has 4\r\n"
	got := decode(t, first.refused)
	if !strings.HasPrefix(got, want) {
		t.Errorf("refused rows:\n%s\nwant\n%s", got, want)
	}
	again := d.take([]byte(first.refused), Options{}, false)
	if n := again.run.Counts; n.Refused != 4 || n.Read != 4 {
		t.Errorf("not mended: %+v", n)
	}
	if header, _, _ := strings.Cut(decode(t, again.refused), "\r\n"); header != "Jméno;Příjmení;Telefon;Poznámka;line;reason" {
		t.Errorf("refused again, the header is %q", header)
	}
	mended, _ := encode(t, strings.ReplaceAll(want[:strings.Index(want, "Eva")], "4,20604E+11", "604000111"), charset.Windows1250)
	last := d.take(mended, Options{}, false)
	if n := last.run.Counts; n.Created != 1 || n.Refused != 0 {
		t.Errorf("mended: %+v %s", n, last.refused)
	}
}

func encode(t *testing.T, text string, as charset.Encoding) ([]byte, bool) {
	t.Helper()
	var out bytes.Buffer
	for _, r := range text {
		if r < 0x80 {
			out.WriteRune(r)
			continue
		}
		var one bytes.Buffer
		w := csv.NewWriter(&one, table.Layout{Encoding: as})
		if err := errors.Join(w.Write([]string{string(r)}), w.Flush()); err != nil {
			return nil, false
		}
		out.Write(bytes.TrimSuffix(one.Bytes(), []byte("\r\n")))
	}
	return out.Bytes(), true
}

func decode(t *testing.T, text string) string {
	t.Helper()
	letters := map[byte]rune{}
	for _, r := range "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ" {
		b, _ := encode(t, string(r), charset.Windows1250)
		letters[b[0]] = r
	}
	var out strings.Builder
	for i := range len(text) {
		if r, ok := letters[text[i]]; ok {
			out.WriteRune(r)
		} else {
			out.WriteByte(text[i])
		}
	}
	return out.String()
}

// Companies before contacts (seed 002), an id that comes later, several companies in one cell.
func TestCompanies(t *testing.T) {
	t.Parallel()
	d := newDirectory(t)
	contacts := []byte("Příjmení;Firma\nNovák;Alfa\nMalá;\"Alfa; Beta\"\n")
	if res := d.take(contacts, Options{}, false); res.run.Counts.Refused != 2 || !strings.Contains(res.refused, `Firma: there is no company ""Alfa""; import companies first`) {
		t.Errorf("%+v\n%s", res.run.Counts, res.refused)
	}
	if res := d.take([]byte("Název;Země\nAlfa;Česko\nBeta;PL\n"), Options{Kind: ringdex.KindCompany}, false); res.run.Counts.Created != 2 {
		t.Errorf("%+v\n%s", res.run.Counts, res.refused)
	}
	if res := d.take([]byte("Název;ID\nAlfa;C-1\nBeta;C-2\nBeta;C-3\n"), Options{Kind: ringdex.KindCompany}, false); res.run.Counts.Updated != 2 || res.run.Counts.Created != 1 {
		t.Errorf("ids that come later: %+v\n%s", res.run.Counts, res.refused)
	}
	if res := d.take(contacts, Options{}, false); res.run.Counts.Created != 2 {
		t.Errorf("%+v\n%s", res.run.Counts, res.refused)
	}
	var got []string
	_ = d.view(func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			got = append(got, fmt.Sprintf("%s %d %d", c.LastName, c.DefaultCompany, len(c.Companies)))
			return nil
		})
	})
	slices.Sort(got)
	if diff := gocmp.Diff([]string{"Malá 1 2", "Novák 1 1"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
