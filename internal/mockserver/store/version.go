package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
)

const (
	insertRow       = "INSERT OR REPLACE INTO rows (seq, kind, id, created, deleted, data) VALUES (?, ?, ?, ?, ?, ?)"
	selectRowsAfter = "SELECT seq, kind, id, created, deleted, data FROM rows WHERE seq > ? ORDER BY seq"
	purgeTombstones = "DELETE FROM rows WHERE deleted AND seq <= ?"

	// kindHorizon is the kind of the row that has the seq up to which the rows of
	// deleted objects were purged. A process with an older version has missed
	// deletions.
	kindHorizon kind = "horizon"

	// tombstoneLimit is how many rows of deleted objects the file has at most.
	tombstoneLimit = 4096
)

// A version is the state of the file after the write with this seq.
type version struct {
	image *image
	seq   int64
	// tombstones is the number of rows of deleted objects since the last purge.
	tombstones int
}

// catchUp returns the version after all newer rows, which it reads by the statement
// selectRowsAfter.
func (v *version) catchUp(rowsAfter *sql.Stmt) (*version, error) {
	next, behind, err := v.read(rowsAfter)
	if err != nil || !behind {
		return next, err
	}
	next, _, err = (&version{image: newImage()}).read(rowsAfter)
	return next, err
}

// read applies the newer rows. It stops if v is older than the horizon: then all rows must
// be read again.
func (v *version) read(rowsAfter *sql.Stmt) (next *version, behind bool, err error) {
	rows, err := rowsAfter.Query(v.seq)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()

	m := v.image.next()
	next = &version{image: &m, seq: v.seq, tombstones: v.tombstones}
	var newer []storedRow
	for rows.Next() {
		var r storedRow
		if err := rows.Scan(&r.seq, (*string)(&r.kind), &r.id, &r.created, &r.deleted, &r.data); err != nil {
			return nil, false, err
		}
		next.seq = r.seq
		if r.kind == kindHorizon {
			horizon, err := strconv.ParseInt(string(r.data), 10, 64)
			if err != nil {
				return nil, false, unreadable(r, err)
			}
			if v.seq > 0 && v.seq < horizon {
				return nil, true, nil
			}
			next.tombstones = 0
			continue
		}
		if r.deleted {
			next.tombstones++
		}
		m.lastOrder = max(m.lastOrder, r.created)
		newer = append(newer, r)
	}
	if err := rows.Err(); err != nil {
		return nil, false, err
	}
	if next.seq == v.seq {
		return v, false, nil
	}
	changes, err := decode(newer)
	if err != nil {
		return nil, false, err
	}
	for _, change := range changes {
		change(&m)
	}
	return next, false, nil
}

// write writes the changes of the transaction to the file, in a transaction of the
// connection, and returns the version after the commit.
func (v *version) write(t *transaction, conn *sql.Conn, insert *sql.Stmt) (*version, error) {
	next := &version{image: t.result(), seq: v.seq, tombstones: v.tombstones}
	add := func(r storedRow) error {
		next.seq++
		_, err := insert.Exec(next.seq, string(r.kind), r.id, r.created, r.deleted, r.data)
		return err
	}
	for _, changed := range t.changed {
		r, err := next.image.encode(changed)
		if err != nil {
			return nil, err
		}
		if r.deleted {
			next.tombstones++
		}
		if err := add(r); err != nil {
			return nil, fmt.Errorf("writing %s %q: %w", r.kind, r.id, err)
		}
	}
	if next.tombstones < tombstoneLimit {
		return next, nil
	}
	// Deletions of this transaction stay, so that a process that has all earlier rows
	// need not read all rows again.
	if _, err := conn.ExecContext(context.Background(), purgeTombstones, v.seq); err != nil {
		return nil, fmt.Errorf("purging deleted objects: %w", err)
	}
	if err := add(storedRow{kind: kindHorizon, data: strconv.AppendInt(nil, v.seq, 10)}); err != nil {
		return nil, fmt.Errorf("purging deleted objects: %w", err)
	}
	next.tombstones = 0
	return next, nil
}
