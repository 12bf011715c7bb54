package file_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
)

// sshServer is an SFTP server with the files of a folder.
type sshServer struct {
	t       *testing.T
	address string
	config  ssh.ServerConfig
	key     ssh.PublicKey // of the server
	client  ssh.PublicKey // that may sign in

	mu     sync.Mutex
	conns  []net.Conn
	logins []string
	cut    int // bytes after which the next connection ends; 0 for never
}

const password = "tajné heslo"

func newKey(t *testing.T) (ssh.Signer, ed25519.PrivateKey) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer, private
}

func newServer(t *testing.T) *sshServer {
	t.Helper()
	host, _ := newKey(t)
	s := &sshServer{t: t, key: host.PublicKey()}
	s.config.AddHostKey(host)
	s.config.PasswordCallback = func(c ssh.ConnMetadata, given []byte) (*ssh.Permissions, error) {
		if c.User() != "ringdex" || string(given) != password {
			return nil, errors.New("no")
		}
		return nil, s.note("password")
	}
	s.config.PublicKeyCallback = func(c ssh.ConnMetadata, given ssh.PublicKey) (*ssh.Permissions, error) {
		if s.client == nil || c.User() != "ringdex" || string(given.Marshal()) != string(s.client.Marshal()) {
			return nil, errors.New("no")
		}
		return nil, s.note("key")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	var running sync.WaitGroup
	running.Go(func() { s.accept(listener, &running) })
	t.Cleanup(func() { _ = listener.Close(); s.hangUp(); running.Wait() })
	return s
}

func (s *sshServer) note(login string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logins = append(s.logins, login)
	return nil
}

func (s *sshServer) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		_ = c.Close()
	}
}

func (s *sshServer) accept(listener net.Listener, running *sync.WaitGroup) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.cut > 0 {
			conn, s.cut = &cutConn{Conn: conn, left: s.cut}, 0
		}
		s.conns = append(s.conns, conn)
		s.mu.Unlock()
		running.Go(func() { s.serve(conn) })
	}
}

// cutConn ends after some bytes that the server sends.
type cutConn struct {
	net.Conn
	left int
}

func (c *cutConn) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		_ = c.Close()
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

func (s *sshServer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_, channels, requests, err := ssh.NewServerConn(conn, &s.config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for channel := range channels {
		c, requests, err := channel.Accept()
		if err != nil {
			return
		}
		for r := range requests {
			ok := r.Type == "subsystem" && strings.HasSuffix(string(r.Payload), "sftp")
			_ = r.Reply(ok, nil)
			if ok {
				break
			}
		}
		go ssh.DiscardRequests(requests)
		server, err := sftp.NewServer(c)
		if err != nil {
			return
		}
		if err := server.Serve(); err != nil && !errors.Is(err, io.EOF) {
			return
		}
	}
}

// line is the key of the server as people write it.
func (s *sshServer) line() string { return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(s.key))) }

// remote has an office read its folder through the server.
func (s *sshServer) remote(w *office, settings ...string) {
	w.configure(append([]string{
		"folder=" + w.inbox, "settle=0s", "host=" + s.address, "username=ringdex", "password=" + password, "host_key=" + s.line(),
	}, settings...)...)
}

func TestSFTP(t *testing.T) {
	t.Parallel()
	w, s := newOffice(t), newServer(t)
	s.remote(w)
	w.put("1.csv", "jmeno;telefon;firma\nJana;603303961;\nPetr;603303962;Nikdo\n")
	w.put("2.csv", "\x00\x01")
	w.put("3.csv", people(3000))
	if err := os.Symlink("/etc/passwd", filepath.Join(w.inbox, "4.csv")); err != nil {
		t.Fatal(err)
	}
	report, err := w.sync(syncer.Reading{})
	if err == nil || !strings.Contains(err.Error(), "2.csv") {
		t.Errorf("the read ends with %v", err)
	}
	equal(t, "runs", []string{"1.csv contact created 1 refused 1", "3.csv contact created 3000"}, runs(&report))
	equal(t, "files", []string{"4.csv", "done/1.csv", "done/1.csv.refused.csv", "done/3.csv", "failed/2.csv", "failed/2.csv.reason.txt"}, w.files())
	if columns, err := w.Discover(t.Context(), w.Org, "office"); err != nil || len(columns) != 0 {
		t.Errorf("%d columns wait (%v)", len(columns), err)
	}
	if err := w.Check(t.Context(), w.Org, "office"); err != nil {
		t.Error(err)
	}
}

// A connection that breaks stops the read, and no file is taken for a wrong one.
func TestSFTPThatIsCut(t *testing.T) {
	t.Parallel()
	w, s := newOffice(t), newServer(t)
	s.remote(w)
	w.put("people.csv", people(20_000))
	for _, after := range []int{500, 3000, 200_000, 600_000} {
		s.mu.Lock()
		s.cut = after
		s.mu.Unlock()
		if report, err := w.sync(syncer.Reading{}); err == nil {
			t.Errorf("after %d bytes the read ended well: %q", after, runs(&report))
		}
		equal(t, "files", []string{"people.csv"}, w.files())
	}
	w.mustSync()
	equal(t, "files", []string{"done/people.csv"}, w.files())
	if n := len(w.names()); n != 20_000 {
		t.Errorf("there are %d contacts", n)
	}
}

// A server that does not prove itself by a known key gets no password.
func TestHostKeys(t *testing.T) {
	t.Parallel()
	w, s, other := newOffice(t), newServer(t), newServer(t)
	hosts := filepath.Join(t.TempDir(), "known_hosts")
	known := func(key ssh.PublicKey) string {
		if err := os.WriteFile(hosts, []byte(knownhosts.Line([]string{knownhosts.Normalize(s.address)}, key)+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return "known_hosts=" + hosts
	}
	check := func() error { return w.Check(t.Context(), w.Org, "office") }
	fails := func(want string) {
		t.Helper()
		if err := check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the check ends with %v, want %q", err, want)
		}
	}
	s.remote(w, "host_key=")
	fails("no key of \"" + s.address + "\" is known. It shows " + ssh.FingerprintSHA256(s.key))
	fails("set host_key to: " + s.line())
	s.remote(w, "host_key="+other.line())
	fails("so somebody may listen")
	s.remote(w, "host_key=", known(other.key))
	fails("so somebody may listen")
	s.remote(w, "host_key=rubbish")
	fails("host_key is no public key")
	s.remote(w, "host_key=", "known_hosts=/nowhere")
	fails("the file of known hosts \"/nowhere\" cannot be read")
	if len(s.logins) != 0 {
		t.Errorf("a server without a known key got %q", s.logins)
	}
	s.remote(w, "host_key=", known(s.key))
	if err := check(); err != nil {
		t.Error(err)
	}
	s.remote(w, "host_key="+knownhosts.Line([]string{s.address}, s.key))
	if err := check(); err != nil {
		t.Error(err)
	}
	if !slices.Equal(s.logins, []string{"password", "password"}) {
		t.Errorf("the logins were %q", s.logins)
	}
}

func TestLogins(t *testing.T) {
	t.Parallel()
	w, s := newOffice(t), newServer(t)
	fails := func(want string) {
		t.Helper()
		if err := w.Check(t.Context(), w.Org, "office"); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("the check ends with %v, want %q", err, want)
		}
	}
	s.remote(w, "password=wrong")
	fails("the server does not let \"ringdex\" in")
	s.remote(w, "password=")
	fails("needs username, and password or private_key")
	s.remote(w, "private_key=rubbish")
	fails("private_key is no private key")
	s.remote(w, "folder=/nowhere")
	fails("the folder \"/nowhere\" cannot be opened")
	s.remote(w, "host=127.0.0.1:1")
	fails("cannot be reached")

	signer, private := newKey(t)
	s.client, s.logins = signer.PublicKey(), nil
	block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(password))
	if err != nil {
		t.Fatal(err)
	}
	s.remote(w, "private_key="+string(pem.EncodeToMemory(block)))
	if err := w.Check(t.Context(), w.Org, "office"); err != nil || !slices.Equal(s.logins, []string{"key"}) {
		t.Errorf("the key: %v, logins %q", err, s.logins)
	}
}

// What must not be reached by HTTP is not reached by SFTP.
func TestGuardedServer(t *testing.T) {
	t.Parallel()
	w, s := newOffice(t), newServer(t)
	refused := ringdex.Fail(ringdex.Denied, "file.no_file")
	w.dial = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: refused}
	}
	w.Syncer = syncer.New(w.deps())
	s.remote(w)
	if err := w.Check(t.Context(), w.Org, "office"); err == nil || !strings.HasSuffix(err.Error(), refused.Error()) {
		t.Errorf("the check ends with %v", err)
	}
	if len(s.conns) != 0 {
		t.Error("the server was reached")
	}
}
