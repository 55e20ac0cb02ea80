package store

import (
	"runtime"

	"golang.org/x/sync/errgroup"
)

// decodeBatch is how many rows a goroutine decodes: enough to make the cost of starting it
// small.
const decodeBatch = 256

// A decoder decodes rows on all cores, while more rows are read. Its methods must be
// called from one goroutine.
type decoder struct {
	group   errgroup.Group
	rows    []storedRow // not yet passed to the group
	changes [][]change  // of all rows, in order, once the group is done
}

func newDecoder() *decoder {
	d := &decoder{}
	d.group.SetLimit(runtime.GOMAXPROCS(0))
	return d
}

// add adds a row, whose data must not change afterwards.
func (d *decoder) add(r storedRow) {
	d.rows = append(d.rows, r)
	if len(d.rows) == decodeBatch {
		d.flush()
	}
}

func (d *decoder) flush() {
	rows, changes := d.rows, make([]change, len(d.rows))
	d.rows, d.changes = nil, append(d.changes, changes)
	d.group.Go(func() (err error) {
		for i, r := range rows {
			if changes[i], err = r.decode(); err != nil {
				return err
			}
		}
		return nil
	})
}

// apply applies all rows to the image, in their order. If a row cannot be decoded, the
// image is not changed.
func (d *decoder) apply(m *image) error {
	d.flush()
	if err := d.group.Wait(); err != nil {
		return err
	}
	for _, batch := range d.changes {
		for _, change := range batch {
			change(m)
		}
	}
	return nil
}
