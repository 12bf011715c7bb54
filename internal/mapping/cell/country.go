package cell

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"ringdex/internal/fold"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// countryWords are what exports and people here write besides codes and the names of the Unicode
// tables: colloquial and official names, plates of cars, and adjectives.
var countryWords = map[string]string{
	"CZE": "cr; čr; Česká republika; Česká rep.; Czech Republic; Czech Rep.; Republika Czeska; Tschechische Republik; " +
		"český; česká; české; Czech; czeski; czeska; czeskie; tschechisch; tschechische",
	"SVK": "sr; Slovenská republika; Slovenská rep.; Slovenska rep.; Slovak Republic; Slovak Rep.; Republika Słowacka; Slowakische Republik; slovenský; slovenská; slovenské; Slovak; " +
		"słowacki; słowacka; słowackie; slowakisch; slowakische",
	"POL": "Polská republika; Poľská republika; Rzeczpospolita Polska; Republic of Poland; polský; polská; polské; poľský; poľská; poľské; Polish; " +
		"polski; polska; polskie; polnisch; polnische",
	"DEU": "d; SRN; NSR; BRD; RFN; NRF; Spolková republika Německo; Bundesrepublik Deutschland; Federal Republic of Germany; německý; německá; německé; " +
		"nemecký; nemecká; nemecké; German; niemiecki; niemiecka; niemieckie; deutsch; deutsche",
	"AUT": "a; Republik Österreich; rakouský; rakouská; rakouské; rakúsky; rakúska; rakúske; Austrian; austriacki; austriacka; österreichisch; österreichische",
	"HUN": "h; maďarský; maďarská; Hungarian; węgierski; węgierska; ungarisch; ungarische",
	"GBR": "uk; Velká Británie; Vel. Británie; V. Británie; Veľká Británia; Anglie; Anglicko; Great Britain; England; Scotland; Wales; Anglia; Großbritannien; England; " +
		"britský; britská; British; brytyjski; brytyjska; britisch; britische",
	"NLD": "Holandsko; Nizozemí; Holland; Holandia; Niderlandy; Dutch; holandský; holandská; niederländisch",
	"USA": "u.s.a.; Spojené státy americké; Spojené štáty americké; United States of America; Amerika; American; americký; americká; amerikanisch",
	"UKR": "ukrajinský; ukrajinská; Ukrainian; ukraiński; ukraińska; ukrainisch",
	"CHE": "Swiss; švýcarský; švajčiarsky; szwajcarski; schweizerisch",
	"FRA": "French; francouzský; francúzsky; francuski; französisch",
	"ITA": "Italian; italský; taliansky; włoski; italienisch",
	"ESP": "Spanish; španělský; španielsky; hiszpański; spanisch",
	"MKD": "Makedonie; Macedónsko; Macedonia; Mazedonien",
	"RUS": "Russia; Ruská federace; Russian Federation; ruský; Russian; rosyjski; russisch",
}

// countryNames are all words for countries, by their keys.
var countryNames = sync.OnceValue(func() map[string]string {
	names := byKey(countryWords)
	add := func(text, code string) {
		if key := fold.Key(text); key != "" && names[key] == "" {
			names[key] = code
		}
	}
	for _, code := range ringdex.Countries() {
		region, err := language.ParseRegion(code)
		if err != nil {
			continue
		}
		add(region.String(), code)
		for _, tag := range []language.Tag{language.Czech, language.Slovak, language.Polish, language.German, language.English} {
			add(display.Regions(tag).Name(region), code)
		}
	}
	return names
})

// Country reads the name of a country in one of five languages, its codes, or its adjective, and
// returns the code of three letters.
func Country(text string) (string, bool) {
	if code, ok := ringdex.ParseCountry(text); ok {
		return code, true
	}
	if code, ok := countryNames()[fold.Key(text)]; ok {
		return code, true
	}
	return countryAmong(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("()[]/,;|-–", r) }))
}

// countryAmong reads "Slovensko (SK)" and "Deutschland, Berlin": parts that name one country.
func countryAmong(parts []string) (code string, ok bool) {
	for _, part := range parts {
		if len(parts) < 2 {
			break
		}
		one, known := Country(strings.TrimSpace(part))
		if known && ok && one != code {
			return "", false
		}
		if known {
			code, ok = one, true
		}
	}
	return code, ok
}

// RegionOf returns the region of a country's numbers, from its code of three letters; "" if it has
// none.
func RegionOf(country string) string {
	region, err := language.ParseRegion(country)
	if err != nil {
		return ""
	}
	if known, err := phone.ParseRegions(region.String()); err != nil || len(known) != 1 {
		return ""
	}
	return strings.ToUpper(region.String())
}
