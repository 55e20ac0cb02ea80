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

	// kindHorizon is the one row that says up to which seq the rows of deleted
	// objects were purged. Who is behind that has missed deletions.
	kindHorizon kind = "horizon"

	// tombstoneLimit is how many deletions are kept in the file.
	tombstoneLimit = 4096
)

// A version is the state of the file after the write of that seq.
type version struct {
	image *image
	seq   int64
	// tombstones counts the rows of deleted objects since the last purge.
	tombstones int
}

// catchUp answers the version with all rows applied that the statement,
// selectRowsAfter, finds to be newer.
func (v *version) catchUp(rowsAfter *sql.Stmt) (*version, error) {
	next, behind, err := v.read(rowsAfter)
	if err != nil || !behind {
		return next, err
	}
	next, _, err = (&version{image: newImage()}).read(rowsAfter)
	return next, err
}

// read applies the newer rows. It stops when it finds that v is behind the
// horizon: then only reading everything anew helps.
func (v *version) read(rowsAfter *sql.Stmt) (next *version, behind bool, err error) {
	rows, err := rowsAfter.Query(v.seq)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()

	m := v.image.next()
	next = &version{image: &m, seq: v.seq, tombstones: v.tombstones}
	decoder := newDecoder()
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
		decoder.add(r)
	}
	if err := rows.Err(); err != nil {
		return nil, false, err
	}
	if next.seq == v.seq {
		return v, false, nil
	}
	if err := decoder.apply(&m); err != nil {
		return nil, false, err
	}
	return next, false, nil
}

// write adds what the transaction changed to the file, within a transaction of
// the connection, and answers the version that is current once it is committed.
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
	// Deletions of this transaction stay, so that who has seen all but this
	// one need not read everything anew.
	if _, err := conn.ExecContext(context.Background(), purgeTombstones, v.seq); err != nil {
		return nil, fmt.Errorf("purging deleted objects: %w", err)
	}
	if err := add(storedRow{kind: kindHorizon, data: strconv.AppendInt(nil, v.seq, 10)}); err != nil {
		return nil, fmt.Errorf("purging deleted objects: %w", err)
	}
	next.tombstones = 0
	return next, nil
}
