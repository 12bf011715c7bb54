package script

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Commands of stories, beside testscript's own:
//
//	serve [flag…]                      starts the server in the work folder; $ADDR is its address,
//	                                   $METRICS that of its metrics
//	shutdown                           ends it in an orderly way (SIGTERM)
//	crash                              ends it at once (SIGKILL)
//	http STATUS METHOD URL [USER:PASSWORD|-] [TYPE FILE]   one request; its answer is standard output
//	keep NAME                          puts standard output of the last command, trimmed, into $NAME
//	receive [STATUS]                   starts a receiver of webhooks at $HOOK, or has it answer with another status
//	received PATTERN                   waits until it has got something that matches; standard output has all of it
//	pick NAME MEMBER                   puts the first "MEMBER":"value" of standard output into $NAME
//	workbook NEW.xlsx FILE.csv         writes a workbook with the values of a file
//
// The database is $RINGDEX_DATABASE; $SECOND_DATABASE is another one that is empty.
func TestStories(t *testing.T) {
	t.Parallel()
	if err := noteSources(); err != nil {
		t.Fatal(err)
	}
	tell(t, ".", binary)
}

// tell runs the stories of a folder against a program, on each engine.
func tell(t *testing.T, folder, program string) {
	t.Helper()
	onEngines(t, func(t *testing.T, database func(testing.TB, string) string) { stories(t, folder, program, database) })
}

// stories runs the stories of a folder against a program.
func stories(t *testing.T, folder, program string, database func(testing.TB, string) string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: folder,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("PROGRAM", program)
			env.Setenv("ROOT", root)
			env.Setenv("RINGDEX_ADMIN_PASSWORD", "secret")
			env.Setenv("RINGDEX_DATABASE", database(env.T().(testing.TB), "ringdex"))
			env.Setenv("SECOND_DATABASE", database(env.T().(testing.TB), "second"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serve, "shutdown": shutdown, "crash": crash, "http": request, "keep": keep, "pick": pick,
			"receive": receive, "received": received,
			"workbook": workbook, "page": page, "with": with, "block": block, "leave": leave, "save": save, "whole": whole,
		},
	})
}

// servers are those of the stories, by work folder; stories run beside each other.
var servers sync.Map

func serverOf(ts *testscript.TestScript) *server {
	s, ok := servers.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("no server was started")
	}
	return s.(*server)
}

func serve(ts *testscript.TestScript, _ bool, args []string) {
	s, err := startProgram(ts.Getenv("PROGRAM"), ts.MkAbs("."), environ(ts.Getenv("RINGDEX_DATABASE")), args...)
	ts.Check(err)
	servers.Store(ts.Getenv("WORK"), s)
	ts.Setenv("ADDR", s.addr)
	ts.Setenv("METRICS", s.metrics)
	ts.Defer(func() { _ = s.end(syscall.SIGKILL) })
}

func shutdown(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(serverOf(ts).end(syscall.SIGTERM))
}

func crash(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(serverOf(ts).end(syscall.SIGKILL))
}

func request(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: http STATUS METHOD URL [USER:PASSWORD|-] [TYPE FILE]")
	}
	args = append(args, "", "", "")
	body := ""
	if args[5] != "" {
		body = ts.ReadFile(args[5])
	}
	status, text, err := call(context.Background(), args[1], args[2], args[3], args[4], os.Expand(body, ts.Getenv))
	ts.Check(err)
	_, _ = fmt.Fprint(ts.Stdout(), text)
	if fmt.Sprint(status) != args[0] {
		ts.Fatalf("%s %s answered %d, want %s: %s", args[1], args[2], status, args[0], text)
	}
}

func keep(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}

func pick(ts *testscript.TestScript, _ bool, args []string) {
	_, rest, found := strings.Cut(ts.ReadFile("stdout"), `"`+args[1]+`":"`)
	value, _, closed := strings.Cut(rest, `"`)
	if !found || !closed {
		ts.Fatalf("there is no %s in %s", args[1], ts.ReadFile("stdout"))
	}
	ts.Setenv(args[0], value)
}
