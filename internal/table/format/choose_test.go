package format

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ringdex/internal/mapping/heading"
	"ringdex/internal/table"
)

// The first sheet with the names of columns is read, not one of instructions.
func TestSheetWithTable(t *testing.T) {
	t.Parallel()
	const people = "Jméno;Telefon"
	for _, test := range []struct {
		sheets []string
		want   string
	}{
		{[]string{"Návod", inline("Vyplňte druhý list."), "Kontakty", inline(people, "Ada;777303631")}, "Kontakty"},
		{[]string{"Jedna", inline("Seznam", people, "Ada;777303631"), "Dva", inline(people, "Ada;777303631")}, "Jedna"},
		{[]string{"Jen čísla", inline("Telefon", "777303631"), "Dva", inline(people)}, "Jen čísla"},
		{[]string{`Skrytý|state="hidden"`, inline(people), "Návod", inline("Nic")}, "Návod"},
		{[]string{"Návod", inline("Nic"), "Další", inline("Taky nic")}, "Návod"},
	} {
		r, err := Open(bytes.NewReader(workbook(someStyles, "", "", test.sheets...)), table.Options{Known: heading.Known})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Layout().Sheet; got != test.want {
			t.Errorf("%q: %q, want %q", test.sheets, got, test.want)
		}
		r.Close()
	}
}

// Rows below a title are as wide as the header, and hidden ones are counted.
func TestWorkbookRows(t *testing.T) {
	t.Parallel()
	content := strings.Replace(inline("Seznam", "Jméno;Telefon;E-mail", "Ada;777303631", "Ben"), `<row r="4"`, `<row r="4" hidden="1"`, 1)
	r, err := Open(bytes.NewReader(workbook(someStyles, "", "", "List1", content)), table.Options{Known: heading.Known})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	r.PassTitles(heading.Known)
	for row, err := range r.All() {
		if err != nil || r.WrongCount(row) != nil || len(row.Fields) != 3 {
			t.Errorf("row %d: %q, %v", row.Line, row.Fields, err)
		}
	}
	if r.Hidden() != 1 || r.Titles() != 1 {
		t.Errorf("%d hidden, %d titles; want 1, 1", r.Hidden(), r.Titles())
	}
}

func TestHeaderRow(t *testing.T) {
	t.Parallel()
	const file = "Seznam;lidí\nJméno;Telefon\n\nName;Phone\nAda;777303631\n"
	for line, want := range map[int]string{0: "[Seznam lidí] 0", 1: "[Seznam lidí] 0", 2: "[Jméno Telefon] 1", 4: "[Name Phone] 2"} {
		r, err := Open(strings.NewReader(file), table.Options{Layout: table.Layout{HeaderRow: line}})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(r.Header(), r.Titles()); got != want {
			t.Errorf("row %d: %s, want %s", line, got, want)
		}
		rows := slices.Collect(func(yield func(int) bool) {
			for row := range r.All() {
				if !yield(row.Line) {
					return
				}
			}
		})
		if line == 4 && !slices.Equal(rows, []int{5}) {
			t.Errorf("rows %v, want 5", rows)
		}
		r.Close()
	}
	for _, line := range []int{-1, 3, 9} {
		if _, err := Open(strings.NewReader(file), table.Options{Layout: table.Layout{HeaderRow: line}}); !errors.Is(err, table.ErrOption) {
			t.Errorf("row %d: %v", line, err)
		}
	}
}
