package file

import (
	"cmp"
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// server is an SFTP server, by the settings; without a host there is none.
type server struct {
	host, username, password, privateKey, hostKey, knownHosts string
}

// dial connects to a server.
type dial func(ctx context.Context, network, address string) (net.Conn, error)

const (
	sshPort     = "22"
	signInLimit = 30 * time.Second
)

// connect signs in.
func (s *server) connect(ctx context.Context, dial dial, allowed connector.Folders) (*ssh.Client, error) {
	address := s.address()
	keys, err := s.hostKeys(address, allowed)
	if err != nil {
		return nil, err
	}
	login, err := s.login()
	if err != nil {
		return nil, err
	}
	conn, err := dial(ctx, "tcp", address)
	if err != nil {
		return nil, message.Wrap(unreached(err), "file.not_reached", ringdex.Show(s.host))
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	hurry := time.AfterFunc(signInLimit, func() { _ = conn.Close() })
	defer hurry.Stop()
	c, channels, requests, err := ssh.NewClientConn(conn, address, &ssh.ClientConfig{
		User: s.username, Auth: login, HostKeyCallback: keys.check, HostKeyAlgorithms: keys.algorithms(),
	})
	if err != nil {
		_ = conn.Close()
		return nil, cmp.Or(keys.refused, s.refused(err))
	}
	return ssh.NewClient(c, channels, requests), nil
}

// unreached returns why a server cannot be reached, in the words of whoever refuses it.
func unreached(err error) error {
	var said message.Texter
	if errors.As(err, &said) {
		return said.Message().Err()
	}
	return err
}

func (s *server) address() string {
	if host, port, err := net.SplitHostPort(s.host); err == nil && host != "" && port != "" {
		return s.host
	}
	return net.JoinHostPort(strings.Trim(s.host, "[]"), sshPort)
}

// login returns what the settings have to sign in with. A password also opens a private key.
func (s *server) login() (all []ssh.AuthMethod, err error) {
	if s.privateKey != "" {
		key, err := ssh.ParsePrivateKey([]byte(s.privateKey + "\n"))
		if _, locked := errors.AsType[*ssh.PassphraseMissingError](err); locked && s.password != "" {
			key, err = ssh.ParsePrivateKeyWithPassphrase([]byte(s.privateKey+"\n"), []byte(s.password))
		}
		if err != nil {
			return nil, ringdex.Problem("private_key", "file.private_key")
		}
		all = append(all, ssh.PublicKeys(key))
	}
	if s.password != "" {
		answer := func(_, _ string, questions []string, echoed []bool) ([]string, error) {
			answers := make([]string, len(questions))
			for i := range questions {
				if !echoed[i] {
					answers[i] = s.password
				}
			}
			return answers, nil
		}
		all = append(all, ssh.Password(s.password), ssh.KeyboardInteractive(answer))
	}
	if s.username == "" || len(all) == 0 {
		return nil, message.Err("file.no_login")
	}
	return all, nil
}

// refused returns why the server does not let us in.
func (s *server) refused(err error) error {
	if strings.Contains(err.Error(), "unable to authenticate") { // the library has no type for it
		return message.Err("file.sign_in", ringdex.Show(s.username))
	}
	return message.Wrap(err, "file.not_reached", ringdex.Show(s.host))
}
