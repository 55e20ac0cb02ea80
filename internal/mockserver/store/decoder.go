package store

import (
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// decodeBatch is how many rows a goroutine decodes: enough to make the cost of starting it
// small.
const decodeBatch = 256

// decode decodes rows, in their order, on all cores. Opening a file with 10,000 APIs takes
// 65 ms on two cores, and 87 ms if one goroutine decodes (BenchmarkOpen10000).
func decode(rows []storedRow) ([]change, error) {
	changes := make([]change, len(rows))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	from := 0
	for batch := range slices.Chunk(rows, decodeBatch) {
		into := changes[from:]
		from += len(batch)
		group.Go(func() (err error) {
			for i, row := range batch {
				if into[i], err = row.decode(); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return changes, group.Wait()
}
