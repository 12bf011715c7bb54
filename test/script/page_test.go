package script

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// TestPages runs the commands of README.md and docs/: each code block of a page is run by the
// page's story in pages/, or the story says why it is not. A story has these commands besides those
// of TestStories:
//
//	page FILE              reads a page
//	with OLD NEW …         replaces placeholders of the page in the blocks that follow
//	[!] block BEGINNING    runs the next block whose first line begins so, with sh -e in the work folder
//	leave BEGINNING REASON does not run it
//	save BEGINNING FILE    writes it to a file
//	whole                  fails for a block of the page that was not named
func TestPages(t *testing.T) {
	t.Parallel()
	if err := noteSources(); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the pages use curl, which is not installed")
	}
	stories(t, "pages", binary, func(testing.TB, string) string { return "sqlite:ringdex.db" })
}

// TestEveryPageHasAStory fails for a page with code blocks that no story reads.
func TestEveryPageHasAStory(t *testing.T) {
	t.Parallel()
	told := ""
	for _, story := range glob(t, "pages/*.txtar") {
		told += read(t, story)
	}
	for _, page := range pages(t) {
		name := strings.TrimPrefix(page, "../../")
		if len(blocksOf(read(t, page))) > 0 && !strings.Contains(told, "\npage "+name+"\n") {
			t.Errorf("no story in pages/ reads %s", name)
		}
	}
}

// codeSpan matches code in running text and in tables.
var codeSpan = regexp.MustCompile("`([^`\n]+)`")

// TestPagesNameCommands: each command in the text of a page is one that the program has, with these
// flags.
func TestPagesNameCommands(t *testing.T) {
	t.Parallel()
	help, err := exec.Command(binary, "help").Output()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, page := range append(pages(t), glob(t, "../../internal/dialect/*/README.md")...) {
		for _, m := range codeSpan.FindAllStringSubmatch(read(t, page), -1) {
			command, ok := commandIn(m[1], string(help))
			if !ok {
				continue
			}
			found++
			if said, err := exec.Command("sh", "-c", command+" --help").CombinedOutput(); err != nil {
				t.Errorf("%s: %s: %s", page, m[1], said)
			}
		}
	}
	if found < 40 {
		t.Errorf("%d commands found in the pages; is this still how they are written?", found)
	}
}

var commandLine = regexp.MustCompile(`^(ringdex )?([a-z]+)( [a-zA-Z"'-].*)?$`)

// commandIn returns the command line of a code span, with the program's path, if it is one:
// "ringdex key list", or "key list" without the name.
func commandIn(code, help string) (string, bool) {
	m := commandLine.FindStringSubmatch(strings.ReplaceAll(code, "…", ""))
	if m == nil || m[1] == "" && (m[3] == "" || !strings.Contains(help, "\n  "+m[2]+" ")) {
		return "", false
	}
	return binary + " " + m[2] + m[3], true
}

func pages(t *testing.T) []string { return append(glob(t, "../../docs/*.md"), "../../README.md") }

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.FromSlash(pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: %v, %d files", pattern, err, len(found))
	}
	return found
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var fence = regexp.MustCompile("(?ms)^( *)```[a-z]*\n(.*?)^ *```")

// blocksOf returns the code blocks of a page, in order.
func blocksOf(text string) (blocks []string) {
	for _, m := range fence.FindAllStringSubmatch(text, -1) {
		block := strings.TrimPrefix(m[2], m[1])
		blocks = append(blocks, strings.ReplaceAll(block, "\n"+m[1], "\n"))
	}
	return blocks
}

// openPage is the page that a story reads: its blocks that are left, and the placeholders.
type openPage struct {
	name   string
	blocks []string
	with   []string
}

// openPages are those of the stories, by work folder.
var openPages sync.Map

func pageOf(ts *testscript.TestScript) *openPage {
	p, ok := openPages.Load(ts.Getenv("WORK"))
	if !ok {
		ts.Fatalf("no page was opened")
	}
	return p.(*openPage)
}

func page(ts *testscript.TestScript, _ bool, args []string) {
	text, err := os.ReadFile(filepath.Join(ts.Getenv("ROOT"), filepath.FromSlash(args[0])))
	ts.Check(err)
	openPages.Store(ts.Getenv("WORK"), &openPage{name: args[0], blocks: blocksOf(string(text))})
}

func with(ts *testscript.TestScript, _ bool, args []string) {
	p := pageOf(ts)
	p.with = append(slices.Clone(args), p.with...) // the first that fits counts
}

// take returns the first block that begins so, and removes it from those that are left.
func (p *openPage) take(ts *testscript.TestScript, beginning string) string {
	for i, block := range p.blocks {
		if strings.HasPrefix(block, beginning) {
			p.blocks = append(p.blocks[:i:i], p.blocks[i+1:]...)
			return strings.NewReplacer(p.with...).Replace(block)
		}
	}
	ts.Fatalf("%s has no block left that begins with %q", p.name, beginning)
	return ""
}

func block(ts *testscript.TestScript, fails bool, args []string) {
	text := pageOf(ts).take(ts, args[0])
	if err := ts.Exec("sh", "-e", "-c", text); (err != nil) != fails {
		ts.Fatalf("%s\n%v", text, err)
	}
}

func leave(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: leave BEGINNING REASON")
	}
	pageOf(ts).take(ts, args[0])
}

func save(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(pageOf(ts).take(ts, args[0])), 0o600))
}

func whole(ts *testscript.TestScript, _ bool, _ []string) {
	var left bytes.Buffer
	for _, b := range pageOf(ts).blocks {
		left.WriteString("\n" + b)
	}
	if left.Len() > 0 {
		ts.Fatalf("%s has blocks that are neither run nor left:%s", pageOf(ts).name, &left)
	}
}

// TestPageVerifies compiles the function of docs/webhooks.md and gives it a request that the
// reference implementation has signed, and the same with another body.
func TestPageVerifies(t *testing.T) {
	t.Parallel()
	function := ""
	for _, b := range blocksOf(read(t, "../../docs/webhooks.md")) {
		if strings.HasPrefix(b, "func verified") {
			function = b
		}
	}
	secret, now := "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", time.Now()
	signer, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := signer.Sign("msg_1", now, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "main.go")
	program := fmt.Sprintf(verifier, function, now.Unix(), "v1,b3RoZXI= "+signature, secret)
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), "go", "run", file).CombinedOutput(); err != nil || string(said) != "true false\n" {
		t.Errorf("got %q, %v; want true for the body that was signed and false for another one", said, err)
	}
}

const verifier = `package main

import ("crypto/hmac"; "crypto/sha256"; "encoding/base64"; "fmt"; "net/http"; "slices"; "strconv"; "strings"; "time")

%s
func main() {
	h := http.Header{}
	h.Set("webhook-id", "msg_1")
	h.Set("webhook-timestamp", "%d")
	h.Set("webhook-signature", "%s")
	fmt.Println(verified(%q, h, []byte("{}")), verified(%[4]q, h, []byte("[]")))
}
`
