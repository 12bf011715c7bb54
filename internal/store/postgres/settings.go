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
	lifetime       = time.Hour // so that they spread again over servers that have come back
	connectTimeout = 10 * time.Second
	vanished       = 20 * time.Second // after which a peer that answers nothing is given up
)

// parameters are settings of a session; those in the URL take precedence.
var parameters = map[string]string{
	"application_name":              "ringdex",
	"default_transaction_isolation": "read committed", // a writer that has waited must see what it waited for

	// Every query finds its rows by an index, and joins by looking each one up; a test makes sure. The planner must not
	// be clever about it: as long as nobody has counted the rows of a table that grows fast, it takes the table for
	// small and would rather read all of it. One plan then serves any parameters.
	"enable_seqscan":    "off",
	"enable_bitmapscan": "off",
	"enable_hashjoin":   "off",
	"enable_mergejoin":  "off",
	"plan_cache_mode":   "force_generic_plan",
	"jit":               "off",

	// A node that has died lets go of its organization at once, because its kernel closes the connection; one whose
	// machine has vanished after vanished; one that is frozen, or has lost its way, after the idle timeout. There is no
	// limit for statements: whoever waits for one says how long.
	"tcp_keepalives_idle":                 "10",
	"tcp_keepalives_interval":             "5",
	"tcp_keepalives_count":                "2",
	"idle_in_transaction_session_timeout": "120000",
}

// writing are the settings of a writer, whose node may vanish before it has heard what the server sent last. A reader
// may leave the server waiting for longer than that, when whoever is handed the rows is slow.
func writing(config *pgx.ConnConfig) *pgx.ConnConfig {
	config = config.Copy()
	if _, given := config.RuntimeParams["tcp_user_timeout"]; !given {
		config.RuntimeParams["tcp_user_timeout"] = strconv.FormatInt(vanished.Milliseconds(), 10)
	}
	return config
}

// settings are those of one connection.
func settings(url string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil || strings.Contains(config.Database, "@") { // the driver's own message may show the password when the URL is mistaken
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
