package file

import (
	"bytes"
	"errors"
	"net"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// hostKeys are the keys that a server may prove itself by. There is always one: whoever answers
// otherwise gets neither a password nor a file.
type hostKeys struct {
	given   []ssh.PublicKey     // by the settings
	known   []ssh.PublicKey     // those of the file
	file    ssh.HostKeyCallback // of the file of known hosts; it also knows revoked keys
	refused error               // what came instead
}

// hostKeys returns the keys of the settings.
func (s *server) hostKeys(address string, allowed connector.Folders) (*hostKeys, error) {
	known := &hostKeys{}
	for line := range strings.Lines(s.hostKey) {
		key, err := parseHostKey(line)
		if err != nil {
			return nil, ringdex.Problem("host_key", "file.wrong_host_key")
		}
		if key != nil {
			known.given = append(known.given, key)
		}
	}
	if s.knownHosts == "" {
		return known, nil
	}
	if !allowed.Any { // what is wrong with a file would tell what is in it
		return nil, message.Err("file.known_hosts")
	}
	err := known.read(s.knownHosts, address)
	return known, err
}

// parseHostKey reads a key as it is in a file .pub, or a line of a file of known hosts.
func parseHostKey(line string) (key ssh.PublicKey, err error) {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return nil, nil
	}
	if key, _, _, _, err = ssh.ParseAuthorizedKey([]byte(line)); err == nil {
		return key, nil
	}
	_, _, key, _, _, err = ssh.ParseKnownHosts([]byte(line))
	return key, err
}

// read adds the keys of a host in a file of known hosts. The library tells them when it is asked
// about a key that nobody has.
func (k *hostKeys) read(file, address string) (err error) {
	if k.file, err = knownhosts.New(file); err != nil {
		return message.Wrap(bare(err), "file.no_known_hosts", ringdex.Show(file))
	}
	if unknown, ok := errors.AsType[*knownhosts.KeyError](k.file(address, &net.TCPAddr{}, nobody{})); ok {
		for _, want := range unknown.Want {
			k.known = append(k.known, want.Key)
		}
	}
	return nil
}

// nobody is a key that no host has.
type nobody struct{}

func (nobody) Type() string                        { return "none" }
func (nobody) Marshal() []byte                     { return nil }
func (nobody) Verify([]byte, *ssh.Signature) error { return errors.ErrUnsupported }

// check implements ssh.HostKeyCallback.
func (k *hostKeys) check(host string, remote net.Addr, key ssh.PublicKey) error {
	same := func(given ssh.PublicKey) bool { return bytes.Equal(given.Marshal(), key.Marshal()) }
	if slices.ContainsFunc(k.given, same) || k.file != nil && k.file(host, remote, key) == nil {
		return nil
	}
	line := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
	what := "file.unknown_host"
	if len(k.given)+len(k.known) > 0 {
		what = "file.other_host"
	}
	k.refused = message.Err(what, ringdex.Show(host), ssh.FingerprintSHA256(key), line)
	return k.refused
}

// algorithms returns those of the keys: a server has several, and is to show one that is known. nil
// for any.
func (k *hostKeys) algorithms() (all []string) {
	for _, key := range slices.Concat(k.given, k.known) {
		if key.Type() == ssh.KeyAlgoRSA {
			all = append(all, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256)
		} else {
			all = append(all, key.Type())
		}
	}
	return all
}
