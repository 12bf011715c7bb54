package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTLS(t *testing.T) {
	t.Parallel()
	c := config()
	var roots *x509.CertPool
	c.CertFile, c.KeyFile, roots = certificate(t)
	s := started(t, c, hello)
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+s.Addr()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != 200 || answer.TLS.Version < tls.VersionTLS12 {
		t.Errorf("got status %d, TLS %x", answer.StatusCode, answer.TLS.Version)
	}
	if status, _, err := get(t, "http://"+s.Addr()); err == nil && status == 200 {
		t.Error("the TLS address answers plain HTTP")
	}
}

// certificate makes one for 127.0.0.1 and its key, as files.
func certificate(t *testing.T) (certFile, keyFile string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	certFile = pemFile(t, "cert.pem", "CERTIFICATE", cert)
	text, _ := os.ReadFile(certFile)
	roots.AppendCertsFromPEM(text)
	return certFile, pemFile(t, "key.pem", "PRIVATE KEY", private), roots
}

func pemFile(t *testing.T, name, kind string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
