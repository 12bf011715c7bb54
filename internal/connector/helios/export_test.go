package helios

import (
	"context"
	"time"

	"ringdex/internal/connector"
)

// SetWaits replaces the waiting between KeepAlives and before a call is repeated.
func SetWaits(c connector.Connector, keep, again func(context.Context, time.Duration) error) {
	c.(*helios).wait, c.(*helios).sleep = keep, again
}
