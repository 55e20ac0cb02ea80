package postgres

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// queuePatience is how long a write waits for the writes of the same process and tenant.
const queuePatience = 5 * time.Second

// LogOptions are the options of [Open].
type LogOptions[S any] struct {
	Tenant string
	// Existing makes it an error that wraps [ErrNoTenant] if the tenant does not exist.
	Existing bool
	// Pinned makes operations return an error that wraps [ErrNoTenant] after the tenant was
	// deleted, also if there is another one of the same name. Otherwise, the log continues with
	// that.
	Pinned bool
	// StaleReads is how long [Log.Latest] returns what an earlier check found without asking
	// the database.
	StaleReads time.Duration
	// Empty returns the state of a tenant without rows.
	Empty func() S
	// Apply returns the state after newer rows, in the order of their Seq. It must not
	// change base. behind says that deletions were missed, so that all rows must be applied to
	// an empty state.
	Apply func(base S, rows []Row) (next S, behind bool, err error)
}

// A Log is the log of rows of one tenant, and the state S of the tenant that follows from it,
// which is kept in memory. It is safe for concurrent use, also by many processes.
type Log[S any] struct {
	db      *Database
	options LogOptions[S]
	current atomic.Pointer[state[S]]
	checker checker
	// updating is a mutex: the process runs one transaction of the tenant at a time.
	updating chan struct{}
	// number counts the writes. The mutex updating guards it.
	number int64
	closed atomic.Bool
}

// A state is the state of the tenant after the write with this seq.
type state[S any] struct {
	value S
	seq   int64
	// first identifies the tenant among those that had its name.
	first int64
	// server is the server that the state was read from; see [connection].
	server time.Time
}

// Open opens the log of a tenant, which it creates if it does not exist.
func Open[S any](ctx context.Context, d *Database, o LogOptions[S]) (*Log[S], error) {
	l := &Log[S]{db: d, options: o, updating: make(chan struct{}, 1)}
	l.checker.run = l.refresh
	l.current.Store(l.empty())
	if err := d.try(ctx, d.patience, func(ctx context.Context, conn *pgx.Conn) error {
		if o.Existing {
			return nil // reading reports it
		}
		return createTenant(ctx, conn, o.Tenant)
	}); err != nil {
		return nil, l.explain("opening", err)
	}
	d.use()
	d.listener.add(l, o.Tenant)
	if _, err := l.Latest(ctx); err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

func (l *Log[S]) empty() *state[S] { return &state[S]{value: l.options.Empty()} }

// Latest returns the newest state: each write that was acknowledged before the call is in it,
// unless StaleReads or the context of [WithOneCheck] allow an older one.
func (l *Log[S]) Latest(ctx context.Context) (value S, err error) {
	if err := ctx.Err(); err != nil {
		return value, err
	}
	if l.closed.Load() {
		return value, l.explain("reading", ErrClosed)
	}
	once := oneCheckOf(ctx)
	if !once.has(l) && !l.checker.isFresh(l.options.StaleReads) {
		if err := l.checker.check(ctx, l.db); err != nil {
			return value, l.explain("reading", err)
		}
	}
	once.add(l)
	return l.current.Load().value, nil
}

// refresh applies the rows that were written since the last read.
func (l *Log[S]) refresh(ctx context.Context) error {
	return l.db.try(ctx, l.db.patience, func(ctx context.Context, conn *pgx.Conn) error {
		base := l.current.Load()
		next, err := l.read(ctx, conn, base)
		if err != nil {
			return err
		}
		l.publish(base, next)
		return nil
	})
}

// read returns the state after the newest rows.
func (l *Log[S]) read(ctx context.Context, conn *pgx.Conn, base *state[S]) (*state[S], error) {
	found, err := l.news(ctx, conn, base.seq)
	if err != nil {
		return nil, err
	}
	return l.advance(ctx, conn, base, found)
}

func (l *Log[S]) news(ctx context.Context, conn *pgx.Conn, after int64) (news, error) {
	rows, err := conn.Query(ctx, selectNews, l.options.Tenant, after)
	if err != nil {
		return news{}, err
	}
	return collectNews(rows)
}

// advance returns the state after the rows that were found. It reads all rows if the state
// cannot follow: it is older than deletions that were purged, or of a deleted tenant of the
// same name; or it is of another server. A standby that becomes the primary may not have
// received the last writes, and may have others under their numbers by now.
func (l *Log[S]) advance(ctx context.Context, conn *pgx.Conn, base *state[S], found news) (*state[S], error) {
	if err := l.db.checkFormat(found.format); err != nil {
		return nil, l.db.unavailable(err)
	}
	if l.options.Pinned && base.seq > 0 && found.first != base.first {
		return nil, ErrNoTenant
	}
	server := connectionOf(conn).server
	isOther := base.seq > 0 && !server.Equal(base.server)
	if found.head == base.seq && !isOther {
		return base, nil
	}
	behind := isOther || found.head < base.seq || 0 < base.seq && base.seq < found.first
	if !behind {
		value, isBehind, err := l.options.Apply(base.value, found.rows)
		if err != nil {
			return nil, err
		}
		if !isBehind {
			return &state[S]{value, found.head, found.first, server}, nil
		}
	}
	found, err := l.news(ctx, conn, 0)
	if err != nil {
		return nil, err
	}
	value, _, err := l.options.Apply(l.options.Empty(), found.rows)
	if err != nil {
		return nil, err
	}
	return &state[S]{value, found.head, found.first, server}, nil
}

// publish makes next, which follows base, the current state, unless the current one is newer.
func (l *Log[S]) publish(base, next *state[S]) {
	for {
		current := l.current.Load()
		if current != base && current.server.Equal(next.server) && next.seq <= current.seq {
			return
		}
		if l.current.CompareAndSwap(current, next) {
			return
		}
	}
}

// wake reads new rows soon, unless the state already has the write with this seq.
func (l *Log[S]) wake(seq int64) {
	if seq == unknownSeq || seq > l.current.Load().seq {
		l.checker.join(l.db)
	}
}

// Close ends the use of the log, after a running Update.
func (l *Log[S]) Close() error {
	l.updating <- struct{}{}
	defer func() { <-l.updating }()
	if l.closed.Swap(true) {
		return nil
	}
	l.db.listener.remove(l)
	return l.db.Close()
}

// explain adds to an error what was attempted.
func (l *Log[S]) explain(attempt string, err error) error {
	where := l.db.String()
	if l.options.Tenant != "" {
		where = fmt.Sprintf("the tenant %q of %s", l.options.Tenant, where)
	}
	return fmt.Errorf("%s %s: %w", attempt, where, err)
}
