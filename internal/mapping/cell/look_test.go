package cell

import "testing"

func TestLooksLike(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Look{
		"603303963": LikeNumber, "+420 603 303 963": LikeNumber, "tel:+420603303963": LikeNumber, "mobil: 603 303 963": LikeNumber, "603303963 (práce)": LikeNumber,
		"T 603 303 963": LikeNumber, `="603303963"`: LikeNumber, "603-303-963 ::: 222 333 444": LikeNumber, "603 - 303 - 963": LikeNumber, "(02) 2233 4455": LikeNumber,
		"00420603303963": LikeNumber, "tel:+48602002067<br>0048602002068<br>222.002.069": LikeNumber, "00420541003908 nebo \u00a0777003909": LikeNumber,
		"T +421 905 001 758 und \u00a000420541001759": LikeNumber, "603 303 963 lub  222 333 444": LikeNumber, "jan@x.example": LikeAddress, "Jan <jan@x.example>": LikeAddress,
		"": LikeNothing, "12345678": LikeNothing, "IČO: 27074999": LikeNothing, "CZ6990012370": LikeNothing, "Objednávka 20230012345": LikeNothing, "2023-01-05 10:00": LikeNothing,
		"5. 11. 1979": LikeNothing, "1979-11-05": LikeNothing, "1 234 567,50": LikeNothing, "1234567.5": LikeNothing, "60200": LikeNothing, "Dlouhá 1234567": LikeNothing, "a@b": LikeNothing,
	} {
		if got := LooksLike(text); got != want {
			t.Errorf("%q looks like %q, want %q", text, got, want)
		}
	}
}
