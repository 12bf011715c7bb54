package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"ringdex/internal/await"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/webtest"
)

const customers = "id;Jméno;Příjmení;Telefon;Firma;Barva\n" +
	"K-1;Jana;Nováková;603/303-963;Acme;modrá\n" +
	"K-2;Petr;Svoboda;+420 541 303 001;;\n" +
	"K-3;Eva;Malá;7,77E+08;;\n" +
	"K-4;Jan;Dub;603303964;;x;y\n"

// handIn hands a file in, and returns the address at which it waits.
func handIn(t *testing.T, b *webtest.Browser, name, content string) string {
	t.Helper()
	answer := b.Upload("/import", name, []byte(content))
	if answer.Status != http.StatusSeeOther || !strings.HasPrefix(answer.Location, "/import/") {
		t.Fatalf("the file is not taken: %d %s\n%s", answer.Status, answer.Location, answer.Body)
	}
	return answer.Location
}

// done waits until a dry run or an import is done.
func done(t *testing.T, b *webtest.Browser, path string) (page webtest.Answer) {
	t.Helper()
	await.Until(t, "the end of "+path, func() bool {
		page = b.Get(path)
		return page.Status != http.StatusOK || !strings.Contains(page.Body, "is going on") && !strings.Contains(page.Body, "Waits until")
	})
	wantStatus(t, path, page, http.StatusOK)
	return page
}

var cellNames = regexp.MustCompile(`name="(cell\.\d+\.\d+)" value="([^"]*)"`)

// cells are the controls of the grid.
func cells(page webtest.Answer) (pairs []string) {
	for _, m := range cellNames.FindAllStringSubmatch(page.Body, -1) {
		pairs = append(pairs, m[1], m[2])
	}
	return pairs
}

// TestImport goes through the steps without a script: what the dry run says comes true, refused
// rows are mended and taken in alone, and the run can be taken back.
func TestImport(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("petr", ringdex.SuperOperator)
	b := w.As("petr")
	path := handIn(t, b, `C:\tmp\zákazníci.csv`, customers)
	wantText(t, "the file", b.Get(path), "Import of zákazníci.csv", "<td>603/303-963</td>", "utf-8", path+"/target")
	wantText(t, "the target", b.Get(path+"/target"), `value="file"`)
	if answer := b.Post(path+"/target", "kind", "contact", "source", "crm", "companies", "true"); answer.Location != path+"/columns" {
		t.Fatalf("the target is not taken: %+v", answer)
	}
	columns := b.Get(path + "/columns")
	wantText(t, "the columns", columns, "<code>K-1</code>", `value="phones" selected`, `value="-" selected`, "50 % of the rows")
	chosen := []string{"column.1", "externalId", "column.2", "firstName", "column.3", "lastName", "column.4", "phones", "column.5", "company"}
	twice := b.Post(path+"/columns", append(chosen, "column.6", "lastName")...)
	wantStatus(t, "two columns of one field", twice, http.StatusUnprocessableEntity)
	wantText(t, "two columns of one field", twice, "Barva")
	if answer := b.Post(path+"/columns", append(chosen, "column.6", "note")...); answer.Location != path+"/check" {
		t.Fatalf("the columns are not taken: %+v", answer)
	}

	dry := done(t, b, path+"/check")
	wantText(t, "the dry run", dry, "4 rows read", "Import the other 2 rows", "action=created", "action=refused", "Mend the refused rows")
	wantText(t, "the refused rows", b.Get(path+"/rows?action=refused"), "Line 4", "Line 5", "7,77E+08")
	wantText(t, "the created rows", b.Get(path+"/rows?action=created"), "Jana Nováková", "Petr Svoboda")
	if page := b.Get("/"); strings.Contains(page.Body, "Svoboda") {
		t.Error("the dry run wrote something")
	}

	if answer := b.Post(path + "/run"); answer.Location != path+"/run" {
		t.Fatalf("the import does not begin: %+v", answer)
	}
	wantText(t, "the import", done(t, b, path+"/run"), "2 rows were refused", "4 rows read", "/runs/")
	wantText(t, "the directory", b.Get("/"), "Jana Nováková", "Petr Svoboda")
	file := b.Get(path + "/refused")
	if !strings.Contains(file.Body, "K-3;Eva;Malá;7,77E+08;;;4;") || !strings.Contains(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file of refused rows: %v\n%s", file.Header, file.Body)
	}

	grid := b.Get(path + "/repair")
	wantText(t, "the grid", grid, `aria-invalid="true"`, "7,77E+08")
	pairs := cells(grid)
	for i := 1; i < len(pairs); i += 2 {
		if pairs[i] == "7,77E+08" {
			pairs[i] = "777 303 965"
		}
	}
	if answer := b.Post(path+"/repair", pairs...); answer.Location != path+"/run" {
		t.Fatalf("the rows are not taken: %+v", answer)
	}
	wantText(t, "the import of the rest", done(t, b, path+"/run"), "2 rows read", "1 row was refused", "action=created")
	wantText(t, "the directory", b.Get("/"), "Eva Malá")
	wantText(t, "the rest", b.Get(path+"/repair"), "K-4")
	if answer := b.Post(path + "/discard"); answer.Location != "/import" {
		t.Errorf("discarded: %+v", answer)
	}
	wantStatus(t, "a discarded file", b.Get(path), http.StatusNotFound)
}

// TestImportIsPrivate: a file is for the person who has handed it in, and the pages for whoever may
// import.
func TestImportIsPrivate(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	for name, role := range map[string]ringdex.Roles{
		"petr": ringdex.SuperOperator, "boss": ringdex.Administrator, "ola": ringdex.Operator, "smart": ringdex.SmartUser, "end": ringdex.EndUser,
	} {
		w.AddUser(name, role)
	}
	path := handIn(t, w.As("petr"), "a.csv", customers)
	for _, name := range []string{"boss", "ola", "smart", "end"} {
		want := http.StatusForbidden
		if name == "boss" {
			want = http.StatusNotFound
		}
		b := w.As(name)
		for _, step := range []string{"", "/target", "/columns", "/check", "/rows", "/repair", "/refused", "/run"} {
			wantStatus(t, name+step, b.Get(path+step), want)
		}
		for _, step := range []string{"", "/target", "/columns", "/repair", "/run", "/discard"} {
			wantStatus(t, name+" posts "+step, b.Post(path+step, "x", "y"), want)
		}
	}
	wantStatus(t, "an operator's file", w.As("ola").Upload("/import", "a.csv", []byte(customers)), http.StatusForbidden)
	nobody := w.Browser()
	if answer := nobody.Get(path); answer.Status != http.StatusSeeOther || !strings.HasPrefix(answer.Location, "/sign-in") {
		t.Errorf("nobody sees %d %s", answer.Status, answer.Location)
	}
}

// TestImportOfBadFiles: whatever is handed in, the page says what is wrong with it.
func TestImportOfBadFiles(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("petr", ringdex.SuperOperator)
	b := w.As("petr")
	wantStatus(t, "no file", b.Post("/import", "file", "x"), http.StatusUnprocessableEntity)
	wantText(t, "an empty file", b.Upload("/import", "a.csv", nil), "The file is empty")
	for name, file := range map[string]string{
		"NUL": "Jméno;Telefon\n\x00\x00;603303963\n", "a program": "\x7fELF\x02\x01\x01\x00\x00\x00\x00", "broken workbook": "PK\x03\x04 and no more",
		"HTML": "Jméno;Telefon\n<script>alert(1)</script>;603303963\n", "formula": "Jméno;Telefon\n=cmd|' /C calc'!A0;603303964\n",
		"many columns": strings.Repeat("x;", 20_000) + "\n" + strings.Repeat("y;", 20_000) + "\n",
		"long cell":    "Jméno;Telefon\n" + strings.Repeat("a", 3<<20) + ";603303965\n", "one line": "Jméno;Telefon", "titles": "a;b\n1;2\n",
	} {
		path := handIn(t, b, name+".csv", file)
		page := b.Get(path)
		wantStatus(t, name, page, http.StatusOK)
		if strings.Contains(page.Body, "<script>alert") || len(page.Body) > 8<<20 {
			t.Errorf("%s: the page has %d bytes", name, len(page.Body))
		}
		for _, step := range []string{"/target", "/columns", "/check", "/repair"} {
			if answer := b.Get(path + step); answer.Status != http.StatusOK && answer.Status != http.StatusSeeOther || strings.Contains(answer.Body, "<script>alert") {
				t.Errorf("%s%s: %d", name, step, answer.Status)
			}
		}
		done(t, b, path+"/check")
		wantStatus(t, name+" is discarded", b.Post(path+"/discard"), http.StatusSeeOther)
	}
	for i := range 5 {
		handIn(t, b, fmt.Sprint(i, ".csv"), customers)
	}
	wantText(t, "a sixth file", b.Upload("/import", "6.csv", []byte(customers)), "5 files wait already")
}
