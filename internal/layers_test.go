// Package internal_test holds the whole tree to its shape: who may import whom (this file), and
// what else must be true of every package and of go.mod (shape_test.go).
package internal_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the tables into docs/design.md")

// rule is what one package, or a family of packages, may import.
type rule struct {
	owns  string
	may   []string // ours, by the names of rules; all of ours when it is everything
	never []string // others, with all that is below them
	why   string   // what a broken rule would cost; printed with each failure
}

var everything = []string{"*"}

// rules are looked up by the path of a package without "internal/": by its name, or by its family
// ("dialect/*"). Tests are free: most of them use a real store. Rules of packages that do not exist
// yet are laid down on purpose.
var rules = map[string]rule{
	"message": {
		owns:  "what is said to people, as keys with arguments, and the words of it in English",
		never: []string{"os", "net", "database/sql"},
		why:   "whoever fails says why by a key; in which language is decided where somebody is answered",
	},
	"i18n": {
		owns: "the other languages, their plurals, and which one a caller wants",
		may:  []string{"message"}, never: []string{"os", "net", "database/sql"},
		why: "what goes wrong is English inside; doors and commands translate it, nobody between",
	},
	"phone/automaton": {
		owns: "many regular expressions of digits, matched at once", never: []string{"os", "net", "database/sql"},
		why: "a table; what a number is and who it belongs to is decided by phone",
	},
	"phone": {
		owns: "telephone numbers", never: []string{"os", "net", "database/sql"},
		may: []string{"message", "phone/automaton"},
		why: "a pure format; ringdex itself stands on it",
	},
	"scratch": {
		owns: "temporary files that leave nothing behind", never: []string{"net/http", "database/sql"},
		why: "how the system frees a file is told once; what is in it is the caller's",
	},
	"owner": {
		owns: "whose a file is that the superuser makes", never: []string{"net/http", "database/sql"},
		why: "what root runs beside a service must not lock it out, whichever file it is",
	},
	"table": {
		owns: "rows of files, whatever their format", may: []string{"message", "table/charset"}, never: []string{"net", "database/sql"},
		why: "a pure format; what a column means is decided by whoever reads it",
	},
	"table/charset": {
		owns: "encodings",
		why:  "it knows letters and bytes, and no table",
	},
	"table/charset/guess": {
		owns: "in which encoding a text is", may: []string{"table/charset"},
		why: "languages are a matter of their own; a new one is a line",
	},
	"table/csv": {
		owns: "delimited text, read and written", may: []string{"message", "table", "table/charset", "table/charset/guess", "table/csv/record"}, never: []string{"net", "database/sql"},
		why: "formats do not know each other's files",
	},
	"table/csv/record": {
		owns: "where records and fields end",
		why:  "a grammar of bytes; it knows no encoding and no limits of a file",
	},
	"table/xlsx": {
		owns: "workbooks", may: []string{"message", "table", "table/csv", "table/xlsx/numfmt", "scratch"}, never: []string{"net", "database/sql"},
		why: "a row of a workbook is shown as CSV; nothing else is shared",
	},
	"table/xlsx/numfmt": {
		owns: "numbers as their cells show them",
		why:  "a pure table of formats; it knows no workbook",
	},
	"table/vcard": {
		owns: "address books, read", may: []string{"message", "table", "table/charset", "table/csv"}, never: []string{"net", "database/sql"},
		why: "a card is shown as a row of CSV; what its columns mean is decided elsewhere",
	},
	"table/format": {
		owns: "which format a file has", may: []string{"message", "table", "table/charset", "table/csv", "table/vcard", "table/xlsx"}, never: []string{"net", "database/sql"},
		why: "the one place that knows all formats",
	},
	"mapping/heading": {
		owns: "names of columns in five languages", may: []string{"ringdex", "fold"}, never: []string{"net", "database/sql"},
		why: "a new name is a word in a file; files, pages and connectors recognise the same ones",
	},
	"fastjson": {
		owns: "the faster JSON, for bulk bodies", never: []string{"net/http", "database/sql"},
		why: "an alias that can be pointed at another library; it knows no shape of ours",
	},
	"fold": {
		owns: "letters without diacritics",
		why:  "a pure table; headers and searches must fold alike",
	},
	"heap": {
		owns: "how much garbage a server's heap may hold", never: []string{"net/http", "database/sql"},
		why: "the number index has no pointers: collecting often costs little",
	},
	"seen": {
		owns: "which of very many keys have come", may: []string{"scratch"}, never: []string{"net/http", "database/sql"},
		why: "a map that outgrows memory; what a key is, is decided by whoever hashes it",
	},
	"ringdex": {
		owns: "the language: types, operations, validation, error codes, the store's contract",
		may:  []string{"checkdigit", "message", "phone"}, never: []string{"os", "net/http", "database/sql"},
		why: "everybody speaks it, so it must not depend on anybody, and does no I/O",
	},
	"wire/*": {
		owns: "the shapes, names and limits of one wire, for those who serve it, call it or write its files",
		may:  []string{"message", "i18n", "ringdex", "phone"}, never: []string{"os", "net/http", "database/sql"},
		why: "both sides of a wire and every file in its form use the same ones; who sends and stores is somebody else",
	},
	"directory": {
		owns: "use cases on single records, fields and sources, and who may use them",
		may:  []string{"message", "ringdex", "phone", "auth", "auth/apikey", "auth/user", "intake", "journal", "search"}, never: []string{"net/http", "database/sql"},
		why: "use cases are the same at every door and on every engine",
	},
	"intake": {
		owns: "many records in, one outcome each",
		may:  []string{"message", "ringdex", "phone", "fold", "seen"}, never: []string{"net/http", "database/sql"},
		why: "doors read their wires into records; one pipeline serves them all, files included",
	},
	"mapping": {
		owns: "which column fills which field, and rows as drafts of records",
		may:  []string{"message", "ringdex", "phone", "fold", "intake", "mapping/cell", "mapping/heading"}, never: []string{"net/http", "database/sql"},
		why: "a column means the same in a file, on a page and in a connector; it reads no files",
	},
	"mapping/cell": {
		owns: "what people and spreadsheets write into cells", may: []string{"message", "ringdex", "phone", "fold"}, never: []string{"net/http", "database/sql"},
		why: "a word means the same in every column",
	},
	"fileimport": {
		owns:  "the use case of a file of contacts or companies",
		may:   []string{"i18n", "message", "ringdex", "phone", "fold", "seen", "scratch", "table", "table/csv", "table/format", "mapping", "mapping/cell", "mapping/heading", "intake"},
		never: []string{"net/http", "database/sql"},
		why:   "the command line and the pages call the same; it reads and writes streams that it is handed, and has no word of either",
	},
	"calls": {
		owns:  "telephone calls: what an event means, who sees a call, and how it reaches those who watch",
		may:   []string{"message", "ringdex", "phone", "auth", "directory", "journal", "lookup"},
		never: []string{"net/http", "database/sql"},
		why:   "phone systems tell calls in many wires, and pages show them; neither knows the other",
	},
	"upload": {
		owns:  "files that people have handed in, until they are imported",
		may:   []string{"message", "i18n", "ringdex", "phone", "auth", "scratch", "table", "mapping", "fileimport"},
		never: []string{"net/http", "database/sql"},
		why:   "the steps between a file and its run are told once; what they look like is the pages' matter",
	},
	"export": {
		owns: "contacts and companies as files",
		may:  []string{"message", "ringdex", "phone", "table", "table/charset", "table/csv", "table/xlsx", "mapping", "mapping/cell", "wire/*"}, never: []string{"net/http", "database/sql"},
		why: "a column is called as an import takes it",
	},
	"checkdigit": {
		owns: "check digits of official numbers",
		why:  "pure arithmetic; whether a wrong number is refused is decided by whoever stores it",
	},
	"moment": {
		owns: "durations and points in time as people write them", may: []string{"message", "ringdex"}, never: []string{"os", "net", "database/sql"},
		why: "every command takes the same forms",
	},
	"terminal": {
		owns: "output for people: harmless text, and progress", may: []string{"ringdex"}, never: []string{"net", "database/sql"},
		why: "what third parties call themselves must not control a terminal, whichever command prints it",
	},
	"seal": {
		owns: "secrets that have to be used again, locked", may: []string{"message", "owner"}, never: []string{"net", "database/sql"},
		why: "it knows one key and no secret's meaning",
	},
	"journal": {
		owns: "following the journal, and the past of records",
		may:  []string{"message", "ringdex", "jobs"}, never: []string{"net/http", "database/sql"},
		why: "cursors, windows and images are the same for the index, webhooks and connectors",
	},
	"undo": {
		owns: "taking changes back",
		may:  []string{"message", "ringdex", "seen"}, never: []string{"net/http", "database/sql"},
		why: "the inverse of what stands in the journal; which door asks, and how its changes came, does not matter",
	},
	"erasure": {
		owns: "finding a person, erasing it, and keeping it from coming back",
		may:  []string{"message", "ringdex", "phone", "fold", "auth", "jobs", "journal"}, never: []string{"os", "net/http", "database/sql"},
		why: "which tables have anything of a person is the store's to know, and how a package looks is not its matter",
	},
	"dossier": {
		owns: "all that is known of a person, as files for that person",
		may:  []string{"message", "i18n", "ringdex", "erasure", "wire/*"}, never: []string{"os", "net/http", "database/sql"},
		why: "what is in it is found by erasure; here is only how it looks, and the same at each door",
	},
	"lookup": {
		owns: "the number index and the ladder",
		may:  []string{"journal", "ringdex", "phone", "search"}, never: []string{"net/http", "database/sql"},
		why: "fed by every write and by the journal, so that no door can forget it",
	},
	"search": {
		owns: "the index of words: what is searched of a record, segments, queries",
		may:  []string{"ringdex", "fold"}, never: []string{"net", "database/sql"},
		why: "which versions of records exist and who sees them is decided by lookup, which owns the indexes",
	},
	"auth/bounded": {
		owns: "a map that stays small", never: []string{"net", "database/sql"},
		why: "what is forgotten costs its owner a read; who the owner is does not matter",
	},
	"auth/throttle": {
		owns: "how long somebody who fails too often has to wait", may: []string{"auth/bounded"}, never: []string{"net", "database/sql"},
		why: "it counts by any key; who is counted, and what a failure is, is decided by auth",
	},
	"auth/flight": {
		owns: "one result for all that ask at once", may: []string{"ringdex"}, never: []string{"net", "database/sql"},
		why: "what is asked does not matter to it",
	},
	"auth/password": {
		owns: "which passwords may be set, and their hashes", may: []string{"ringdex"}, never: []string{"net", "database/sql"},
		why: "a pure rule; how many hashes are made at once, and whose they are, is decided by its callers",
	},
	"auth/apikey": {
		owns: "the secrets of API keys, and making a key", may: []string{"ringdex"}, never: []string{"net/http", "database/sql"},
		why: "the form of a secret is one place; what a key may do is decided by auth",
	},
	"auth/user": {
		owns: "the first administrator, and what a user name may be", may: []string{"ringdex", "auth/password"}, never: []string{"net", "database/sql"},
		why: "what a name may be is known to those who verify, and to those who manage users",
	},
	"auth": {
		owns: "who calls, by a password or a key, and with which rights",
		may:  []string{"message", "ringdex", "auth/apikey", "auth/bounded", "auth/flight", "auth/password", "auth/throttle", "auth/user"}, never: []string{"net/http", "database/sql"},
		why: "how a wire carries credentials is the dialect's; rows are the store's",
	},
	"config": {
		owns: "settings",
		why:  "values are passed to constructors; nobody reads settings by itself",
	},
	"httpx": {
		owns: "HTTP plumbing: bodies, credentials, middleware", may: []string{"message", "scratch"}, never: []string{"database/sql"},
		why: "it speaks HTTP and not our language; each dialect has its own words for failures",
	},
	"openapi": {
		owns: "the description of our doors: the OpenAPI document, and the page for people",
		may:  []string{"ringdex", "phone"}, never: []string{"database/sql"},
		why: "doors list their operations and check their requests themselves; it routes no call",
	},
	"outbound": {
		owns: "requests to addresses that others give", may: []string{"message", "ringdex"}, never: []string{"database/sql"},
		why: "one guard, whoever sends; what a request says is its caller's",
	},
	"server": {
		owns: "the listener and the probes",
		may:  []string{"httpx"}, never: []string{"database/sql"},
		why: "it is handed a finished handler, so that mounts stand in one place, the caller's",
	},
	"dialect": {
		owns: "what dialects share: proving who asks, and who is calling",
		may:  []string{"ringdex", "phone", "auth", "httpx", "openapi", "lookup", "connector"}, never: []string{"database/sql"},
		why: "no wire's words in it, or it becomes a dialect that the others import",
	},
	"dialect/dialecttest": {
		owns: "the world and the exchanges of the dialects' tests", may: everything,
		why: "a dialect's tests need all that the program has; tests import it, and nobody else",
	},
	"dialect/*": {
		owns:  "one wire that others speak to us",
		may:   []string{"message", "i18n", "ringdex", "phone", "table", "table/charset", "table/csv", "table/format", "scratch", "fastjson", "directory", "intake", "fileimport", "mapping", "journal", "undo", "lookup", "search", "calls", "webhook", "syncer", "connector", "auth", "auth/password", "httpx", "openapi", "dialect", "wire/*"},
		never: []string{"database/sql"},
		why:   "a wire can be changed or dropped without touching another one, and works on any store",
	},
	"connector": {
		owns: "the contract with remote systems: settings as data, and what a connector can do",
		may:  []string{"message", "ringdex", "phone", "table", "intake", "fileimport"}, never: []string{"os", "database/sql"},
		why: "nothing of any vendor; whoever runs connectors knows this package and no kind",
	},
	"connector/call": {
		owns: "HTTP calls of connectors: when one is tried again, and failures as data",
		may:  []string{"message", "connector"}, never: []string{"os", "database/sql"},
		why: "it knows no wire; a new connector has its retries from here",
	},
	"connector/rows": {
		owns: "rows of named columns of a remote system, as records",
		may:  []string{"message", "ringdex", "phone", "fold", "mapping", "mapping/cell", "intake", "connector"}, never: []string{"os", "net/http", "database/sql"},
		why: "a column means the same whichever system it comes from, and in a file",
	},
	"connector/connectortest": {
		owns: "the world of connectors' tests, and the faults that every kind must withstand",
		may:  []string{"message", "ringdex", "phone", "intake", "fileimport", "connector", "connector/call", "emulator/fault", "golden"}, never: []string{"database/sql"},
		why: "tests import it, and nobody else",
	},
	"connector/attribute": {
		owns: "attributes of records in remote systems: what differs, and what has to be sent",
		why:  "texts and lists; every target treats values that others have added alike",
	},
	"connector/listed": {
		owns: "which records a system surely lacks, so that a first load need not look for each",
		may:  []string{"ringdex", "connector"},
		why:  "when a list is worth reading, and how long it is believed, is the same for every target",
	},
	"connector/file": {
		owns: "which files of a folder are read, and where they lie afterwards",
		may:  []string{"message", "i18n", "ringdex", "phone", "table", "table/charset", "mapping", "intake", "fileimport", "connector"}, never: []string{"net/http", "database/sql"},
		why: "a folder has files where other systems have records; how one is read is known to the use case that the command line has, too",
	},
	"connector/*": {
		owns:  "one remote system that we speak to",
		may:   []string{"message", "ringdex", "phone", "mapping", "mapping/cell", "mapping/heading", "fastjson", "intake", "connector", "connector/attribute", "connector/call", "connector/listed", "connector/rows", "wire/*"},
		never: []string{"database/sql"},
		why:   "like a dialect, the other way round; it knows neither the store nor another connector",
	},
	"emulator": {
		owns: "what every emulated system is: a handler that fails by a plan, a lock, counts", may: []string{"emulator/fault"}, never: []string{"database/sql"},
		why: "a new system brings its wire and what it refuses, nothing else",
	},
	"emulator/fault": {
		owns: "how calls fail: 429, an error, a lost answer, a page for people", never: []string{"database/sql"},
		why: "systems fail alike, and it knows none of them",
	},
	"syncer": {
		owns: "when connectors run, and what was sent to which system",
		may:  []string{"message", "ringdex", "phone", "intake", "fileimport", "jobs", "journal", "seal", "connector", "connector/call"}, never: []string{"os", "database/sql"},
		why: "it runs whatever has the abilities of a connector, and knows no kind",
	},
	"emulator/*": {
		owns: "a remote system to try a connector with, that refuses what the real one refuses", may: []string{"emulator", "emulator/fault"}, never: []string{"database/sql"},
		why: "it shares no code with the connector that it tests, or both would have the same mistake",
	},
	"store": {
		owns: "rows, and each query once",
		may:  []string{"message", "ringdex", "phone", "seen", "store/migrations"}, never: []string{"net/http", "modernc.org", "github.com/jackc"},
		why: "whether a change is allowed is decided above it; what differs between engines, below",
	},
	"store/migrations": {
		owns: "the numbered steps of the schema",
		why:  "files, nothing else",
	},
	"store/sqlite": {
		owns: "the embedded engine",
		may:  []string{"ringdex", "store", "owner"}, never: []string{"net/http", "github.com/jackc"},
		why: "an engine brings its connections and differences; engines do not know each other",
	},
	"backup": {
		owns: "back-ups of the embedded engine: a file and its checksum",
		may:  []string{"message", "owner", "ringdex", "store", "store/sqlite"}, never: []string{"net/http", "database/sql"},
		why: "it moves files; what is in them is the store's",
	},
	"store/postgres": {
		owns: "the engine to grow with",
		may:  []string{"message", "ringdex", "store"}, never: []string{"net/http", "modernc.org"},
		why: "an engine brings its connections and differences; engines do not know each other",
	},
	"await": {
		owns: "how tests wait for what must come", never: []string{"net", "database/sql"},
		why: "a test with a patience of its own fails on a busy machine; tests import it, and nobody else",
	},
	"golden": {
		owns: "files of expected results, and the flag that writes them anew", never: []string{"net", "database/sql"},
		why: "one flag for all, so that packages with expected results can be tested together; tests import it, and nobody else",
	},
	"store/storetest": {
		owns: "the suite that every engine passes",
		may:  []string{"message", "ringdex", "phone", "jobs", "outbound"}, never: []string{"net/http", "database/sql"},
		why: "it proves the contract, so it may know nothing that the contract does not say",
	},
	"store/storetest/pgtest": {
		owns: "a PostgreSQL for tests", never: []string{"net/http"},
		why: "tests of the program have it too, so it may know nothing of ours",
	},
	"store/storetest/enginetest": {
		owns: "the tests of other packages on each engine",
		may:  []string{"store", "store/sqlite", "store/postgres", "store/storetest/pgtest"}, never: []string{"net/http"},
		why: "with cmd/ringdex the only one that knows both engines; tests import it, and nobody else",
	},
	"jobs": {
		owns: "work that survives a restart",
		may:  []string{"ringdex"}, never: []string{"net/http"},
		why: "who has work registers a handler; the queue knows no kind of work",
	},
	"webhook": {
		owns: "endpoints, and the delivery of events to them",
		may:  []string{"i18n", "message", "ringdex", "phone", "jobs", "journal", "outbound", "seal", "wire/*"}, never: []string{"database/sql"},
		why: "one more reader of the journal; dialects and connectors come and go without it",
	},
	"web": {
		owns: "which areas the pages have",
		may:  []string{"ringdex", "phone", "directory", "journal", "lookup", "undo", "upload", "calls", "syncer", "auth", "web/*"}, never: []string{"database/sql"},
		why: "the one place that knows all areas; a new one is a line",
	},
	"web/asset": {
		owns: "the style sheet, the scripts and the icons, and their addresses", never: []string{"database/sql"},
		why: "files, nothing else",
	},
	"web/ui": {
		owns: "what all pages look like: the frame around a page, and components",
		may:  []string{"message", "i18n", "ringdex", "phone", "auth", "web/asset"}, never: []string{"net/http", "database/sql"},
		why: "it is handed what to show, so that a gallery can show it without a server",
	},
	"web/page": {
		owns: "the frame of handlers: routes, rights, the session of the reader, answers",
		may:  []string{"message", "i18n", "ringdex", "auth", "directory", "httpx", "web/asset", "web/ui"}, never: []string{"database/sql"},
		why: "a page that forgets to ask who reads it cannot be written",
	},
	"web/gallery": {
		owns: "every page with fixed data, to be looked at",
		may:  []string{"i18n", "web/*"}, never: []string{"database/sql"},
		why: "an area brings its own data; tests and nobody else serve it",
	},
	"web/chromium": {
		owns: "the pages in the real browser", may: []string{"web/gallery", "web/webtest"}, never: []string{"database/sql"},
		why: "tests import it, and nobody else; it knows pages by what a browser sees",
	},
	"web/webtest": {
		owns: "the world of the pages' tests", may: everything,
		why: "tests of pages need all that the program has; tests import it, and nobody else",
	},
	"web/*": {
		owns: "the pages of one area",
		may: []string{
			"message", "i18n", "ringdex", "phone", "table", "table/charset", "fileimport", "upload", "export", "mapping", "mapping/heading", "directory", "intake", "journal", "undo", "lookup", "search", "calls",
			"connector", "syncer", "webhook", "auth", "auth/user", "httpx", "web/page", "web/ui",
		},
		never: []string{"database/sql"},
		why:   "pages are a door like the dialects and do nothing that a program could not do too; areas do not know each other",
	},
	"demo": {
		owns: "the sample that --demo shows",
		may:  []string{"ringdex", "phone", "directory", "intake", "auth/apikey"}, never: []string{"net/http", "database/sql"},
		why: "it goes in through the same use cases as real data, so that it shows them",
	},
	"bench": {
		owns: "measurements beside their floors", may: everything,
		why: "a floor may be any layer, and nobody imports it",
	},
	"client": {
		owns: "calls of the API, for programs of others", never: []string{"database/sql"},
		why: "others import it: it brings nothing of the program, and few modules",
	},
	"test/script": {
		owns: "stories against the built binary",
		why:  "it knows the program by its doors only, as its users do",
	},
	"cmd/ringdex": {
		owns: "the program: all the wiring", may: everything,
		why: "the one place that knows everybody",
	},
}

// confined are dependencies that only some packages know, so that they can be exchanged there. All
// that is below them is meant too.
var confined = map[string][]string{
	"github.com/a-h/templ":            {"web/*"},
	"github.com/alecthomas/kong":      {"cmd/ringdex"},
	"github.com/chromedp":             {"web/chromium"},
	"github.com/danielgtaylor/huma":   {"openapi"},
	"github.com/goccy/go-json":        {"fastjson"},
	"github.com/jackc/pgx":            {"store/postgres", "store/storetest/pgtest"},
	"github.com/nyaruka/phonenumbers": {"phone"},
	"github.com/netresearch/go-cron":  {"jobs"},
	"github.com/oapi-codegen/runtime": {"client"},
	"github.com/prometheus":           {"httpx", "cmd/ringdex"},
	"github.com/pkg/sftp":             {"connector/file"},
	"github.com/schollz/progressbar":  {"terminal"},
	"golang.org/x/crypto":             {"auth/password", "connector/file", "dialect/dialecttest"},
	"golang.org/x/text/encoding":      {"table/charset"},
	"golang.org/x/text/language":      {"i18n", "mapping/cell"},
	"golang.org/x/text/unicode":       {"ringdex"},
}

func TestLayers(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name, r, ok := ruleOf(p.key())
		if !ok {
			t.Errorf("package %s has no rule; add what it owns and may import to the rules in internal/layers_test.go", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if !r.allows(imported) {
				t.Errorf("%s must not import %s; the rule of %q: %s", p.ImportPath, imported, name, r.why)
			}
			if isWire(imported) && isDoor(p.key()) && path.Base(imported) != wireOf(p.key()) {
				t.Errorf("%s must not import %s: a door serves its own wire and knows no other one", p.ImportPath, imported)
			}
			if homes := homesOf(imported); homes != nil && !slices.ContainsFunc(homes, p.is) {
				t.Errorf("%s must not import %s: it is confined to %s", p.ImportPath, imported, strings.Join(homes, ", "))
			}
		}
	}
}

// is reports whether the package has the name, or is of the family.
func (p pkg) is(name string) bool {
	match, _ := path.Match(name, p.key())
	return match
}

func isWire(imported string) bool { return strings.HasPrefix(key(imported), "wire/") }

// isDoor reports whether a package is one side of a single wire.
func isDoor(key string) bool {
	return strings.HasPrefix(key, "dialect/") || strings.HasPrefix(key, "connector/")
}

// wireOf returns the name of a door's wire: its own, but for a system whose wire has one.
func wireOf(door string) string {
	if door == "connector/helios" {
		return "servicegate"
	}
	return path.Base(door)
}

// ruleOf finds the rule of a package: its own, else its family's.
func ruleOf(key string) (name string, r rule, ok bool) {
	if r, ok := rules[key]; ok {
		return key, r, true
	}
	for name, r := range rules {
		if match, _ := path.Match(name, key); match {
			return name, r, true
		}
	}
	return "", rule{}, false
}

func (r rule) allows(imported string) bool {
	if strings.HasPrefix(imported, "ringdex/") {
		return slices.Equal(r.may, everything) || slices.ContainsFunc(r.may, func(name string) bool {
			match, _ := path.Match(name, key(imported))
			return match
		})
	}
	return !slices.ContainsFunc(r.never, func(n string) bool { return within(imported, n) })
}

// within says whether an import is a package or below it.
func within(imported, root string) bool {
	return imported == root || strings.HasPrefix(imported, root+"/")
}

// homesOf are the packages that may know a confined dependency; nil when it is not confined.
func homesOf(imported string) []string {
	for root, homes := range confined {
		if within(imported, root) {
			return homes
		}
	}
	return nil
}

// A rule that names a package without a rule is a typing mistake.
func TestRulesNameRules(t *testing.T) {
	t.Parallel()
	for name, r := range rules {
		for _, other := range r.may {
			if _, _, ok := ruleOf(other); !ok && other != "*" {
				t.Errorf("the rule of %q allows %q, which has no rule", name, other)
			}
		}
	}
}

const (
	tableBegin = "<!-- layers: printed by internal/layers_test.go; `go test ./internal -update` writes it anew -->\n"
	tableEnd   = "<!-- end of layers -->"
)

func TestDesignShowsTheRules(t *testing.T) {
	t.Parallel()
	shown := section(t, tableBegin, tableEnd, table())
	if diff := cmp.Diff(strings.Split(table(), "\n"), strings.Split(shown, "\n")); diff != "" && !*update {
		t.Errorf("docs/design.md shows other rules than the test has; run go test ./internal -update (-rules +shown):\n%s", diff)
	}
}

// designs is held while docs/design.md is written anew.
var designs sync.Mutex

// section is what docs/design.md shows between two lines. With -update it is replaced by counted.
func section(t *testing.T, begin, end, counted string) (shown string) {
	t.Helper()
	designs.Lock()
	defer designs.Unlock()
	file := filepath.Join("..", "docs", "design.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	shown, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("docs/design.md has no place for a table: %q and %q", begin, end)
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+counted+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return shown
}

func table() string {
	var b strings.Builder
	b.WriteString("| Package | Owns | May import of ours | Never | Because |\n| --- | --- | --- | --- | --- |\n")
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		r := rules[name]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name, r.owns, list(r.may, "nothing"), list(r.never, ""), r.why)
	}
	return b.String()
}

func list(names []string, none string) string {
	switch {
	case len(names) == 0:
		return none
	case slices.Equal(names, everything):
		return "all"
	}
	return strings.Join(names, ", ")
}
