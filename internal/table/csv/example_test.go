package csv_test

import (
	"fmt"
	"os"

	"ringdex/internal/table"
	"ringdex/internal/table/csv"
)

func ExampleNewWriter() {
	l := table.Excel()
	l.BOM, l.LineEnd, l.Guard = false, "\n", true
	w := csv.NewWriter(os.Stdout, l)
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
