package format_test

import (
	"fmt"
	"strings"

	"ringdex/internal/table"
	"ringdex/internal/table/format"
)

func ExampleOpen() {
	file := strings.NewReader("Příjmení;Telefon\r\n\"Novák\r\nst.\";+420603303963\r\n\"Malá\" Eva;1\r\n")
	r, err := format.Open(file, table.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	fmt.Printf("%q\n", r.Header())
	for row, err := range r.All() {
		if err != nil {
			fmt.Printf("line %d is refused: %s\n", row.Line, row.Text)
			continue
		}
		fmt.Printf("line %d: %q\n", row.Line, row.Fields)
	}
	// Output:
	// ["Příjmení" "Telefon"]
	// line 2: ["Novák\r\nst." "+420603303963"]
	// line 4 is refused: "Malá" Eva;1
}
