package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// walSuffix is the suffix of the name of SQLite's write-ahead log.
const walSuffix = "-wal"

// shmSuffix is that of the index of the log, which the processes that have the file open share.
const shmSuffix = "-shm"

// Remove deletes a file with its log. No process may have it open. It is not an error if it
// does not exist.
func Remove(path string) error {
	var errs []error
	for _, each := range []string{path, path + walSuffix, path + shmSuffix} {
		if err := os.Remove(each); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// checkpointPatience is how long Close waits for other processes that use the file.
// Terraform kills a provider 2 seconds after it asked it to stop.
const checkpointPatience = time.Second

// errInUse is the error of a checkpoint that other connections kept from completing.
var errInUse = errors.New("other connections use the write-ahead log")

// Checkpoint moves the write-ahead log into the file, so that the file is complete without
// it. If other processes use the log for longer than checkpointPatience, it returns no error:
// the last process moves the log, and nothing is lost while the files stay together.
func Checkpoint(conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), checkpointPatience)
	defer cancel()
	err := RetryLocked(ctx, func() error {
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

// CheckStrayLog returns an error if there is a write-ahead log but the file is empty or
// missing: the log belongs to another file, and SQLite would delete it. It checks the log
// first: a process that creates a file writes its content before the log.
func CheckStrayLog(path string) error {
	log, err := os.Stat(path + walSuffix)
	if err != nil || log.Size() == 0 {
		return nil //nolint:nilerr // there is no log; SQLite reports other errors
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.Size() > 0:
		return nil
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return nil // CreateIfMissing reports it
	}
	return fmt.Errorf("it is empty or missing, but %[1]s%[2]s, with changes of a tenant, is there: "+
		"the file was copied or deleted without it. To use that tenant, restore the file that belongs to %[1]s%[2]s; "+
		"to begin with an empty tenant, delete %[1]s%[2]s and %[1]s%[3]s", path, walSuffix, shmSuffix)
}
