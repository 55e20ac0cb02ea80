package store

import (
	"runtime"

	"golang.org/x/sync/errgroup"
)

// decodeBatch is how many rows one goroutine decodes at a time: so many that
// starting it costs little beside.
const decodeBatch = 256

// A decoder decodes rows on all cores, while more of them are read. It is used
// by one goroutine.
type decoder struct {
	group   errgroup.Group
	rows    []storedRow // not handed to the group yet
	changes [][]change  // of all rows, in order, once the group is done
}

func newDecoder() *decoder {
	d := &decoder{}
	d.group.SetLimit(runtime.GOMAXPROCS(0))
	return d
}

// add takes a row, whose data must stay as it is.
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

// apply makes the image hold what the rows say, in their order; or, when one of
// them cannot be read, leaves it as it is.
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
