package csvfile_test

import (
	"fmt"
	"os"
	"strings"

	"ringdex/internal/csvfile"
)

func ExampleOpen() {
	file := strings.NewReader("Příjmení;Telefon\r\n\"Novák\r\nst.\";+420603303963\r\n\"Malá\" Eva;1\r\n")
	r, err := csvfile.Open(file, csvfile.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	for _, m := range csvfile.RecogniseAll(csvfile.Contact, r.Header()) {
		fmt.Printf("%s is %s\n", m.Header, m.Field)
	}
	for row, err := range r.All() {
		if err != nil {
			fmt.Printf("%v\n%s\n", err, row.Text)
			continue
		}
		fmt.Printf("line %d: %q\n", row.Line, row.Fields)
	}
	// Output:
	// Příjmení is lastName
	// Telefon is phone
	// line 2: ["Novák\r\nst." "+420603303963"]
	// line 4, column 1: A quote (") opens this value but does not close it before the line ends. Write quotes inside a value twice ("").
	// "Malá" Eva;1
}

func ExampleNewWriter() {
	l := csvfile.Excel()
	l.BOM, l.LineEnd, l.Guard = false, "\n", true
	w := csvfile.NewWriter(os.Stdout, l)
	for _, row := range [][]string{{"Jméno", "Telefon"}, {"Šárka; st.", "+420603303963"}, {"=1+1", "+420 603"}} {
		if err := w.Write(row); err != nil {
			fmt.Println(err)
		}
	}
	if err := w.Flush(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Jméno;Telefon
	// "Šárka; st.";+420603303963
	// '=1+1;'+420 603
}
