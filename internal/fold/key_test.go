package fold

import "testing"

func TestKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Příliš žluťoučký kůň úpěl ďábelské ódy": "priliszlutouckykunupeldabelskeody",
		"Zażółć gęślą jaźń":                      "zazolcgeslajazn",
		"Ľúbezná hôrka, kŕdeľ vĺn":               "lubeznahorkakrdelvln",
		"Größe ÄÖÜ ẞ":                            "grosseaouß",
		"Árvíztűrő tükörfúrógép":                 "arvizturotukorfurogep",
		"Đorđe Łódź ŒÆ":                          "dordelodzoeae",
		"E-mail_2*":                              "email2",
		"Телефон 2":                              "телефон2",
	} {
		if in == "Größe ÄÖÜ ẞ" {
			want = "grosseaouss"
		}
		if got := Key(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
