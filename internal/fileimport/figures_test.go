package fileimport

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"ringdex/internal/ringdex"
)

// The figures of a file are in its report and, without personal data, in its run.
func TestFigures(t *testing.T) {
	t.Parallel()
	d := newDirectory(t)
	d.take([]byte("Příjmení;Telefon\nStará;603303961\n"), Options{}, false)
	const file = "Příjmení;Telefon;Firma;Narozeniny;Barva\nNovák;07900302101;Kovo;;\n\nMalá;;KOVO;3.4.;\nStará;+420 603 303 961;Důl;;\nŘíha;603303962;;;603303963\n"
	want := ringdex.Findings{
		Invalid: 1, Examples: []ringdex.InvalidNumber{{Line: 2, Reason: "too long", Region: "DE"}},
		Unreachable: 1, Noted: 1, Companies: 2, Duplicates: 0, EmptyRows: 1,
		LeftOut: []ringdex.LeftOutColumn{{Number: 5, Title: "Barva", Look: "numbers", Values: 1}},
	}
	for _, dry := range []bool{true, false} {
		res := d.take([]byte(file), Options{Rules: Rules{CreateCompanies: true}}, dry)
		got := res.figures
		if len(got.Examples) == 1 {
			want.Examples[0].Reason = got.Examples[0].Reason
		}
		if diff := gocmp.Diff(want, got.Findings); diff != "" {
			t.Errorf("dry %v: (-want +got)\n%s", dry, diff)
		}
		if !slices.Equal(got.Made, []string{"Kovo", "Důl"}) || !slices.Equal(got.Numbers, []string{"07900302101"}) {
			t.Errorf("dry %v: made %q, numbers %q", dry, got.Made, got.Numbers)
		}
		if dry {
			continue
		}
		var kept ringdex.Run
		err := d.view(func(r ringdex.Reader) (err error) {
			kept, err = r.Run(res.run.ID)
			return err
		})
		if err != nil || kept.Findings == nil {
			t.Fatalf("kept %+v, %v", kept, err)
		}
		if diff := gocmp.Diff(want, *kept.Findings); diff != "" {
			t.Errorf("kept (-want +got)\n%s", diff)
		}
	}
}

// A contact that nobody could be announced by is counted, when it is made or changed.
func TestNameless(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		file     string
		nameless int
	}{
		{"Telefon;Poznámka\n603303963;x\n603303964;y\n", 2},
		{"Jméno;E-mail\n;eva@x.example\nIva;iva@x.example\n", 1},
		{"Firma;Telefon\nAlfa;603303963\n", 0},
		{"Organizace;Telefon\nAlfa;603303963\n", 0},
		{"ID;Adresa\n1;Dlouhá\n", 1},
		{"Příjmení;Telefon\nDub;603303963\n", 0},
		{"Login;Telefon\ndub;603303963\n", 1},
	} {
		d := newDirectory(t)
		for _, dry := range []bool{true, false} {
			res := d.take([]byte(test.file), Options{Rules: Rules{CreateCompanies: true}}, dry)
			if res.err != nil || res.figures.Nameless != test.nameless {
				t.Errorf("%q, dry %v: %d nameless, %v; want %d", test.file, dry, res.figures.Nameless, res.err, test.nameless)
			}
		}
	}
}

// A column of other numbers is told when a third of its values are such, or one where its title is
// about telephones; a header that repeats and a footer count nothing.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		title, values string
		told          bool
	}{
		{"Barva", "603303963;modrá;bílá", true},
		{"Barva", "603303963;modrá;bílá;černá", false},
		{"Barva", "603303963;Barva;Barva;Barva", true},
		{"Pager Number", "603303963;5;6;7;8", true},
		{"Telefon Assistent", "#N/A;5;6;603303963;x;y", true},
		{"Telefonní budka", "ano;ne;ano", false},
		{"OutboundCallerID", "777005730 - 541005731;5;6;7", true},
		{"Spojení", "x;y;z;w;+420 222 001 539\\n777.001.540", true},
		{"Barva", "x;y;z;w;00420222001539", true},
		{"Barva", "x;y;z;w;420222001539", false},
	} {
		file := "Příjmení;" + test.title + "\n"
		for i, value := range strings.Split(test.values, ";") {
			if value == test.title {
				file += "Příjmení;" + value + "\n"
			} else {
				file += fmt.Sprintf("Dub%d;%s\n", i, value)
			}
		}
		if res := newDirectory(t).take([]byte(file), Options{}, true); (len(res.figures.LeftOut) > 0) != test.told || res.err != nil {
			t.Errorf("%q: %+v, %v", file, res.figures.LeftOut, res.err)
		}
	}
}

// Somebody who comes again under another key is told; somebody else with the number is not.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	d := newDirectory(t)
	d.take([]byte("ID;Jméno;Příjmení;Telefon\nK-1;Jan;Novák;603303963\nK-2;Eva;Malá;603303964\n"), Options{}, false)
	const file = "Jméno;Příjmení;Telefon\nJAN;Novák;+420 603 303 963\nPetr;Malý;603303964\nJan;Novák;603303970\n"
	for _, dry := range []bool{true, false, false} {
		res := d.take([]byte(file), Options{}, dry)
		want := []SameRow{{Line: 2, Name: "JAN Novák"}}
		if res.run.Counts.Created == 0 {
			want = nil // it has come before
		}
		for i := range res.figures.Same {
			if res.figures.Same[i].Older.IsZero() {
				t.Error("the older contact is not named")
			}
			res.figures.Same[i].Older = ringdex.ID{}
		}
		if diff := gocmp.Diff(want, res.figures.Same); diff != "" || res.figures.Duplicates != len(want) {
			t.Errorf("dry %v: %d (-want +got)\n%s", dry, res.figures.Duplicates, diff)
		}
	}
}
