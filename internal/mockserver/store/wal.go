package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// walSuffix is what SQLite adds to a file's name for its write-ahead log.
const walSuffix = "-wal"

// checkpointPatience is how long closing waits for other processes that use the
// file. Terraform kills a provider 2 seconds after it asked it to end.
const checkpointPatience = time.Second

// errInUse is the answer of a checkpoint that other connections kept from
// moving everything.
var errInUse = errors.New("other connections use the write-ahead log")

// checkpoint moves the write-ahead log into the file itself, so that the file
// is whole without the files beside it. Where other processes use the log for
// longer than checkpointPatience that is left to them, and no error: nothing is
// lost while the files stay together.
func checkpoint(conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), checkpointPatience)
	defer cancel()
	err := retryLocked(ctx, func() error {
		var busy, frames, moved int64
		if err := conn.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
			return err
		}
		if busy != 0 {
			return errInUse
		}
		return nil
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("moving the write-ahead log into the file: %w", err)
	}
	return nil
}

// checkStrayLog is an error where the file is empty or missing and its
// write-ahead log is there: then the log is of another file, and SQLite would
// delete it. Of a file that another process is creating, the log comes after
// the content; so the log is looked for first.
func checkStrayLog(path string) error {
	log, err := os.Stat(path + walSuffix)
	if err != nil || log.Size() == 0 {
		return nil //nolint:nilerr // there is no log; other errors are SQLite's to tell
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.Size() > 0:
		return nil
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return nil // createIfMissing tells it
	}
	return fmt.Errorf("it is empty or missing, but %[1]s%[2]s, with changes of a tenant, is there: "+
		"the file was copied or deleted without it. To have that tenant, bring back the file that belongs to %[1]s%[2]s; "+
		"to begin with an empty tenant, delete %[1]s%[2]s and %[1]s-shm", path, walSuffix)
}
