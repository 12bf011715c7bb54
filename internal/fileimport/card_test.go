package fileimport

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
)

const addressBook = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a-1\r\nFN:Eva Malá\r\nN:Malá;Eva;;;\r\nORG:Alfa;Nákup\r\nTEL;TYPE=CELL:777 303 001\r\nTEL;TYPE=WORK:+420 541 303 001\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nFN:Pekárna\r\nORG:Pekárna\r\nTEL;VALUE=uri:tel:+420222303903\r\nEMAIL:p@most.example\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:2.1\r\nN:;Dvo\xf8\xe1k;;;\r\nTEL:777303004\r\nEND:VCARD\r\n"

// Cards are rows: persons and firms become contacts, firms alone companies, and a card that cannot
// be read is refused with its line. A file of refused cards is a table.
func TestAddressBooks(t *testing.T) {
	t.Parallel()
	d := newDirectory(t)
	res := d.take([]byte(addressBook), Options{Rules: Rules{CreateCompanies: true}}, false)
	if n := res.run.Counts; res.err != nil || n.Created != 2 || n.Refused != 1 {
		t.Fatalf("%+v %v\n%s", n, res.err, res.refused)
	}
	var got []string
	_ = d.view(func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			line := c.FullName() + "|" + c.Organization + "|" + c.Department + "|" + ringdex.GivenID(c.ExternalID("file")) + fmt.Sprint(c.DefaultCompany > 0)
			for i := range c.Phones {
				line += "|" + c.Phones[i].E164
			}
			got = append(got, line)
			return nil
		})
	})
	slices.Sort(got)
	want := []string{"Eva Malá||Nákup|a-1true|+420777303001|+420541303001", "Pekárna|Pekárna||false|+420222303903"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if header, _, _ := strings.Cut(res.refused, "\r\n"); !strings.HasPrefix(header, "\uFEFFexternalId;firstName") || !strings.HasSuffix(header, "other;line;reason") {
		t.Errorf("the refused rows have the header %q", header)
	}
	if again := d.take([]byte(addressBook), Options{Rules: Rules{CreateCompanies: true}}, false); again.run.Counts.Unchanged != 2 {
		t.Errorf("again: %+v", again.run.Counts)
	}
	firms := d.take([]byte(addressBook), Options{Kind: ringdex.KindCompany}, false)
	if n := firms.run.Counts; n.Created != 1 || n.Refused != 2 {
		t.Errorf("as companies: %+v\n%s", n, firms.refused)
	}
}
