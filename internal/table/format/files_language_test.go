package format

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"

	"ringdex/internal/message"
)

// sample is a small file in one language, as a person would write it.
type sample struct {
	language  string
	encodings []charset.Encoding
	rows      [][]string
}

func samples() []sample {
	wide := []charset.Encoding{charset.UTF8, charset.UTF16LE, charset.UTF16BE}
	central := append([]charset.Encoding{charset.Windows1250, charset.ISO88592, charset.CP852}, wide...)
	return []sample{
		{"cs", central, [][]string{
			{"Jméno", "Příjmení", "Město", "Telefon", "Poznámka"},
			{"Jiří", "Dvořák", "Plzeň", "+420603303963", "volat po páté odpoledne"},
			{"Žaneta", "Kovářová", "Ústí nad Labem", "+420222333444", "mluví německy"},
			{"Šárka", "Čížková", "České Budějovice", "+420777711100", "důležitý zákazník"},
			{"Ondřej", "Růžička", "Týn nad Vltavou", "+420606123456", "žádá slevu"},
		}},
		{"sk", central, [][]string{
			{"Meno", "Priezvisko", "Mesto", "Telefón", "Poznámka"},
			{"Ľubomír", "Kováč", "Žilina", "+421905123456", "volať po obede"},
			{"Zuzana", "Hôrková", "Košice", "+421911222333", "dôležitý zákazník, veľký odber"},
			{"Michal", "Šťastný", "Ružomberok", "+421902333444", "mäso a ľan"},
			{"Kristína", "Vŕbová", "Spišská Nová Ves", "+421944555666", "neskôr"},
		}},
		{"pl", central, [][]string{
			{"Imię", "Nazwisko", "Miasto", "Numer telefonu", "Uwagi"},
			{"Łukasz", "Wójcik", "Łódź", "+48601234567", "dzwonić po piętnastej"},
			{"Małgorzata", "Święcicka", "Gdańsk", "+48221234567", "ważny klient"},
			{"Grażyna", "Ćwiklińska", "Kraków", "+48505111222", "prosi o rabat"},
			{"Żaneta", "Gołąb", "Częstochowa", "+48606777888", "źródło: targi"},
		}},
		{"de", append([]charset.Encoding{charset.Windows1252, charset.CP852}, wide...), [][]string{
			{"Vorname", "Nachname", "Ort", "Telefon", "Bemerkung"},
			{"Jürgen", "Müller", "Düsseldorf", "+4921112345", "nur vormittags"},
			{"Käthe", "Weiß", "Köln", "+4922112345", "Großkunde"},
			{"Björn", "Schröder", "München", "+498912345", "Straße geändert"},
			{"André", "Weißmüller", "Saarbrücken", "+4968112345", "grüßt schön"},
		}},
		{"hu", central, [][]string{
			{"Név", "Város", "Telefon"},
			{"Kovács Győző", "Székesfehérvár", "+3622123456"},
			{"Szűcs Éva", "Győr", "+3696123456"},
			{"Tóth Ödön", "Kőszeg", "+3694123456"},
		}},
		{"fr", append([]charset.Encoding{charset.Windows1252}, wide...), [][]string{
			{"Nom", "Ville", "Phone"},
			{"Françoise Lefèvre", "Besançon", "+33381123456"},
			{"Hélène Côté", "Orléans", "+33238123456"},
		}},
	}
}

// languageFiles are all samples in all their encodings.
func languageFiles() []hostile {
	var files []hostile
	for _, s := range samples() {
		for _, e := range s.encodings {
			files = append(files, hostile{
				name: fmt.Sprintf("%s_%s.csv", s.language, strings.ReplaceAll(string(e), "-", "")),
				why:  fmt.Sprintf("a file in %s, encoded as %s, without a mark", s.language, e),
				data: encode(e, rowsText(s.rows, ";")),
			})
		}
	}
	return files
}

func rowsText(rows [][]string, delimiter string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, delimiter) + "\r\n")
	}
	return b.String()
}

// TestEncodings is what the files of testdata cannot say: that the text is the one it was made of.
func TestEncodings(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		for _, e := range s.encodings {
			t.Run(s.language+" "+string(e), func(t *testing.T) {
				t.Parallel()
				got, layout := readAll(t, encode(e, rowsText(s.rows, ";")), table.Options{})
				if !slices.EqualFunc(got, s.rows, slices.Equal) {
					t.Errorf("rows %q, want %q", got, s.rows)
				}
				if layout.Encoding != e && !sameBytes(layout.Encoding, e, s.rows) {
					t.Errorf("encoding %s, want %s", layout.Encoding, e)
				}
			})
		}
	}
}

// sameBytes is true where two encodings cannot be told apart, as all letters of the text lie in the
// same places: German in the two code pages of Windows.
func sameBytes(a, b charset.Encoding, rows [][]string) bool {
	return !a.Wide() && !b.Wide() && a != charset.UTF8 && b != charset.UTF8 &&
		bytes.Equal(encode(a, rowsText(rows, ";")), encode(b, rowsText(rows, ";")))
}

// TestEncodingOfOneRow is harder: the header is ASCII and one row decides.
func TestEncodingOfOneRow(t *testing.T) {
	t.Parallel()
	right, all := map[charset.Encoding]int{}, map[charset.Encoding]int{}
	for _, s := range samples() {
		for _, e := range s.encodings {
			for _, row := range s.rows[1:] {
				rows := [][]string{[]string{"a", "b", "c", "d", "e"}[:len(row)], row}
				got, _ := readAll(t, encode(e, rowsText(rows, ";")), table.Options{})
				all[e]++
				if slices.EqualFunc(got, rows, slices.Equal) {
					right[e]++
				} else {
					t.Logf("%s %s: %q, want %q", s.language, e, got[1:], row)
				}
			}
		}
	}
	for e, n := range all {
		t.Logf("%s: %d of %d rows", e, right[e], n)
		if got, want := right[e], n-1; got < want {
			t.Errorf("%s: %d rows read rightly, want %d of %d", e, got, want, n)
		}
	}
}

// TestLateLetter has the first letter beyond ASCII far behind the sample.
func TestLateLetter(t *testing.T) {
	t.Parallel()
	for _, e := range []charset.Encoding{charset.UTF8, charset.Windows1250, charset.ISO88592, charset.CP852} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			b.WriteString("jmeno;telefon\n")
			for b.Len() < 200_000 {
				b.WriteString("Novak;+420603303963\n")
			}
			b.Write(encode(e, "Dvořák;+420603303963\nŽižka;+420603303963\n"))
			got, layout := readAll(t, b.Bytes(), table.Options{})
			last := got[len(got)-2:]
			if last[0][0] != "Dvořák" || last[1][0] != "Žižka" || layout.Encoding != e {
				t.Errorf("last rows %q in %s, want Dvořák and Žižka in %s", last, layout.Encoding, e)
			}
		})
	}
}

// TestLateDifference has letters in the sample that windows-1250 and ISO-8859-2 share, and one in
// which they differ far behind it.
func TestLateDifference(t *testing.T) {
	t.Parallel()
	for _, e := range []charset.Encoding{charset.Windows1250, charset.ISO88592} {
		var b bytes.Buffer
		b.WriteString("jmeno;telefon\n")
		for b.Len() < 200_000 {
			b.Write(encode(e, "Dvořák;+420603303963\n"))
		}
		b.Write(encode(e, "Šárka Žižková;+420603303963\n"))
		got, layout := readAll(t, b.Bytes(), table.Options{})
		if name := got[len(got)-1][0]; name != "Šárka Žižková" || layout.Encoding != e {
			t.Errorf("last name %q in %s, want Šárka Žižková in %s", name, layout.Encoding, e)
		}
	}
}

// TestLetterAtTheCut puts a letter of two bytes across every border that the reader has.
func TestLetterAtTheCut(t *testing.T) {
	t.Parallel()
	for _, e := range []charset.Encoding{charset.UTF8, charset.Windows1250, charset.UTF16LE} {
		for _, border := range []int{table.SampleSize, 4 * table.SampleSize, 2 * 4 * table.SampleSize} {
			for shift := -3; shift <= 1; shift++ {
				n := border/len(encode(e, "x")) + shift - len("a;b\n")
				file := "a;b\n" + strings.Repeat("x", n/2) + "\n" + strings.Repeat("x", n-n/2-1) + "ř;ž\n"
				got, _ := readAll(t, encode(e, file), table.Options{Limits: table.Limits{FieldChars: 1 << 20}})
				if last := got[2]; !strings.HasSuffix(last[0], "xř") || last[1] != "ž" {
					t.Fatalf("%s, border %d%+d: %q", e, border, shift, last[1])
				}
			}
		}
	}
}

// readAll reads a file in which nothing is wrong.
func readAll(t *testing.T, data []byte, opt table.Options) ([][]string, table.Layout) {
	t.Helper()
	r, err := open(bytes.NewReader(data), opt)
	if err != nil {
		t.Fatalf("%v: %q", err, data[:min(len(data), 200)])
	}
	defer r.Close()
	rows := [][]string{r.Header()}
	for row, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, slices.Clone(row.Fields))
	}
	return rows, r.Layout()
}

func asError(err error) *table.Defect {
	for {
		switch e := err.(type) {
		case *table.Defect:
			return e
		case *table.RowDefect:
			return (*table.Defect)(e)
		case interface{ Unwrap() error }:
			err = e.Unwrap()
		default:
			return &table.Defect{Text: message.Verbatim("not an Error: " + fmt.Sprint(err))}
		}
	}
}
