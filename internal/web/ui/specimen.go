package ui

import (
	"time"

	"github.com/a-h/templ"

	"ringdex/internal/auth"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
)

// Specimen is a page with fixed data, for the gallery: it is looked at, and checked, without a
// store.
type Specimen struct {
	Name string // "find-contact": unique, and the name of its screenshots
	Head func(v *View) Head
	Body func(v *View) templ.Component
}

// SpecimenTime is now in the gallery.
var SpecimenTime = time.Date(2026, 11, 27, 14, 5, 0, 0, time.UTC)

// SpecimenView returns the reader of the gallery: an administrator.
func SpecimenView(l i18n.Language, theme string) *View {
	who := &ringdex.Contact{UserName: "jana", FirstName: "Jana", LastName: "Nováková", Roles: ringdex.Administrator}
	return &View{
		Language: l, Zone: time.UTC, Theme: theme, Now: SpecimenTime, Path: "/", Version: "v1.0.0", Who: who,
		Principal: auth.Principal{Actor: who.UserName, Roles: who.Roles}, Organization: "Volací centrum",
	}
}

// Titled returns the head of a specimen, in a section of the navigation.
func Titled(title, section string) func(*View) Head {
	return func(*View) Head { return Head{Title: title, Section: section} }
}

// Lone returns the head of a specimen without the frame.
func Lone(title string) func(*View) Head {
	return func(*View) Head { return Head{Title: title, Alone: true} }
}
