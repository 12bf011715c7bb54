package fileimport

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/table/charset"
)

// products are the columns of exports of address books, phone systems, CRMs and ERPs. A column is its
// title and what stands in it: F first name, L last name, N name, E e-mail, P phone, C company, A
// country, B birthday, S street, T text, I id.
var products = map[string]string{
	"Outlook en":     "First Name=F;Last Name=L;Company=C;Business Phone=P;Business Phone 2=P;Home Phone=P;Mobile Phone=P;E-mail Address=E;Birthday=B;Notes=T",
	"Outlook de":     "Vorname=F;Nachname=L;Firma=C;Telefon geschäftlich=P;Telefon privat=P;Mobiltelefon=P;E-Mail-Adresse=E;Geburtstag=B;Notizen=T",
	"Outlook cs":     "Jméno=F;Příjmení=L;Společnost=C;Telefon (zaměstnání)=P;Telefon (domů)=P;Mobilní telefon=P;E-mailová adresa=E;Narozeniny=B;Poznámky=T",
	"Outlook pl":     "Imię=F;Nazwisko=L;Firma=C;Telefon służbowy=P;Telefon domowy=P;Telefon komórkowy=P;Adres e-mail=E;Urodziny=B;Notatki=T",
	"Thunderbird en": "First Name=F;Last Name=L;Display Name=N;Primary Email=E;Work Phone=P;Home Phone=P;Mobile Number=P;Organization=C;Notes=T",
	"Thunderbird de": "Vorname=F;Nachname=L;Anzeigename=N;Primäre E-Mail-Adresse=E;Tel. dienstlich=P;Tel. privat=P;Mobil-Tel.-Nr.=P;Organisation=C;Notizen=T",
	"Google old":     "Name=N;Given Name=F;Family Name=L;E-mail 1 - Value=E;Phone 1 - Type=T;Phone 1 - Value=P;Phone 2 - Type=T;Phone 2 - Value=P;Organization 1 - Name=C",
	"Google new":     "First Name=F;Last Name=L;Organization Name=C;E-mail 1 - Label=T;E-mail 1 - Value=E;Phone 1 - Label=T;Phone 1 - Value=P;Phone 2 - Label=T;Phone 2 - Value=P",
	"3CX":            "FirstName=F;LastName=L;Company=C;Mobile=P;Mobile2=P;Home=P;Home2=P;Business=P;Business2=P;Email=E;Other=P",
	"Yeastar":        "First Name=F;Last Name=L;Company Name=C;Email=E;Business Number=P;Business Number 2=P;Mobile Number=P;Home Number=P",
	"Wazo":           "displayname=N;firstname=F;lastname=L;society=C;mobilenumber=P;email=E;officenumber=P;homenumber=P;othernumber=P",
	"HubSpot":        "Record ID=I;First Name=F;Last Name=L;Email=E;Phone Number=P;Mobile Phone Number=P;Company name=C;Contact owner=T",
	"Salesforce":     "First Name=F;Last Name=L;Account Name=C;Phone=P;Mobile=P;Email=E;Contact Owner=T",
	"SuiteCRM":       "First Name=F;Last Name=L;Account Name=C;Office Phone=P;Mobile=P;Email Address=E;Campaign=T",
	"Zoho":           "First Name=F;Last Name=L;Account Name=C;Email=E;Phone=P;Mobile=P;Home Phone=P",
	"vtiger":         "First Name=F;Last Name=L;Organization Name=C;Office Phone=P;Mobile Phone=P;Primary Email=E;Assistant=T",
	"Dynamics":       "Full Name=N;Company Name=C;Business Phone=P;Mobile Phone=P;Email=E",
	"Pipedrive":      "Name=N;Organization=C;Phone - Work=P;Phone - Mobile=P;Email - Work=E",
	"Pohoda":         "Firma=C;Jméno=N;Ulice=S;Telefon=P;Mobil=P;E-mail=E",
	"Money":          "Název=N;Ulice=S;Telefon 1=P;Telefon 2=P;Mobil=P;Email=E;Poznámka=T",
	"Symfonia":       "Nazwa=N;Imię=F;Nazwisko=L;Ulica=S;Telefon=P;Telefon 2=P;E-mail=E",
	"of somebody":    "Jméno=N;Telefon=P;Spojení=P;Barva=T;Kontaktní číslo na vrátnici=P",
}

// faulty makes one export with the faults of real ones, and knows its numbers.
type faulty struct {
	*rand.Rand
	next  int
	phone []written
	rows  int
	lines int
}

// written is a number and where it stands.
type written struct {
	e164, title string
	line        int
}

func (f *faulty) pick(list ...string) string { return list[f.IntN(len(list))] }

// number writes a number that no other file has.
func (f *faulty) number(title string, line int) string {
	f.next++
	digits := fmt.Sprint(f.pick("777", "603", "541", "222"), fmt.Sprintf("%06d", f.next))
	f.phone = append(f.phone, written{"+420" + digits, title, line})
	spaced := digits[:3] + " " + digits[3:6] + " " + digits[6:]
	return f.pick(digits, spaced, "+420"+digits, "+420 "+spaced, "00420"+digits, "(+420) "+spaced, digits+".0", "\u00a0"+spaced+"\u200b")
}

func (f *faulty) cell(kind, title string, line int) string {
	switch kind {
	case "P":
		switch f.IntN(8) {
		case 0:
			return f.pick("", "-", "NULL", "n/a")
		case 1:
			return f.number(title, line) + f.pick(", ", " / ", " ::: ", "<br>", " | ", "\t", " nebo ", " oraz ", " und ") + f.number(title, line)
		case 2:
			f.next++
			return f.pick("4,20604E+11", "####", "112", "linka 5")
		}
		return f.number(title, line)
	case "F":
		return f.pick("Jan", "Eva", "Žofie", "Łukasz", "Jürgen", "", "Anna &amp; Ivo")
	case "L", "N":
		return f.pick("Dvořák", "Müller", "Wójcik", "Růžička", "O\u2019Brien", "Null") + fmt.Sprint(" ", line)
	case "E":
		return f.pick("", fmt.Sprintf("o%d@x.example", f.next), fmt.Sprintf("Malá, Eva <e%d@x.example>", f.next), "nemá")
	case "C":
		return f.pick("", "Kovo & syn", "\"Alfa\" s.r.o.", "Beta; a.s.")
	case "B":
		return f.pick("", "3. 4. 1981", "0.0.00", "3.4.1981 0:00:00", "11/5", "1981/04/03")
	case "I":
		f.next++
		return fmt.Sprint("R", f.next)
	}
	return f.pick("", "Dlouhá 1", "x", "a\nb")
}

// file returns the text of a file of the product.
func (f *faulty) file(columns, delimiter, end string) string {
	var b strings.Builder
	f.phone, f.rows, f.lines = nil, 0, 1
	put := func(cells ...string) {
		for i, text := range cells {
			if strings.ContainsAny(text, delimiter+"\"\n") || f.IntN(9) == 0 {
				cells[i] = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
		}
		line := strings.Join(cells, delimiter)
		b.WriteString(line + end)
		f.lines += 1 + strings.Count(line, "\n")
	}
	if f.IntN(4) == 0 {
		put("Seznam kontaktů")
		put("")
	}
	var titles, kinds []string
	for column := range strings.SplitSeq(columns, ";") {
		title, kind, _ := strings.Cut(column, "=")
		titles, kinds = append(titles, title), append(kinds, kind)
	}
	put(slices.Clone(titles)...)
	for range 3 + f.IntN(8) {
		cells := make([]string, len(kinds))
		for i, kind := range kinds {
			cells[i] = f.cell(kind, titles[i], f.lines)
		}
		if f.IntN(12) == 0 {
			cells = append(cells, "navíc")
		}
		f.rows++
		put(cells...)
	}
	if f.IntN(4) == 0 {
		f.rows++
		put(append([]string{"Celkem: 12"}, make([]string, len(titles)-1)...)...)
	}
	return b.String()
}

// Every number of a file is found afterwards, or its row is refused, or its column is told to be left out.
func TestNoNumberIsLost(t *testing.T) {
	t.Parallel()
	names := make([]string, 0, len(products))
	for name := range products {
		names = append(names, name)
	}
	slices.Sort(names)
	d, f := newDirectory(t), &faulty{Rand: rand.New(rand.NewPCG(10, 26))}
	files := 5 * len(names)
	if testing.Short() {
		files = len(names)
	}
	for i := range files {
		name := names[i%len(names)]
		text := f.file(products[name], f.pick(";", ",", "\t"), f.pick("\n", "\r\n"))
		data := []byte(text)
		if as := charset.Encoding(f.pick("utf-8", "utf-16le", "windows-1250", "iso-8859-2")); as != charset.UTF8 {
			if encoded, ok := encode(t, text, as); ok && as != charset.UTF16LE {
				data = encoded
			}
		}
		res := d.take(data, Options{Rules: Rules{CreateCompanies: true}}, false)
		if n := res.run.Counts; res.err != nil || n.Read != int64(f.rows) || n.Created+n.Updated+n.Unchanged+n.Refused != n.Read {
			t.Errorf("%s: %d rows, %+v, %v\n%s", name, f.rows, n, res.err, text)
			continue
		}
		d.wantNumbers(name, text, f.phone, res)
	}
}

func (d *directory) wantNumbers(name, text string, numbers []written, res result) {
	d.t.Helper()
	found := map[string]bool{}
	_ = d.view(func(r ringdex.Reader) error {
		return r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
			for i := range c.Phones {
				found[c.Phones[i].E164] = true
			}
			return nil
		})
	})
	for _, n := range numbers {
		told := slices.Contains(res.lines, n.line) ||
			slices.ContainsFunc(res.figures.LeftOut, func(c ringdex.LeftOutColumn) bool { return c.Title == n.title })
		if !told && !found[n.e164] {
			d.t.Errorf("%s: %s of the column %q in line %d is lost\n%s", name, n.e164, n.title, n.line, text)
			return
		}
	}
}
