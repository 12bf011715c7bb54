package phone
import ("testing";"fmt";"time";"strings")
func TestX(t *testing.T){
	for _, unit := range []string{"1 ", "0/", "30 1", "(", "7,", "tel ", "+4", "222-", "ſ", "l1 ", "<;"} {
		text := strings.Repeat(unit, maxInput/len(unit))
		for _, regions := range fuzzRegions {
			t0:=time.Now(); Parse(text, regions); d1:=time.Since(t0); t0=time.Now()
			Split(text, regions);d2:=time.Since(t0); t0=time.Now()
			Split(strings.Repeat(text+";", maxCell/maxInput), regions); d3:=time.Since(t0)
			if d1+d2+d3>5*time.Millisecond {fmt.Println(unit,regions,d1,d2,d3)}
		}
	}
}
