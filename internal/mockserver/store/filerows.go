package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
)

const (
	insertRow       = "INSERT OR REPLACE INTO rows (seq, kind, id, created, deleted, data) VALUES (?, ?, ?, ?, ?, ?)"
	selectRowsAfter = "SELECT seq, kind, id, created, deleted, data FROM rows WHERE seq > ? ORDER BY seq"
	purgeTombstones = "DELETE FROM rows WHERE deleted AND seq <= ?"
)

// catchUp returns the version after all newer rows of the file, which it reads by the
// statement selectRowsAfter.
func (v *version) catchUp(rowsAfter *sql.Stmt) (*version, error) {
	next, behind, err := v.apply(fileRows(rowsAfter, v.seq))
	if err != nil || !behind {
		return next, err
	}
	next, _, err = (&version{image: newImage()}).apply(fileRows(rowsAfter, 0))
	return next, err
}

// fileRows returns the rows after a seq.
func fileRows(rowsAfter *sql.Stmt, seq int64) iter.Seq2[storedRow, error] {
	return func(yield func(storedRow, error) bool) {
		rows, err := rowsAfter.Query(seq)
		if err != nil {
			yield(storedRow{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r storedRow
			err := rows.Scan(&r.seq, (*string)(&r.kind), &r.id, &r.created, &r.deleted, &r.data)
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(storedRow{}, err)
		}
	}
}

// writeFile writes to the file, in a transaction of the connection.
func (w write) writeFile(conn *sql.Conn, insert *sql.Stmt) error {
	if w.purge > 0 {
		if _, err := conn.ExecContext(context.Background(), purgeTombstones, w.purge); err != nil {
			return fmt.Errorf("purging deleted objects: %w", err)
		}
	}
	for _, r := range w.rows {
		if _, err := insert.Exec(r.seq, string(r.kind), r.id, r.created, r.deleted, r.data); err != nil {
			return fmt.Errorf("writing %s %q: %w", r.kind, r.id, err)
		}
	}
	return nil
}
