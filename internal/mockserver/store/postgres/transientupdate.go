package postgres

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

const (
	// lockValues locks the rows of keys, in the order of the keys. It inserts a row that has
	// expired at any time where a key has none, so that there is a row to lock. ON CONFLICT
	// locks a row before its WHERE decides that it does not change.
	lockValues = `INSERT INTO transient AS t (tenant, kind, id, data, expires, position, token)
		SELECT $1, k.kind, k.id, '', $4, 0, 0 FROM unnest($2::text[], $3::bytea[]) AS k (kind, id)
		ON CONFLICT (tenant, kind, id) DO UPDATE SET token = t.token WHERE false`

	selectValues = `SELECT k.position, t.data, t.expires, t.token
		FROM unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS k (kind, id, position)
		JOIN transient t ON t.tenant = $1 AND t.kind = k.kind AND t.id = k.id`

	storeValues = `INSERT INTO transient (tenant, kind, id, data, expires, position, token)
		SELECT $1, v.kind, v.id, v.data, v.expires, nextval('transient_position'), $6
		FROM unnest($2::text[], $3::bytea[], $4::bytea[], $5::bigint[]) AS v (kind, id, data, expires)
		ON CONFLICT (tenant, kind, id) DO UPDATE
		SET data = excluded.data, expires = excluded.expires, position = excluded.position, token = excluded.token`
)

// Update implements transient.Store. It takes two round trips.
func (t *Transient) Update(ctx context.Context, keys []transient.Key, now time.Time, fn func(current [][]byte) (next []*transient.Value, err error)) error {
	u := &valuesUpdate{t: t, keys: keys, now: nanoseconds(now), fn: fn, token: t.db.Token()}
	u.sort()
	if err := t.try(ctx, "writing to", u.attempt); err != nil {
		return err
	}
	t.sweep(now)
	return u.refused
}

// A valuesUpdate is a transaction of Update, and its repetitions.
type valuesUpdate struct {
	t       *Transient
	keys    []transient.Key
	now     int64
	fn      func(current [][]byte) (next []*transient.Value, err error)
	token   int64 // marks the rows that this update wrote
	refused error // the error of fn

	// sorted are the positions of the keys in the order in which all processes lock them.
	sorted []int
}

func (u *valuesUpdate) sort() {
	u.sorted = make([]int, len(u.keys))
	for i := range u.sorted {
		u.sorted[i] = i
	}
	slices.SortFunc(u.sorted, func(a, b int) int {
		return cmp.Or(cmp.Compare(u.keys[a].Kind, u.keys[b].Kind), cmp.Compare(u.keys[a].ID, u.keys[b].ID))
	})
}

func (u *valuesUpdate) attempt(ctx context.Context, conn *pgx.Conn) error {
	u.refused = nil
	current, committed, err := u.begin(ctx, conn)
	if err != nil {
		return rollbackAfter(ctx, conn, err)
	}
	if committed {
		return rollback(ctx, conn)
	}
	next, err := u.fn(current)
	if err != nil {
		u.refused = err
		return rollback(ctx, conn)
	}
	// The caller's context no longer counts: what follows is short.
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), u.t.db.timeout)
	defer cancel()
	if err := u.commit(ending, conn, next); err != nil {
		return rollbackAfter(ending, conn, err)
	}
	return nil
}

// begin begins the transaction, locks the keys and returns their data. committed says that an
// earlier attempt, whose answer was lost, was committed.
func (u *valuesUpdate) begin(ctx context.Context, conn *pgx.Conn) (current [][]byte, committed bool, err error) {
	kinds, ids := make([]string, len(u.keys)), make([][]byte, len(u.keys))
	for i, position := range u.sorted {
		kinds[i], ids[i] = string(u.keys[position].Kind), []byte(u.keys[position].ID)
	}
	batch := &pgx.Batch{}
	batch.Queue(beginTransaction)
	batch.Queue(lockValues, u.t.tenant, kinds, ids, int64(always))
	batch.Queue(selectValues, u.t.tenant, kinds, ids)
	results := conn.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }()
	for range 2 {
		if _, err := results.Exec(); err != nil {
			return nil, false, err
		}
	}
	rows, err := results.Query()
	if err != nil {
		return nil, false, err
	}
	current = make([][]byte, len(u.keys))
	var position, expires, token int64
	var data []byte
	_, err = pgx.ForEachRow(rows, []any{&position, &data, &expires, &token}, func() error {
		if expires > u.now {
			current[u.sorted[position-1]] = notNil(bytes.Clone(data))
		}
		committed = committed || token == u.token
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return current, committed, results.Close()
}

// commit stores the values, and commits.
func (u *valuesUpdate) commit(ctx context.Context, conn *pgx.Conn, next []*transient.Value) error {
	var kinds []string
	var ids, data [][]byte
	var expires []int64
	relaxed := true
	for i, value := range next {
		if value == nil {
			continue
		}
		kinds, ids = append(kinds, string(u.keys[i].Kind)), append(ids, []byte(u.keys[i].ID))
		data, expires = append(data, value.Bytes()), append(expires, expiry(value.Expires))
		relaxed = relaxed && value.Relaxed
	}
	if len(kinds) == 0 {
		return rollback(ctx, conn)
	}
	batch := &pgx.Batch{}
	if relaxed {
		batch.Queue(relax)
	}
	batch.Queue(storeValues, u.t.tenant, kinds, ids, data, expires, u.token)
	batch.Queue("COMMIT")
	return conn.SendBatch(ctx, batch).Close()
}
