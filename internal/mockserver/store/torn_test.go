package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// page is SQLite's page, in bytes.
const page = 4096

// dataFile is the content of a data file with 200 APIs.
func dataFile(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenant.db")
	s, err := OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(w Writer) error { return putAPIs(w, 0, 200) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestATornFileIsAnErrorAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	whole := dataFile(t)
	torn := map[string][]byte{}
	for _, size := range []int{1, 15, 16, 99, 100, 512, page - 1, page, page + 1, len(whole) / 2, len(whole) - page, len(whole) - 1} {
		torn[fmt.Sprintf("the first %d of %d bytes", size, len(whole))] = whole[:size]
	}
	for name, content := range torn {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := plainFile(t, content)
			s, err := OpenFile(t.Context(), path)
			if err == nil {
				s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), path) {
				t.Errorf("have %v, want an error with the path that says damaged", err)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, content) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
}

// TestAPageOfZerosIsAnErrorOrNothingIsMissing damages each page of a file.
// Those that hold objects are read at once; an index is met by the next write.
func TestAPageOfZerosIsAnErrorOrNothingIsMissing(t *testing.T) {
	t.Parallel()
	whole := dataFile(t)
	refused := 0
	for at := 0; at < len(whole); at += page {
		content := bytes.Clone(whole)
		clear(content[at : at+page])
		path := plainFile(t, content)
		s, err := OpenFile(t.Context(), path)
		if err == nil {
			view(t, s, func(r Reader) {
				equal(t, fmt.Sprintf("APIs without the page at %d", at), r.ResourceServers().Len(), 200)
			})
			err = s.Update(t.Context(), func(w Writer) error { return putAPIs(w, 0, 200) })
			s.Close()
		} else if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, content) {
			t.Errorf("the file without the page at %d was changed (%v)", at, err)
		}
		if err == nil {
			continue // the page was of no use
		}
		refused++
		if !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), path) {
			t.Errorf("without the page at %d: have %v, want an error with the path that says damaged", at, err)
		}
	}
	if refused < len(whole)/page-1 {
		t.Errorf("%d of %d pages were missed", refused, len(whole)/page)
	}
}

// TestATornWriteAheadLogHoldsWholeUpdates cuts the log where a crash of the
// machine may have: an update is there with all that it did, or not at all.
func TestATornWriteAheadLogHoldsWholeUpdates(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	s := openFile(t, path) // stays open, so that the log is not moved into the file
	const updates = 20
	for i := range updates {
		update(t, s, func(w Writer) error {
			if err := putAPIs(w, 5*i, 5*i+5); err != nil {
				return err
			}
			return countUp(w)
		})
	}
	database, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	last := -1
	for cut := len(log) / 4; cut <= len(log); cut += len(log) / 37 {
		copied := plainFile(t, database)
		if err := os.WriteFile(copied+"-wal", log[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		view(t, openFile(t, copied), func(r Reader) {
			var count int
			fmt.Sscan(r.Setting("count"), &count)
			equal(t, fmt.Sprintf("APIs after %d of %d bytes", cut, len(log)), r.ResourceServers().Len(), 5*count)
			if count < last {
				t.Errorf("%d updates after %d bytes, and %d after fewer", count, cut, last)
			}
			last = count
		})
	}
	if last < updates/2 {
		t.Errorf("%d updates were found at most", last)
	}
}
