package csv

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"ringdex/internal/table"
	"ringdex/internal/table/charset"
)

func TestWriter(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"Jméno", "Poznámka"}, {"Šárka", `říká "ahoj"; a`}, {"", "dva\nřádky"}, {" x ", "=1+1"}}
	for _, tt := range []struct {
		name   string
		layout table.Layout
		want   string
	}{
		{"zero", table.Layout{}, "Jméno;Poznámka\r\nŠárka;\"říká \"\"ahoj\"\"; a\"\r\n;\"dva\nřádky\"\r\n\" x \";=1+1\r\n"},
		{"excel", table.Excel(), "\uFEFFJméno;Poznámka\r\nŠárka;\"říká \"\"ahoj\"\"; a\"\r\n;\"dva\nřádky\"\r\n\" x \";=1+1\r\n"},
		{
			"guard, comma, sep",
			table.Layout{Delimiter: ',', LineEnd: "\n", Guard: true, SepLine: true},
			"sep=,\nJméno,Poznámka\nŠárka,\"říká \"\"ahoj\"\"; a\"\n,\"dva\nřádky\"\n\" x \",'=1+1\n",
		},
		{"windows-1250", table.Layout{Encoding: charset.Windows1250, BOM: true}, windows1250("Jméno;Poznámka\r\nŠárka;\"říká \"\"ahoj\"\"; a\"\r\n;\"dva\nřádky\"\r\n\" x \";=1+1\r\n")},
	} {
		var b bytes.Buffer
		w := NewWriter(&b, tt.layout)
		for _, r := range rows {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// windows1250 encodes the letters of TestWriter by the table of the standard.
func windows1250(s string) string {
	return strings.NewReplacer("é", "\xE9", "á", "\xE1", "Š", "\x8A", "ř", "\xF8", "í", "\xED").Replace(s)
}

func TestWriterRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		layout table.Layout
		value  string
		want   table.Key
	}{
		{table.Layout{}, "a\x00b", table.ErrNul},
		{table.Layout{}, "a\xffb", table.ErrText},
		{table.Layout{Encoding: charset.Windows1250}, "東京", table.ErrEncoding},
		{table.Layout{Encoding: charset.Windows1252}, "ř", table.ErrEncoding},
		{table.Layout{Format: table.XLSX}, "a", table.ErrOption},
		{table.Layout{Delimiter: '\n'}, "a", table.ErrOption},
		{table.Layout{}, "\uFFFD", ""},
	} {
		w := NewWriter(io.Discard, tt.layout)
		err := w.Write([]string{"x", tt.value})
		if tt.want == "" && err == nil {
			continue
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%+v %q: %v, want %s", tt.layout, tt.value, err, tt.want)
		}
		if e, ok := errors.AsType[*table.Defect](err); ok && e.Key != table.ErrOption && (e.Line != 1 || e.Column != 2) {
			t.Errorf("%+v, want line 1, column 2", e)
		}
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+1-1": "'+1-1", "-5": "'-5", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "+": "'+",
		"+420603303963": "+420603303963", "+420 603": "'+420 603", "+420603303963;ext=1": "'+420603303963;ext=1",
		"'=1": "''=1", "''=1": "'''=1", "'x": "'x", "'": "'", "": "", "x=1": "x=1", " =1": "' =1", "\u00a0+1": "'\u00a0+1", "\ufeff@x": "'\ufeff@x", "\u200b-1": "'\u200b-1", "\v=1": "'\v=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", " ＠x": "' ＠x", " x": " x", "a ＝": "a ＝", " ": " ", "'+420603303963": "'+420603303963",
	} {
		got := Guarded(in)
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if back := Unguard(got); back != in {
			t.Errorf("%q comes back as %q, want %q", got, back, in)
		}
	}
}

func BenchmarkWriter(b *testing.B) {
	fields := strings.Split("K-10001;Jiří;Dvořák;IPEX a.s.;jiri.dvorak@example.cz;+420603303963;Plzeň;301 00;CZE;volat po páté odpoledne", ";")
	l := table.Excel()
	l.Guard = true
	w := NewWriter(io.Discard, l)
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(fields); err != nil {
			b.Fatal(err)
		}
	}
}
