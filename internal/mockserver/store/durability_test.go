package store

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// An acknowledged write is on the disk: SQLite waits for it at each commit. By
// https://sqlite.org/pragma.html#pragma_synchronous 2 is FULL; with NORMAL (1),
// in WAL mode, a power failure loses commits.
func TestEachConnectionWaitsForTheDisk(t *testing.T) {
	t.Parallel()
	s := openFile(t, filepath.Join(t.TempDir(), "tenant.db")).(*file)
	for name, conn := range map[string]*sql.Conn{"writer": s.writer, "reader": s.reader} {
		var level, journal = 0, ""
		if err := conn.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&level); err != nil || level != 2 {
			t.Errorf("the %s's synchronous is %d, error %v; want 2", name, level, err)
		}
		if err := conn.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&journal); err != nil || journal != "wal" {
			t.Errorf("the %s's journal_mode is %q, error %v; want wal", name, journal, err)
		}
	}
}
