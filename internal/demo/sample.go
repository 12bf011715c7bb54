package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// generator generates the sample from a fixed seed.
type generator struct{ random *rand.Rand }

// country holds the data that records of one country share.
type country struct {
	code, language, prefix string
	mobiles                []string // prefixes of mobile numbers; six digits follow
	men, women             []string
	surnames               [][2]string // of men, of women
	cities                 []city
	forms                  []string
}

type city struct{ name, postal, landline string }

var countries = []country{
	{
		"CZE", "cs", "+420",
		[]string{"603", "604", "605", "606", "607", "608", "702", "720", "721", "722", "723", "731", "732", "733", "773", "774", "775", "776"},
		[]string{"Jan", "Petr", "Tomáš", "Jiří", "Martin", "Pavel", "Jakub", "Lukáš", "Ondřej", "Zdeněk"},
		[]string{"Jana", "Eva", "Hana", "Anna", "Věra", "Lenka", "Kateřina", "Alena", "Lucie", "Šárka"},
		[][2]string{{"Novák", "Nováková"}, {"Svoboda", "Svobodová"}, {"Dvořák", "Dvořáková"}, {"Černý", "Černá"}, {"Procházka", "Procházková"}, {"Kučera", "Kučerová"}, {"Veselý", "Veselá"}, {"Horák", "Horáková"}, {"Němec", "Němcová"}, {"Říha", "Říhová"}},
		[]city{{"Praha", "11000", "222"}, {"Brno", "60200", "542"}, {"Ostrava", "70200", "596"}, {"Plzeň", "30100", "377"}, {"Liberec", "46001", "485"}},
		[]string{"s.r.o.", "a.s.", "spol. s r.o."},
	},
	{
		"SVK", "sk", "+421",
		[]string{"903", "905", "907", "908", "911", "915", "917", "918", "940", "944", "948"},
		[]string{"Ján", "Peter", "Marek", "Michal", "Ľuboš", "Juraj", "Matej"},
		[]string{"Mária", "Zuzana", "Katarína", "Monika", "Ľubica", "Eva"},
		[][2]string{{"Horváth", "Horváthová"}, {"Kováč", "Kováčová"}, {"Varga", "Vargová"}, {"Tóth", "Tóthová"}, {"Baláž", "Balážová"}, {"Ďurica", "Ďuricová"}},
		[]city{{"Bratislava", "81101", "25920"}, {"Košice", "04001", "55611"}, {"Žilina", "01001", "41562"}},
		[]string{"s.r.o.", "a.s."},
	},
	{
		"POL", "pl", "+48",
		[]string{"501", "502", "503", "504", "505", "506", "507", "508", "601", "602", "603", "604", "605", "606", "607", "608", "691", "692", "693"},
		[]string{"Jan", "Piotr", "Łukasz", "Michał", "Krzysztof", "Paweł", "Stanisław"},
		[]string{"Anna", "Małgorzata", "Katarzyna", "Agnieszka", "Łucja", "Zofia"},
		[][2]string{{"Kowalski", "Kowalska"}, {"Nowak", "Nowak"}, {"Wiśniewski", "Wiśniewska"}, {"Wójcik", "Wójcik"}, {"Zieliński", "Zielińska"}, {"Dąbrowski", "Dąbrowska"}},
		[]city{{"Warszawa", "00-001", "22531"}, {"Kraków", "30-001", "12617"}, {"Wrocław", "50-001", "71770"}},
		[]string{"sp. z o.o.", "S.A."},
	},
}

var trades = []string{"Stavby", "Elektro", "Textil", "Dřevo", "Kovo", "Agro", "Potraviny", "Reklama", "Transport", "Optika", "Papír", "Zahrada", "Okna", "Tisk"}

func pick[T any](g *generator, list []T) T { return list[g.random.IntN(len(list))] }

func (g *generator) country() *country { return &countries[[]int{0, 0, 0, 1, 2}[g.random.IntN(5)]] }

// record collects operations.
type record struct{ intake.Record }

func (r *record) set(field string, value any) {
	if value != "" {
		r.Ops = append(r.Ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: value})
	}
}

func (r *record) add(field string, value any) {
	r.Ops = append(r.Ops, ringdex.Op{Verb: ringdex.Add, Field: field, Value: value})
}

func (g *generator) companies(n int) []intake.Record {
	records := make([]intake.Record, n)
	for i := range records {
		records[i] = g.company(i)
	}
	return records
}

func (g *generator) company(i int) intake.Record {
	c := g.country()
	town := pick(g, c.cities)
	name := fmt.Sprintf("%s %s %s", pick(g, trades), town.name, pick(g, c.forms))
	r := record{intake.Record{At: ringdex.Position{Index: i}, Identity: intake.Identity{ExternalID: companyID(i)}}}
	r.set("name", name)
	r.set("city", town.name)
	r.set("postalCode", town.postal)
	r.set("street", fmt.Sprintf("%s %d", pick(g, c.surnames)[0], 1+g.random.IntN(99)))
	r.set("country", c.code)
	r.set("timeZone", "Central Europe Standard Time")
	r.set("web", fmt.Sprintf("https://firma%d.example.com", i))
	r.add("emails", fmt.Sprintf("info@firma%d.example.com", i))
	r.add("emailDomains", fmt.Sprintf("firma%d.example.com", i))
	r.add("phones", c.prefix+town.landline+g.digits(9-len(town.landline)-2)+"00")
	r.set("custom.1", g.digits(8))
	return r.Record
}

func companyID(i int) string { return fmt.Sprintf("C-%d", i+1) }

func (g *generator) contacts(n int) []intake.Record {
	records := make([]intake.Record, n)
	records[0] = known()
	for i := 1; i < n; i++ {
		records[i] = g.contact(i)
	}
	return records
}

// known returns the contact that the example commands look up: that of the helpdesk's example (seed
// 000).
func known() intake.Record {
	r := record{intake.Record{Identity: intake.Identity{ExternalID: "P-1"}, Company: &intake.CompanyRef{ExternalID: companyID(0)}}}
	r.set("userName", "cmelak@mailinator.com")
	r.set("email", "cmelak@mailinator.com")
	r.set("firstName", "František")
	r.set("lastName", "Čmelák")
	r.set("phone", "+420603303963")
	r.set("role.end-user", true)
	r.set("language", "cs")
	r.set("agents", []any{"22", "100"})
	r.set("links.name", "https://crm.example.com/contact/1")
	r.set("custom.36", "https://crm.example.com/contact/1")
	r.set("custom.37", "Koncový zákazník")
	r.set("custom.38", int64(0))
	r.set("custom.39", "Hlavní ceník")
	r.set("custom.40", "2022-02-21T10:49:16.000Z")
	r.set("custom.41", true)
	r.set("custom.43", int64(3))
	return r.Record
}

func (g *generator) contact(i int) intake.Record {
	c := g.country()
	first, last := pick(g, c.men), pick(g, c.surnames)[0]
	if g.random.IntN(2) == 0 {
		first, last = pick(g, c.women), pick(g, c.surnames)[1]
	}
	r := record{intake.Record{At: ringdex.Position{Index: i}, Identity: intake.Identity{ExternalID: fmt.Sprintf("P-%d", i+1)}}}
	if g.random.IntN(4) > 0 {
		r.Company = &intake.CompanyRef{ExternalID: companyID(g.random.IntN(companies))}
	}
	email := fmt.Sprintf("%s.%s.%d@example.com", plainLetters(first), plainLetters(last), i)
	r.set("userName", email)
	r.set("email", email)
	r.set("firstName", first)
	r.set("lastName", last)
	r.set("language", c.language)
	r.set("role.end-user", true)
	r.add("phones", c.prefix+" "+pick(g, c.mobiles)+" "+g.digits(3)+" "+g.digits(3))
	if g.random.IntN(3) == 0 {
		r.add("phones", c.prefix+pick(g, c.cities).landline+g.digits(9)[:9-len(c.cities[0].landline)])
	}
	r.set("custom.37", pick(g, []string{"Koncový zákazník", "Firma", "Partner"}))
	r.set("custom.38", float64(g.random.IntN(100))*125)
	r.set("custom.42", int64(g.random.IntN(60)))
	r.set("custom.43", int64(1+g.random.IntN(3)))
	return r.Record
}

func (g *generator) digits(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + g.random.IntN(10)))
	}
	return b.String()
}

// plainLetters converts a name for use in an e-mail address.
var plainLetters = strings.NewReplacer(
	"á", "a", "č", "c", "ď", "d", "é", "e", "ě", "e", "í", "i", "ľ", "l", "ĺ", "l", "ň", "n", "ó", "o", "ô", "o", "ř", "r", "ŕ", "r",
	"š", "s", "ť", "t", "ú", "u", "ů", "u", "ý", "y", "ž", "z", "ä", "a", "ł", "l", "ą", "a", "ę", "e", "ś", "s", "ź", "z", "ż", "z", "ć", "c", "ń", "n",
	"Č", "c", "Ď", "d", "Ľ", "l", "Ř", "r", "Š", "s", "Ž", "z", "Ł", "l", "Ś", "s", "Ź", "z", "Ż", "z", "Ú", "u",
).Replace
