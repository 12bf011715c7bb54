package script

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"ringdex/internal/store/storetest/pgtest"
)

// binary is the program that all stories run, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

// noteSources looks at every source file: go test must not take a remembered result for that of
// another binary, and it only knows of files that a test itself has looked at.
func noteSources() error {
	for _, folder := range []string{"../../cmd", "../../internal"} {
		err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err == nil {
				_, err = os.Stat(path)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func buildAndRun(m *testing.M) int {
	folder, err := os.MkdirTemp("", "ringdex-story-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	binary = filepath.Join(folder, "ringdex")
	build := exec.Command("go", "build", "-o", binary, "ringdex/cmd/ringdex")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build the binary:", err)
		return 1
	}
	return pgtest.Main(m)
}

// hung is when a server that says nothing is given up; no machine is that slow.
const hung = 5 * time.Minute

// server is a running binary.
type server struct {
	cmd  *exec.Cmd
	addr string // http://127.0.0.1:port
	log  *bytes.Buffer
	done chan struct{}

	metrics string // the address of them, when they are served
}

var (
	listening = regexp.MustCompile(`ringdex serves.* address=(\S+)`)
	measured  = regexp.MustCompile(`metrics are served.* address=(\S+)`) // the line before
)

// start runs "ringdex serve" in folder on a free port and waits until it serves.
func start(folder string, env []string, args ...string) (*server, error) {
	return startProgram(binary, folder, env, args...)
}

func startProgram(program, folder string, env []string, args ...string) (*server, error) {
	s := &server{cmd: exec.Command(program, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...), log: &bytes.Buffer{}, done: make(chan struct{})}
	s.cmd.Dir, s.cmd.Env = folder, env
	out, err := s.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		defer close(s.done)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			s.log.WriteString(lines.Text() + "\n")
			if m := measured.FindStringSubmatch(lines.Text()); m != nil {
				s.metrics = m[1]
			}
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				found <- m[1]
			}
		}
		_ = s.cmd.Wait()
	}()
	select {
	case s.addr = <-found:
		return s, nil
	case <-s.done:
		return nil, fmt.Errorf("the server ended:\n%s", s.log)
	case <-time.After(hung):
		_ = s.cmd.Process.Kill()
		return nil, fmt.Errorf("the server did not begin to serve:\n%s", s.log)
	}
}

// end sends a signal and waits until the process has gone.
func (s *server) end(signal os.Signal) error {
	if err := s.cmd.Process.Signal(signal); err != nil {
		return err
	}
	select {
	case <-s.done:
		return nil
	case <-time.After(hung):
		return fmt.Errorf("the server did not end by %s:\n%s", signal, s.log)
	}
}

// call is one request: the status, and the body.
func call(ctx context.Context, method, url, user, contentType, body string) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	if name, password, ok := strings.Cut(user, ":"); ok {
		r.SetBasicAuth(name, password)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), err
}
