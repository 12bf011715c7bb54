//go:build unix

package pgtest

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Cluster is a server of one's own. It is reached by a socket in its folder, so that it meets no
// other one.
type Cluster struct {
	URL    string // of the database "postgres", as its superuser
	bin    string
	folder string
	owner  *syscall.Credential // nil: ourselves
	keeper *exec.Cmd
	pipe   io.WriteCloser // closing it, or dying, has the keeper end the server
}

// New is a cluster for one test that has to do to a server what others would not survive.
func New(t testing.TB) *Cluster {
	t.Helper()
	server(t) // says what is missing
	bin := installed()
	if bin == "" {
		missing := "the programs of PostgreSQL are not installed here"
		if os.Getenv("RINGDEX_CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	c, err := start(bin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.end)
	return c
}

// Database is the URL of one of the cluster's databases.
func (c *Cluster) Database(name string) string {
	return strings.Replace(c.URL, "/postgres?", "/"+url.PathEscape(name)+"?", 1)
}

// Crash ends the server the way a power failure does, and starts it again.
func (c *Cluster) Crash(t testing.TB) {
	t.Helper()
	c.Stop(t)
	c.Start(t)
}

// Stop ends the server without letting anything be finished.
func (c *Cluster) Stop(t testing.TB) { c.control(t, "stop", "-m", "immediate") }

// Start starts the server that was stopped.
func (c *Cluster) Start(t testing.TB) { c.control(t, "start", "-l", filepath.Join(c.folder, "log")) }

// Restart has the server break off what is under way, end in good order and start again.
func (c *Cluster) Restart(t testing.TB) {
	c.control(t, "restart", "-m", "fast", "-l", filepath.Join(c.folder, "log"))
}

func (c *Cluster) control(t testing.TB, args ...string) {
	t.Helper()
	cmd := c.command(filepath.Join(c.bin, "pg_ctl"), append(args, "-w", "-t", "60", "-D", c.data())...)
	if err := cmd.Run(); err != nil { // its output is not read: the server would keep the pipe
		t.Fatalf("pg_ctl %s: %v", args[0], err)
	}
}

// end ends the server and removes its folder.
func (c *Cluster) end() {
	_ = c.pipe.Close()
	_ = c.keeper.Wait()
}

func (c *Cluster) data() string { return filepath.Join(c.folder, "data") }

// start makes a cluster, has it start, and leaves it to a keeper: a shell that waits for our end of
// a pipe to be closed, which happens also when we are killed, and then stops the server and removes
// everything.
func start(bin string) (*Cluster, error) {
	folder, err := os.MkdirTemp("", "ringdex-pg-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, folder: folder, URL: "postgres://ringdex@/postgres?host=" + folder}
	if err := c.become(); err != nil {
		return nil, err
	}
	keeper := c.command("sh", "-c", keep)
	keeper.Env = append(os.Environ(), "BIN="+bin, "FOLDER="+folder, "SETTINGS="+strings.ReplaceAll(clusterSettings, "FOLDER", folder))
	said, err := keeper.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if c.pipe, err = keeper.StdinPipe(); err != nil {
		return nil, err
	}
	if err := keeper.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if lines.Text() == "ready" {
			c.keeper = keeper
			return c, nil
		}
		err = fmt.Errorf("%w\n%s", err, lines.Text())
	}
	return nil, fmt.Errorf("PostgreSQL does not start in %s: %w", folder, err)
}

// keep is the keeper. Nothing outlives the tests, so nothing has to reach the disk; that a commit
// waits until the kernel has it is what makes it survive a crash of the server.
const keep = `
"$BIN/initdb" -D "$FOLDER/data" -U ringdex -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$FOLDER/initdb" 2>&1 || { cat "$FOLDER/initdb"; rm -rf "$FOLDER"; exit 1; }
printf '%s\n' "$SETTINGS" >>"$FOLDER/data/postgresql.conf"
"$BIN/pg_ctl" start -w -t 60 -D "$FOLDER/data" -l "$FOLDER/log" >/dev/null 2>&1 || { cat "$FOLDER/log"; rm -rf "$FOLDER"; exit 1; }
trap '' INT
echo ready
read -r _
"$BIN/pg_ctl" stop -w -t 20 -m immediate -D "$FOLDER/data" >/dev/null 2>&1
rm -rf "$FOLDER"
`

const clusterSettings = `listen_addresses = ''
unix_socket_directories = 'FOLDER'
max_connections = 200
fsync = off
full_page_writes = off
shared_buffers = 64MB
autovacuum = off
timezone = UTC`

// become makes the server run as another user if we are root, which it refuses.
func (c *Cluster) become() error {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32) // numbers on every Unix
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		c.owner = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return os.Chown(c.folder, int(uid), int(gid))
	}
	return fmt.Errorf("there is no user postgres or nobody to run PostgreSQL as")
}

// command is a program of the cluster's. It runs in the folder: the owner may not be let into ours.
// And in a session of its own, so that Ctrl-C ends us and not the server before us.
func (c *Cluster) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = c.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner, Setsid: true}
	return cmd
}

// inPath is the folder of the programs that the shell would find.
func inPath() string {
	path, err := exec.LookPath("initdb")
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return filepath.Dir(path)
}
