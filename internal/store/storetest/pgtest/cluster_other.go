//go:build !unix

package pgtest

import (
	"errors"
	"testing"
)

// Cluster is a server of one's own. There is none on this system: name one with
// RINGDEX_TEST_POSTGRES.
type Cluster struct{ URL string }

const none = "tests cannot start PostgreSQL on this system"

// New skips.
func New(t testing.TB) *Cluster { t.Skip(none); return nil }

// Database, Crash, Stop, Start and Restart are not reached.
func (c *Cluster) Database(string) string { return c.URL }
func (c *Cluster) Crash(t testing.TB)     { t.Skip(none) }
func (c *Cluster) Stop(t testing.TB)      { t.Skip(none) }
func (c *Cluster) Start(t testing.TB)     { t.Skip(none) }
func (c *Cluster) Restart(t testing.TB)   { t.Skip(none) }

func (c *Cluster) end() {}

func start(string) (*Cluster, error) { return nil, errors.New(none) }
func inPath() string                 { return "" }
