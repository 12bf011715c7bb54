package postgres

import (
	"context"
	"crypto/rand"
	"database/sql"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// relay exchanges commit signals with other nodes by LISTEN and NOTIFY. It is only an optimization:
// journal readers also poll several times a second.
type relay struct {
	config *pgx.ConnConfig
	db     *sql.DB
	self   string        // id of the sender, to ignore own signals
	due    chan struct{} // a commit without a NOTIFY yet
	ctx    context.Context
	end    context.CancelFunc
	both   sync.WaitGroup
}

const (
	channel  = "ringdex"
	gather   = 20 * time.Millisecond // commits of this time make one notice: NOTIFY makes commits of the whole server queue up
	longest  = 10 * time.Second      // pause before another try to listen
	lastWord = time.Second           // timeout of the NOTIFY of an ending process
)

func newRelay(config *pgx.ConnConfig, db *sql.DB) *relay {
	r := &relay{config: config, db: db, self: rand.Text(), due: make(chan struct{}, 1)}
	r.ctx, r.end = context.WithCancel(context.Background())
	r.both.Go(r.tell)
	return r
}

// Send implements store.Relay.
func (r *relay) Send() {
	select {
	case r.due <- struct{}{}:
	default: // already due
	}
}

// Listen implements store.Relay.
func (r *relay) Listen(heard func()) {
	r.both.Go(func() {
		for pause := gather; r.ctx.Err() == nil; pause = min(2*pause, longest) {
			if r.listen(heard) {
				pause = gather
			}
			r.rest(pause)
			heard() // commits before LISTEN
		}
	})
}

// Stop implements store.Relay.
func (r *relay) Stop() {
	r.end()
	r.both.Wait()
}

// tell sends notifications until the relay is stopped, and a last one for a short-lived command.
func (r *relay) tell() {
	for {
		select {
		case <-r.due:
			r.rest(gather)
			r.notify()
		case <-r.ctx.Done():
			if len(r.due) > 0 {
				r.notify()
			}
			return
		}
	}
}

func (r *relay) notify() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), lastWord)
	defer cancel()
	_, _ = r.db.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, r.self) // best effort, see relay
}

// listen calls heard until the connection fails; connected reports whether there was one.
func (r *relay) listen(heard func()) (connected bool) {
	conn, err := pgx.ConnectConfig(r.ctx, r.config.Copy())
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close(context.WithoutCancel(r.ctx)) }()
	if _, err := conn.Exec(r.ctx, "LISTEN "+channel); err != nil {
		return false
	}
	for {
		notice, err := conn.WaitForNotification(r.ctx)
		if err != nil {
			return true
		}
		if notice.Payload != r.self {
			heard()
		}
	}
}

func (r *relay) rest(pause time.Duration) {
	select {
	case <-time.After(pause):
	case <-r.ctx.Done():
	}
}
