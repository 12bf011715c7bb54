package helios

import (
	"fmt"
	"time"
)

// Folders and templates of the sample, and its marking function.
const (
	CompanyFolder, CompanyTemplate = 1002, 8
	ContactFolder, ContactTemplate = 1001, 7
	MarkFunction                   = 23480
)

// CompanyColumns returns an empty template of companies.
func CompanyColumns() *Template {
	return &Template{
		Folder: CompanyFolder, Number: CompanyTemplate, Name: "Společnosti", Class: "1118",
		Key: "name", Title: "title", Updated: "updated", Subject: "cislo_subjektu",
		Columns: []Column{
			{"name", "string", "Reference"},
			{"title", "string", "Název"},
			{"ulice", "string", "Ulice"},
			{"mesto", "string", "Město"},
			{"psc", "string", "PSČ"},
			{"telefon", "string", "Telefon"},
			{"ico", "string", "IČO"},
			{"updated", "dateTime", "Změněno"},
			{"cislo_subjektu", "int", "Číslo záznamu"},
		},
	}
}

// ContactColumns returns an empty template of contacts.
func ContactColumns() *Template {
	return &Template{
		Folder: ContactFolder, Number: ContactTemplate, Name: "Kontakty", Class: "1119",
		Key: "name", Title: "title", Updated: "updated", Subject: "cislo_subjektu",
		Columns: []Column{
			{"name", "string", "Reference"},
			{"title", "string", "Jméno"},
			{"account", "string", "Společnost"},
			{"number", "string", "Telefony"},
			{"mail", "string", "E-maily"},
			{"obchodnik", "string", "Obchodník"},
			{"updated", "dateTime", "Změněno"},
			{"cislo_subjektu", "int", "Číslo záznamu"},
		},
	}
}

var (
	firstNames = []string{"Jan", "Marie", "Petr", "Jana", "Josef", "Eva", "Pavel", "Hana", "Martin", "Lenka", "Tomáš", "Kateřina", "Jaroslav"}
	lastNames  = []string{"Novák", "Svobodová", "Novotný", "Dvořáková", "Černý", "Procházková", "Kučera", "Veselá", "Horák", "Němcová", "Pokorný"}
	cities     = []string{"Praha", "Brno", "Ostrava", "Plzeň", "Liberec", "Olomouc", "Zlín"}
)

// epoch is when the first row of the sample was changed; each later row a minute later, so that the
// last of 60,000 rows is six weeks younger.
var epoch = time.Date(2024, 1, 2, 8, 0, 0, 0, time.UTC)

// Sample returns templates with that many rows. Numbers are of the ranges of Czech mobiles, each
// once.
func Sample(companies, contacts int) []*Template {
	c, k := CompanyColumns(), ContactColumns()
	for i := range companies {
		c.Add(map[string]string{
			"name": fmt.Sprintf("C-%d", i+1), "title": fmt.Sprintf("Společnost %d, s.r.o.", i+1), "ulice": fmt.Sprintf("Dlouhá %d", i%200+1),
			"mesto": cities[i%len(cities)], "psc": fmt.Sprintf("%d %02d", 100+i%800, i%100), "telefon": fmt.Sprintf("+420 5%08d", 41_000_000+i),
			"ico": fmt.Sprintf("%08d", 10_000_000+i), "updated": epoch.Add(time.Duration(i) * time.Minute).Format(timeForm), "cislo_subjektu": fmt.Sprint(i + 1),
		})
	}
	for i := range contacts {
		k.Add(sampleContact(i, companies))
	}
	return []*Template{c, k}
}

func sampleContact(i, companies int) map[string]string {
	first, last := firstNames[i%len(firstNames)], lastNames[i/len(firstNames)%len(lastNames)]
	row := map[string]string{
		"name": fmt.Sprintf("K-%d", i+1), "title": first + " " + last, "number": fmt.Sprintf("+420 %d", 602_000_000+i), "mail": fmt.Sprintf("k%d@example.com", i+1),
		"obchodnik": lastNames[i%len(lastNames)], "updated": epoch.Add(time.Duration(i) * time.Minute).Format(timeForm), "cislo_subjektu": fmt.Sprint(1_000_000 + i),
	}
	if i%7 == 0 {
		row["number"] += fmt.Sprintf("; +420 %d", 721_000_000+i)
	}
	if companies > 0 && i%11 != 0 {
		row["account"] = fmt.Sprintf("C-%d", i%companies+1)
	}
	return row
}
