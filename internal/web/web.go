// Package web is the door for people: the pages.
//
// It owns which areas there are and what each is given. An area is a package of its own: routes,
// markup, and a section of the navigation. How one is added: docs/adding-a-page.md.
package web

import (
	"log/slog"
	"net/http"
	"net/netip"

	"ringdex/internal/auth"
	"ringdex/internal/calls"
	"ringdex/internal/directory"
	"ringdex/internal/journal"
	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
	"ringdex/internal/undo"
	"ringdex/internal/upload"
	"ringdex/internal/web/account"
	"ringdex/internal/web/call"
	"ringdex/internal/web/connect"
	"ringdex/internal/web/door"
	"ringdex/internal/web/find"
	"ringdex/internal/web/imports"
	"ringdex/internal/web/page"
	"ringdex/internal/web/run"
	"ringdex/internal/web/setting"
)

// Deps are what the pages need.
type Deps struct {
	Auth       *auth.Auth
	Directory  *directory.Directory
	Records    *directory.Records
	Users      *directory.Users
	Index      *lookup.Index
	Journal    *journal.Journal
	Undo       *undo.Undo
	Uploads    *upload.Uploads
	Calls      *calls.Calls
	Connectors *syncer.Syncer
	Clock      ringdex.Clock
	Proxies    []netip.Prefix // trusted to report the client's address
	Log        *slog.Logger
	Version    string        // of the program
	Regions    phone.Regions // of the server
	Demo       *account.Demo // nil outside a demonstration
}

// New returns the pages.
func New(d Deps) http.Handler {
	frame := page.Deps{Auth: d.Auth, Directory: d.Directory, Clock: d.Clock, Proxies: d.Proxies, Log: d.Log, Version: d.Version}
	return page.New(frame, areas(d)...)
}

// areas are all areas, in the order of the navigation.
func areas(d Deps) []page.Area {
	return []page.Area{
		find.New(find.Deps{Records: d.Records, Fields: d.Directory, Index: d.Index, Undo: d.Undo}),
		imports.New(imports.Deps{Uploads: d.Uploads, Directory: d.Directory}),
		run.New(run.Deps{Directory: d.Directory, Journal: d.Journal, Undo: d.Undo}),
		call.New(call.Deps{Calls: d.Calls, Records: d.Records, Index: d.Index}),
		connect.New(connect.Deps{Connectors: d.Connectors, Directory: d.Directory}),
		door.New(door.Deps{Auth: d.Auth, Directory: d.Directory}),
		setting.New(setting.Deps{Directory: d.Directory, Users: d.Users}),
		account.New(account.Deps{Auth: d.Auth, Directory: d.Directory, Regions: d.Regions, Demo: d.Demo}),
	}
}
