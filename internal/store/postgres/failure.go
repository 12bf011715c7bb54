package postgres

import (
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// stateOf is the SQLSTATE of an error that the server has sent, "" of any other.
func stateOf(err error) string {
	if failure, ok := errors.AsType[*pgconn.PgError](err); ok {
		return failure.Code
	}
	return ""
}

const (
	uniqueViolation = "23505"
	touchedTwice    = "21000" // one INSERT … ON CONFLICT brings a key twice, for two records
)

// classify maps an error by the server's code, if it has one, and else by whether the connection
// failed.
func classify(err error) (ringdex.Code, store.Trouble) {
	state := stateOf(err)
	switch {
	case state == uniqueViolation, state == touchedTwice:
		return ringdex.Conflict, ""
	case isTemporary(state), state == "" && isBroken(err):
		return ringdex.Unavailable, troubles[state]
	}
	return ringdex.Internal, ""
}

// troubles are the codes of failures that say something about where the server keeps its data.
var troubles = map[string]store.Trouble{
	"53100": store.Full,
	"25006": store.ReadOnly,
	"58030": store.Broken,
}

// temporary are the beginnings of codes that may be over later.
var temporary = []string{
	"08",             // the connection
	"40001", "40P01", // a transaction that gave way to another one
	"53",                               // out of disk, memory or connections
	"55P03",                            // timeout of a lock
	"57014",                            // cancelled
	"57P01", "57P02", "57P03", "57P05", // the server stops, crashes or starts
	"25006",          // read-only: a replica before its promotion
	"25P03", "25P04", // the transaction was idle, or took, too long
	"58", // the disk
}

func isTemporary(state string) bool {
	for _, t := range temporary {
		if strings.HasPrefix(state, t) {
			return true
		}
	}
	return false
}

// isBroken reports whether the connection failed or was closed. The server then rolls the
// transaction back; only the result of a commit is unknown.
func isBroken(err error) bool {
	for _, broken := range []error{
		pgconn.ErrConnClosed, driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgx.ErrTxClosed,
	} {
		if errors.Is(err, broken) {
			return true
		}
	}
	_, network := errors.AsType[net.Error](err)
	_, connect := errors.AsType[*pgconn.ConnectError](err)
	return network || connect
}

// unopened returns the error of a database that could not be opened, with advice. It contains no
// password: the driver's connection errors have only the user, the database and the address.
func unopened(config *pgx.ConnConfig, err error) error {
	if known, ok := errors.AsType[*ringdex.Error](err); ok {
		return ringdex.Fail(known.Code, "postgres.in", ringdex.Show(config.Database), address(config), known).Because(known.Cause)
	}
	code, _ := classify(err)
	return ringdex.Fail(code, "postgres.unopened", ringdex.Show(config.Database), address(config), advice(config, err)).Because(err)
}

func address(config *pgx.ConnConfig) string {
	if strings.HasPrefix(config.Host, "/") {
		return fmt.Sprintf("%s/.s.PGSQL.%d", config.Host, config.Port)
	}
	return net.JoinHostPort(config.Host, fmt.Sprint(config.Port))
}

func advice(config *pgx.ConnConfig, err error) message.Text {
	switch state := stateOf(err); {
	case state == "28P01":
		return message.New("postgres.password", ringdex.Show(config.User))
	case strings.HasPrefix(state, "28"):
		return message.New("postgres.not_let_in", ringdex.Show(config.User))
	case state == "3D000":
		return message.New("postgres.missing", pgx.Identifier{config.Database}.Sanitize())
	case state == "42501":
		return message.New("postgres.no_tables", ringdex.Show(config.User))
	case state == "53300":
		return message.New("postgres.connections", 2*connections+1)
	case strings.HasPrefix(state, "57P"):
		return message.New("postgres.starting")
	case state != "":
		return message.New("postgres.refused")
	case isCertificate(err):
		return message.New("postgres.certificate")
	}
	return message.New("postgres.nobody")
}

func isCertificate(err error) bool {
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, name := errors.AsType[x509.HostnameError](err)
	_, invalid := errors.AsType[x509.CertificateInvalidError](err)
	_, verification := errors.AsType[*tls.CertificateVerificationError](err)
	return unknown || name || invalid || verification
}
