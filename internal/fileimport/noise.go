package fileimport

import (
	"slices"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/mapping"
	"ringdex/internal/mapping/cell"
)

// footers are the first words of lines below a table: totals, the author of a print, page numbers.
var footers = strings.Fields(`celkem celkovy soucet suma total subtotal totals razem lacznie ogolem podsumowanie gesamt gesamtsumme summe insgesamt anzahl spolu
	pocet vytiskl vytisknuto vytisteno vytlacil vytlacene exportovano exportovane exported printed wygenerowano wydrukowano gedruckt erstellt strana
	page seite`)

// counted are what totals count: "Celkem záznamů".
var counted = strings.Fields(`zaznamu kontaktu osob polozek radku firem zaznamov kontaktov osob poloziek riadkov rekordow kontaktow osob pozycji wierszy firm
	datensatze kontakte eintrage zeilen records contacts rows entries people`)

// noise returns the message key of why a row is not a record, or "".
func (im *Import) noise(cells []string, d *mapping.Draft) string {
	switch {
	case im.repeatsHeader(cells):
		return "import.header_again"
	case footer(cells) && cell.Digits(d.Phone) < 6 && d.Text("emails") == "":
		return "import.footer"
	}
	return ""
}

// repeatsHeader reports whether every cell of a row is the name of its column.
func (im *Import) repeatsHeader(cells []string) bool {
	columns, same := im.mapping.Columns(), 0
	for i, text := range cells {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if i >= len(columns) || text != strings.TrimSpace(columns[i].Title) {
			return false
		}
		same++
	}
	return same > 1
}

// footer reports whether a row begins as a line below a table does ("Total", "Total: 12", "Page 2")
// and has little else.
func footer(cells []string) bool {
	var values []string
	for _, text := range cells {
		if text = cell.Clean(text); text != "" {
			values = append(values, text)
		}
	}
	if len(values) == 0 || len(values) > 2 {
		return false
	}
	word, rest, _ := strings.Cut(strings.Replace(values[0], ":", ": ", 1), " ")
	named := rest != "" && !strings.HasSuffix(word, ":") && cell.Digits(rest) == 0 && !slices.Contains(counted, fold.Key(rest))
	return !named && slices.Contains(footers, fold.Key(word))
}
