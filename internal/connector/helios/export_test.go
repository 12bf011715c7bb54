package helios

import (
	"context"
	"time"

	"ringdex/internal/connector"
)

// SetWait replaces the waiting between KeepAlives.
func SetWait(c connector.Connector, wait func(context.Context, time.Duration) error) {
	c.(*helios).wait = wait
}
