package fileimport

import (
	"slices"
	"strings"
	"testing"
)

// A row that only continues the one above is no contact. One that names a firm, has an e-mail, or
// is in a list of numbers alone, is one.
func TestContinuedRows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, file string
		refused    []int
		reason     string
	}{
		{"Zammad", "id;firstname;email;organization;roles\n1;Igor;i@x.cz;Stavby;Customer\n;;;Reality;\n;;;;Agent\n2;Eva;e@x.cz;;\n", []int{3, 4}, "to continue the row in line 2"},
		{"Odoo", "Jméno;Firma;Telefon\nMilada;Sklo;777301706\n;;222301707\n;;222301708\nNora;Lípa;777301709\n", []int{3, 4}, "no name, company, e-mail or external id"},
		{"firm", "Jméno;Firma;Telefon\nMilada;Sklo;777301706\n;Lípa;222301707\n", nil, ""},
		{"e-mail", "Jméno;E-mail;Telefon\nMilada;m@x.cz;777301706\n;n@x.cz;222301707\n", nil, ""},
		{"id", "id;Jméno;Telefon\n1;Milada;777301706\n2;;222301707\n", nil, ""},
		{"note", "Jméno;Telefon;Poznámka\nMilada;777301706;\n;222301707;vrátnice\n", nil, ""},
		{"numbers alone", "Telefon;Mobil\n222301707;\n;777301706\n", nil, ""},
	} {
		res := newDirectory(t).take([]byte(test.file), Options{Rules: Rules{CreateCompanies: true}}, false)
		if res.err != nil || !slices.Equal(res.lines, test.refused) || strings.Count(res.refused, test.reason) < len(test.refused) {
			t.Errorf("%s: lines %v refused, want %v: %v\n%s", test.name, res.lines, test.refused, res.err, res.refused)
		}
	}
}
