package store

import (
	"iter"
	"strconv"
)

const (
	// kindHorizon is the kind of the row that has the seq up to which the rows of
	// deleted objects were purged. A process with an older version has missed
	// deletions.
	kindHorizon kind = "horizon"

	// tombstoneLimit is how many rows of deleted objects a database has at most.
	tombstoneLimit = 4096
)

// A version is the state of the tenant after the write with this seq.
type version struct {
	image *image
	seq   int64
	// tombstones is the number of rows of deleted objects since the last purge.
	tombstones int
}

// apply applies the rows that are newer than v, in the order of their seq. behind reports
// that v is older than the horizon: then all rows must be applied to an empty version.
func (v *version) apply(rows iter.Seq2[storedRow, error]) (next *version, behind bool, err error) {
	m := v.image.next()
	next = &version{image: &m, seq: v.seq, tombstones: v.tombstones}
	var newer []storedRow
	for r, err := range rows {
		if err != nil {
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

// A write is what a transaction writes to the database.
type write struct {
	// rows replace the rows of the same objects.
	rows []storedRow
	// purge is the seq up to which the rows of deleted objects are deleted; 0 means none.
	purge int64
}

// write returns what must be written for the changes of the transaction, and the version
// after the commit.
func (v *version) write(t *transaction) (next *version, w write, err error) {
	next = &version{image: t.result(), seq: v.seq, tombstones: v.tombstones}
	add := func(r storedRow) {
		next.seq++
		r.seq = next.seq
		w.rows = append(w.rows, r)
	}
	for _, changed := range t.changed {
		r, err := t.encode(changed)
		if err != nil {
			return nil, w, err
		}
		if r.deleted {
			next.tombstones++
		}
		add(r)
	}
	if next.tombstones >= tombstoneLimit {
		// Deletions of this transaction stay, so that a process that has all earlier rows
		// need not read all rows again.
		w.purge = v.seq
		add(storedRow{kind: kindHorizon, data: strconv.AppendInt(nil, v.seq, 10)})
		next.tombstones = 0
	}
	return next, w, nil
}
