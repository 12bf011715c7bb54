package postgres

import (
	"context"
	"crypto/rand"
	"database/sql"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// relay tells other nodes of commits by NOTIFY, and hears of theirs. It is a courtesy: what it loses, whoever waits
// for changes finds by looking, several times a second.
type relay struct {
	config *pgx.ConnConfig
	db     *sql.DB
	self   string        // so that a node does not wake itself
	due    chan struct{} // a commit that the others have not been told of
	ctx    context.Context
	end    context.CancelFunc
	both   sync.WaitGroup
}

const (
	channel  = "ringdex"
	gather   = 20 * time.Millisecond // commits of this time make one notice: NOTIFY makes commits of the whole server queue up
	longest  = 10 * time.Second      // pause before another try to listen
	lastWord = time.Second           // for the notice of a process that ends
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
	default: // it is due already
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
			heard() // of what was committed while nobody listened
		}
	})
}

// Stop implements store.Relay.
func (r *relay) Stop() {
	r.end()
	r.both.Wait()
}

// tell runs until the relay is stopped; a command that has written and ends at once still says so.
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
	_, _ = r.db.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, r.self) // a courtesy, see relay
}

// listen has heard called until the connection fails; connected says whether there was one.
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
