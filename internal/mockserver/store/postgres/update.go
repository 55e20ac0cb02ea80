package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// errNotNow says that the writes of the same process take too long.
var errNotNow = errors.New("other writes of this process wait for it, too")

// Update calls fn in a transaction that no other write of the tenant can overlap. fn gets the
// newest state, and returns the next one and what must be written for it. If fn returns an
// error, nothing is written, and refused is that error. fn may be called several times.
func (l *Log[S]) Update(ctx context.Context, fn func(base S, seq int64) (next S, w Write, err error)) (refused, err error) {
	if err := l.queue(ctx); err != nil {
		return nil, err
	}
	defer func() { <-l.updating }()
	if l.closed.Load() {
		return nil, l.explain("writing to", ErrClosed)
	}
	l.number++
	u := &update[S]{log: l, fn: fn}
	err = l.db.try(ctx, l.db.patience, u.attempt)
	if u.inDoubt && errors.Is(err, ErrUnavailable) {
		// The answer matters more than the wait.
		err = l.db.try(ctx, l.db.timeout, u.attempt)
	}
	switch {
	case err != nil:
		return nil, l.explain("writing to", err)
	case u.refused != nil:
		return u.refused, nil
	}
	l.publish(u.loaded, u.next)
	oneCheckOf(ctx).add(l)
	if u.wrote {
		l.db.notifier.notify(l.options.Tenant, u.next.seq)
	}
	return nil, nil
}

// queue waits for the mutex updating.
func (l *Log[S]) queue(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case l.updating <- struct{}{}:
		return nil
	default:
	}
	waiting := time.NewTimer(queuePatience)
	defer waiting.Stop()
	select {
	case l.updating <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-waiting.C:
		return l.explain("writing to", l.db.unavailable(errNotNow))
	}
}

// An update is a transaction, and its repetitions.
type update[S any] struct {
	log *Log[S]
	fn  func(base S, seq int64) (S, Write, error)

	loaded     *state[S] // the current state when the transaction began
	base, next *state[S]
	refused    error // the error of fn
	wrote      bool
	// inDoubt says that an attempt was asked to commit, and the connection broke before its
	// answer.
	inDoubt bool
}

// attempt runs the transaction. Two round trips: one begins it, locks the head of the log and
// reads new rows; the other writes and commits.
func (u *update[S]) attempt(ctx context.Context, conn *pgx.Conn) error {
	u.refused, u.wrote = nil, false
	committed, err := u.begin(ctx, conn)
	if err != nil {
		return rollbackAfter(ctx, conn, err)
	}
	if committed {
		u.next, u.wrote = u.base, true
		return rollback(ctx, conn)
	}
	value, w, err := u.fn(u.base.value, u.base.seq)
	if err != nil {
		u.refused = err
		return rollback(ctx, conn)
	}
	if len(w.Rows) == 0 {
		u.next = u.base
		return rollback(ctx, conn)
	}
	u.next = &state[S]{value, w.Rows[len(w.Rows)-1].Seq, u.base.first, u.base.server}
	// The caller's context no longer counts: what follows is short.
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), u.log.db.timeout)
	defer cancel()
	u.inDoubt = true
	err = u.commit(ending, conn, w)
	if err == nil {
		u.inDoubt, u.wrote = false, true
		return nil
	}
	if server := pgError(err); server != nil && server.Severity == "ERROR" {
		u.inDoubt = false // it says that the transaction failed
	}
	return rollbackAfter(ending, conn, err)
}

// begin begins the transaction. committed says that an earlier attempt was committed.
func (u *update[S]) begin(ctx context.Context, conn *pgx.Conn) (committed bool, err error) {
	l := u.log
	base := l.current.Load()
	u.loaded = base
	batch := &pgx.Batch{}
	batch.Queue(beginTransaction)
	batch.Queue(lockHead, l.options.Tenant)
	batch.Queue(selectNews, l.options.Tenant, base.seq)
	if u.inDoubt {
		// The lock was held by the earlier attempt until it ended, if it had not ended yet.
		batch.Queue(selectWriter, l.options.Tenant, l.db.instance)
	}
	results := conn.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }()
	for range 2 {
		if _, err := results.Exec(); err != nil {
			return false, err
		}
	}
	rows, err := results.Query()
	if err != nil {
		return false, err
	}
	found, err := collectNews(rows)
	if err != nil {
		return false, err
	}
	if u.inDoubt {
		var number int64
		if err := results.QueryRow().Scan(&number); err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return false, err
		}
		committed = number == l.number
	}
	if err := results.Close(); err != nil {
		return false, err
	}
	u.base, err = l.advance(ctx, conn, base, found)
	u.inDoubt = u.inDoubt && err != nil
	return committed, err
}

// commit writes and commits.
func (u *update[S]) commit(ctx context.Context, conn *pgx.Conn, w Write) error {
	l := u.log
	batch := &pgx.Batch{}
	if w.Purge > 0 {
		batch.Queue(purgeDeleted, l.options.Tenant, w.Purge)
	}
	batch.Queue(writeRows, append([]any{l.options.Tenant, u.next.seq, l.db.instance, l.number}, columns(w.Rows)...)...)
	batch.Queue("COMMIT")
	return conn.SendBatch(ctx, batch).Close()
}

// rollback ends a transaction that wrote nothing.
func rollback(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
		// The connection is broken, or it is closed now: either ends the transaction.
		_ = conn.Close(context.WithoutCancel(ctx))
	}
	return nil
}

// rollbackAfter ends a transaction that failed.
func rollbackAfter(ctx context.Context, conn *pgx.Conn, err error) error {
	if conn.IsClosed() {
		return err
	}
	_ = rollback(ctx, conn)
	return err
}
