package postgres

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

const (
	selectValue = "SELECT data FROM transient WHERE tenant = $1 AND kind = $2 AND id = $3 AND expires > $4"

	// storeValue stores a value, and replaces the value that the key has.
	storeValue = `INSERT INTO transient AS t (tenant, kind, id, data, expires, position, token)
		VALUES ($1, $2, $3, $4, $5, nextval('transient_position'), $6)
		ON CONFLICT (tenant, kind, id) DO UPDATE
		SET data = excluded.data, expires = excluded.expires, position = excluded.position, token = excluded.token`

	// insertValue stores a value unless the key has one. It succeeds again if it is repeated
	// because the connection broke before its answer: the token says whose value it is.
	insertValue = storeValue + " WHERE t.expires <= $7 OR t.token = $6"

	selectKind = "SELECT id, data FROM transient WHERE tenant = $1 AND kind = $2 AND expires > $3 ORDER BY position"

	deleteValue = "DELETE FROM transient WHERE tenant = $1 AND kind = $2 AND id = $3"

	deleteKinds = "DELETE FROM transient WHERE tenant = $1 AND kind = ANY($2)"

	// relax allows a crash of the database to lose the transaction, within which it is called.
	relax = "SELECT set_config('synchronous_commit', 'off', true)"

	// never is the expiry of a value that does not expire, and always that of a row that is
	// expired at any time.
	never, always = math.MaxInt64, math.MinInt64
)

// Transient stores the values of a tenant that expire. It implements transient.Store.
type Transient struct {
	db     *Database
	tenant string
	sweeps sweeps
	closed atomic.Bool
}

// Transient returns the values of a tenant.
func (d *Database) Transient(tenant string) *Transient {
	d.use()
	return &Transient{db: d, tenant: tenant}
}

// Get implements transient.Store.
func (t *Transient) Get(ctx context.Context, key transient.Key, now time.Time) (value []byte, found bool, err error) {
	err = t.try(ctx, "reading", func(ctx context.Context, conn *pgx.Conn) error {
		err := conn.QueryRow(ctx, selectValue, t.tenant, string(key.Kind), []byte(key.ID), nanoseconds(now)).Scan(&value)
		found = err == nil
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	return value, found, err
}

// Insert implements transient.Store.
func (t *Transient) Insert(ctx context.Context, key transient.Key, value transient.Value, now time.Time) (inserted bool, err error) {
	arguments := append(t.values(key, value), nanoseconds(now))
	err = t.try(ctx, "writing to", func(ctx context.Context, conn *pgx.Conn) error {
		rows, err := execute(ctx, conn, value.Relaxed, insertValue, arguments)
		inserted = rows > 0
		return err
	})
	t.sweep(now)
	return inserted, err
}

// Put implements transient.Store.
func (t *Transient) Put(ctx context.Context, key transient.Key, value transient.Value, now time.Time) error {
	arguments := t.values(key, value)
	err := t.try(ctx, "writing to", func(ctx context.Context, conn *pgx.Conn) error {
		_, err := execute(ctx, conn, value.Relaxed, storeValue, arguments)
		return err
	})
	t.sweep(now)
	return err
}

// List implements transient.Store.
func (t *Transient) List(ctx context.Context, kind transient.Kind, now time.Time) (entries []transient.Entry, err error) {
	err = t.try(ctx, "reading", func(ctx context.Context, conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, selectKind, t.tenant, string(kind), nanoseconds(now))
		if err != nil {
			return err
		}
		entries, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e transient.Entry, err error) {
			var id []byte
			err = row.Scan(&id, &e.Data)
			e.ID = string(id)
			return e, err
		})
		return err
	})
	return entries, err
}

// Delete implements transient.Store.
func (t *Transient) Delete(ctx context.Context, key transient.Key) error {
	return t.try(ctx, "writing to", func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, deleteValue, t.tenant, string(key.Kind), []byte(key.ID))
		return err
	})
}

// Clear implements transient.Store.
func (t *Transient) Clear(ctx context.Context, kinds ...transient.Kind) error {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	return t.try(ctx, "writing to", func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, deleteKinds, t.tenant, names)
		return err
	})
}

// Close ends the use of the database.
func (t *Transient) Close() error {
	if t.closed.Swap(true) {
		return nil
	}
	return t.db.Close()
}

// try runs an operation, and adds to its error what was attempted.
func (t *Transient) try(ctx context.Context, attempt string, fn func(ctx context.Context, conn *pgx.Conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := ErrClosed
	if !t.closed.Load() {
		err = t.db.try(ctx, t.db.patience, fn)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", attempt, t.db, err)
	}
	return nil
}

// values returns the arguments of storeValue.
func (t *Transient) values(key transient.Key, value transient.Value) []any {
	return []any{t.tenant, string(key.Kind), []byte(key.ID), value.Bytes(), expiry(value.Expires), t.db.Token()}
}

// execute executes a statement that is a transaction, in one round trip.
func execute(ctx context.Context, conn *pgx.Conn, relaxed bool, statement string, arguments []any) (rows int64, err error) {
	if !relaxed {
		tag, err := conn.Exec(ctx, statement, arguments...)
		return tag.RowsAffected(), err
	}
	batch := &pgx.Batch{} // without BEGIN, a batch is one transaction
	batch.Queue(relax)
	batch.Queue(statement, arguments...)
	results := conn.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }()
	if _, err := results.Exec(); err != nil {
		return 0, err
	}
	tag, err := results.Exec()
	if err != nil {
		return 0, err
	}
	return tag.RowsAffected(), results.Close()
}

// expiry returns a time for the column expires.
func expiry(at time.Time) int64 {
	if at.IsZero() {
		return never
	}
	return nanoseconds(at)
}

// nanoseconds returns a time in nanoseconds since 1970. The clock of a tenant can be moved
// beyond the years that they can express, 1678 to 2262.
func nanoseconds(at time.Time) int64 {
	switch year := at.Year(); {
	case year > 2261:
		return never - 1
	case year < 1679:
		return always + 1
	}
	return at.UnixNano()
}

// notNil returns data that is not NULL for the database.
func notNil(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

const (
	// sweepInterval is how often a process deletes what has expired, by the tenant's clock.
	sweepInterval = time.Minute
	// sweepSize is how many values it deletes at once, and sweepsMax how often.
	sweepSize, sweepsMax = 1000, 20

	deleteExpired = `DELETE FROM transient WHERE ctid = ANY(ARRAY(
		SELECT ctid FROM transient WHERE tenant = $1 AND expires <= $2 ORDER BY expires LIMIT $3 FOR UPDATE SKIP LOCKED))`
)

// sweeps remembers when to delete what has expired.
type sweeps struct {
	mu   sync.Mutex
	next time.Time
}

// due reports whether it is time. The clock can have been set back.
func (s *sweeps) due(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.next) && !now.Before(s.next.Add(-sweepInterval)) {
		return false
	}
	s.next = now.Add(sweepInterval)
	return true
}

// sweep deletes what has expired, in the background, once a minute at most.
func (t *Transient) sweep(now time.Time) {
	if !t.sweeps.due(now) {
		return
	}
	t.db.inBackground(func(ctx context.Context) {
		for range sweepsMax {
			var deleted pgconn.CommandTag
			_, err := t.db.once(ctx, t.db.patience, func(ctx context.Context, conn *pgx.Conn) (err error) {
				deleted, err = conn.Exec(ctx, deleteExpired, t.tenant, nanoseconds(now), sweepSize)
				return err
			})
			if err != nil || deleted.RowsAffected() < sweepSize {
				return
			}
		}
	})
}
