package fileimport

import (
	"strings"
	"testing"
)

// Rows that are short at the end are taken only where nothing but empty values can be missing.
func TestShortRows(t *testing.T) {
	t.Parallel()
	const head = "First Name,Last Name,Mobile Phone,E-mail Address,Notes\n"
	const full = "Jan,Novák,603303963,jan@novak.example,x\n"
	for _, test := range []struct {
		rows    string
		refused int64
	}{
		{full + "Eva,Malá,603303964\n" + full[:3] + "a,Nová,603303965,a@b.example\n", 0},
		{full + "Eva,Malá,603303964,e@m.example\n" + full + "Ivo\n", 1},                       // one value says too little
		{full + "Eva,Malá,603303964,,\nIda,Dol,603303966\n", 1},                               // empty values are written elsewhere
		{full + "Eva,Malá,603303964,\nIda,Dol,603303966\n", 2},                                // an empty value at the end of a short row
		{full + "Eva,Malá,po\nznámka,603303964,e@m.example\n", 2},                             // a line break in a value
		{full + "Eva,Malá,603303964,e@m.example\nIda,Dol,6033", 1},                            // the file ends in the row
		{full + "Eva,Malá,603303964,e@m.example\nIda,Dol,603303966,i@d.example,x,y\n", 1},     // a value too many
		{full + "Eva,Malá,a\nb\nc,603303964,e@m.example\n" + full + "Ida,Dol,603303966\n", 3}, // two line breaks
		{"Eva,Malá,603303964\nIda,Dol,603303966\n", 2},                                        // no row is full
	} {
		res := newDirectory(t).take([]byte(head+test.rows), Options{}, false)
		if n := res.run.Counts; n.Refused != test.refused || n.Read != int64(strings.Count(strings.TrimSpace(test.rows), "\n")+1) {
			t.Errorf("%q: %+v, want %d refused\n%s", test.rows, n, test.refused, res.refused)
		}
	}
}

// A semicolon of an HTML entity that cuts a row refuses it.
func TestCutEntities(t *testing.T) {
	t.Parallel()
	d := newDirectory(t)
	res := d.take([]byte("Jméno;Firma;Telefon;Poznámka\nJan;D&#39;Angelo;603303963\nEva;Kovo &amp; syn;603303964\nIvo;AT&T;603303965;R&D\n"), Options{Rules: Rules{CreateCompanies: true}}, false)
	if n := res.run.Counts; n.Refused != 2 || n.Created != 1 || !strings.Contains(res.refused, "HTML") {
		t.Errorf("%+v\n%s", n, res.refused)
	}
	if res.figures.Companies != 1 {
		t.Errorf("companies %q", res.figures.Made)
	}
}
