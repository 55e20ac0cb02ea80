package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// unknownSeq wakes a log that may have missed a notification.
	unknownSeq = -1

	// listenPauseMax is the longest pause before the listening connection is opened again.
	listenPauseMax = 5 * time.Second
	// listenCheck is how often the listening connection is tested.
	listenCheck = 30 * time.Second
	// notifyPause is how long notifications gather.
	notifyPause = 5 * time.Millisecond
)

// A waker is a log that can read new rows in the background.
type waker interface{ wake(seq int64) }

// A listener waits for notifications of other processes, and wakes logs, so that an idle
// process has what others wrote before the next request. Reads do not depend on it.
type listener struct {
	db *Database
	// checks is how often the connection is tested.
	checks time.Duration

	mu    sync.Mutex
	wakes map[waker]string // the tenant
}

func (l *listener) start(d *Database, checks time.Duration) {
	l.db, l.checks = d, checks
	d.inBackground(l.listen)
}

func (l *listener) add(w waker, tenant string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wakes == nil {
		l.wakes = map[waker]string{}
	}
	l.wakes[w] = tenant
}

func (l *listener) remove(w waker) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.wakes, w)
}

// wake wakes the logs of a tenant, or those of all tenants if the seq is unknown.
func (l *listener) wake(tenant string, seq int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for w, of := range l.wakes {
		if of == tenant || seq == unknownSeq {
			w.wake(seq)
		}
	}
}

// listen listens until the context ends. After a lost connection it connects again.
func (l *listener) listen(ctx context.Context) {
	for pause := firstPause; ctx.Err() == nil; pause = min(2*pause, listenPauseMax) {
		began := time.Now()
		l.session(ctx)
		if time.Since(began) > listenPauseMax {
			pause = firstPause
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// session listens on one connection until it breaks.
func (l *listener) session(ctx context.Context) {
	conn, err := l.connect(ctx)
	if err != nil {
		return
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing)
	}()
	l.wake("", unknownSeq) // notifications may have been missed
	for {
		waiting, cancel := context.WithTimeout(ctx, l.checks)
		notification, err := conn.WaitForNotification(waiting)
		expired := waiting.Err() != nil
		cancel()
		switch {
		case err == nil:
			seq, tenant, _ := strings.Cut(notification.Payload, " ")
			if number, err := strconv.ParseInt(seq, 10, 64); err == nil {
				l.wake(tenant, number)
			}
		case ctx.Err() != nil || !expired || !l.works(ctx, conn):
			return
		}
	}
}

// connect returns a connection that listens.
func (l *listener) connect(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, l.db.timeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, l.db.config.ConnConfig.Copy())
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{l.db.channel()}.Sanitize()); err != nil {
		_ = conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

// works reports whether the server answers on a connection. A network that drops packets does
// not end the connection.
func (l *listener) works(ctx context.Context, conn *pgx.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, l.db.patience)
	defer cancel()
	return conn.Ping(ctx) == nil
}

// channel is the channel of the notifications of the schema.
func (d *Database) channel() string { return fmt.Sprintf("mock_tenant_%08x", d.schemaHash()) }

// A notifier informs other processes about writes, soon after they were committed. The transaction
// of the write does not do it, because PostgreSQL commits one transaction with a notification
// at a time in the whole cluster, and so would wait for the disk for each of them in turn.
type notifier struct {
	db      *Database
	pending chan struct{}

	mu   sync.Mutex
	seqs map[string]int64 // by tenant
}

func (n *notifier) start(d *Database) {
	n.db, n.pending = d, make(chan struct{}, 1)
	d.inBackground(n.work)
}

// notify informs other processes about the write with this seq.
func (n *notifier) notify(tenant string, seq int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seqs == nil {
		n.seqs = map[string]int64{}
	}
	n.seqs[tenant] = seq
	select {
	case n.pending <- struct{}{}:
	default:
	}
}

func (n *notifier) work(ctx context.Context) {
	for {
		select {
		case <-n.pending:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(notifyPause):
		case <-ctx.Done():
		}
		n.send(context.WithoutCancel(ctx))
	}
}

// send sends what gathered. If it fails, idle processes learn of the writes when they read.
func (n *notifier) send(ctx context.Context) {
	n.mu.Lock()
	seqs := n.seqs
	n.seqs = nil
	n.mu.Unlock()
	payloads := make([]string, 0, len(seqs))
	for tenant, seq := range seqs {
		payloads = append(payloads, strconv.FormatInt(seq, 10)+" "+tenant)
	}
	sending, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, _ = n.db.once(sending, time.Second, func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", n.db.channel(), payloads)
		return err
	})
}
