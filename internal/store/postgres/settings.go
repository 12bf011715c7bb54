package postgres

import (
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"ringdex/internal/ringdex"
)

const (
	connections    = 12 // of a pool; a node has two, and one connection more that listens
	idleTime       = 5 * time.Minute
	lifetime       = time.Hour // to rebalance over recovered servers
	connectTimeout = 10 * time.Second
	vanished       = 20 * time.Second // timeout of an unresponsive peer
)

// parameters are settings of a session; those in the URL take precedence.
var parameters = map[string]string{
	"application_name":              "ringdex",
	"default_transaction_isolation": "read committed", // a writer must see the commits it waited for

	// Every query uses an index and nested loops; a test enforces that. The planner must not choose
	// otherwise: before ANALYZE it considers a fast-growing table small and prefers a full scan.
	// One plan then serves all parameters.
	"enable_seqscan":    "off",
	"enable_bitmapscan": "off",
	"enable_hashjoin":   "off",
	"enable_mergejoin":  "off",
	"plan_cache_mode":   "force_generic_plan",
	"jit":               "off",

	// A dead node releases its organization immediately, because the kernel closes the connection;
	// a vanished machine after vanished; a frozen process after the idle timeout. Statements have
	// no timeout here: the caller's context limits them.
	"tcp_keepalives_idle":                 "10",
	"tcp_keepalives_interval":             "5",
	"tcp_keepalives_count":                "2",
	"idle_in_transaction_session_timeout": "120000",
}

// writing adds the settings of a writer, whose node may vanish before it acknowledges the server's
// last answer. A reader has no such limit, because its consumer may be slow.
func writing(config *pgx.ConnConfig) *pgx.ConnConfig {
	config = config.Copy()
	if _, given := config.RuntimeParams["tcp_user_timeout"]; !given {
		config.RuntimeParams["tcp_user_timeout"] = strconv.FormatInt(vanished.Milliseconds(), 10)
	}
	return config
}

// settings parses the URL and adds the settings of a connection.
func settings(url string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil || strings.Contains(config.Database, "@") { // the driver's message may contain the password of a malformed URL
		return nil, ringdex.Fail(ringdex.Invalid, "postgres.url")
	}
	for name, value := range parameters {
		if _, given := config.RuntimeParams[name]; !given {
			config.RuntimeParams[name] = value
		}
	}
	if !strings.Contains(url, "connect_timeout=") {
		config.ConnectTimeout = connectTimeout
	}
	dialer := &net.Dialer{Control: giveUp, Timeout: config.ConnectTimeout, KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: vanished / 2, Interval: vanished / 4, Count: 2,
	}}
	config.DialFunc = dialer.DialContext
	return config, nil
}
