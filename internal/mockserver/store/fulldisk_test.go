package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// fill updates the store, one API at a time, until that fails, and answers how
// many updates were acknowledged, and the error.
func fill(t *testing.T, s Store, from, limit int) (acknowledged int, err error) {
	t.Helper()
	for i := from; i < limit; i++ {
		if err := s.Update(t.Context(), func(w Writer) error { return putAPIs(w, i, i+1) }); err != nil {
			return i, err
		}
	}
	t.Fatalf("%d updates fitted", limit)
	return limit, nil
}

// sound checks what SQLite itself thinks of the file.
func sound(t *testing.T, path string) {
	t.Helper()
	var verdict string
	if err := openFile(t, path).(*file).reader.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("the file's integrity: %s, %v", verdict, err)
	}
}

// TestAFullDiskIsAnErrorAndLosesNothing limits the size of the file in SQLite, which then
// returns the same error as on a full disk.
func TestAFullDiskIsAnErrorAndLosesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	s := openFile(t, path).(*file)
	room := func(pages int) {
		if _, err := s.writer.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	room(20)
	acknowledged, err := fill(t, s, 0, 10_000)
	for _, says := range []string{"writing the data file " + path, "the disk is full", "nothing of this change was kept"} {
		if !strings.Contains(err.Error(), says) {
			t.Errorf("have %v, want an error that says %q", err, says)
		}
	}
	if again, err := fill(t, s, acknowledged, acknowledged+1_000); err == nil || again != acknowledged {
		t.Errorf("the next update: %v, after %d more", err, again-acknowledged)
	}
	for name, s := range map[string]Store{"the store": s, "opened afterwards": openFile(t, path)} {
		view(t, s, func(r Reader) { equal(t, name+": APIs", r.ResourceServers().Len(), acknowledged) })
	}
	sound(t, path)

	room(1_000_000)
	update(t, s, func(w Writer) error { return putAPIs(w, acknowledged, acknowledged+1) })
	view(t, openFile(t, path), func(r Reader) { equal(t, "with room again", r.ResourceServers().Len(), acknowledged+1) })
}
