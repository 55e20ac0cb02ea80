package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

const (
	// lockPatience is how long a lock of another process is waited for. Ours
	// hold it for the milliseconds that a write takes.
	lockPatience = 30 * time.Second
	// lockPauseMax is the longest pause between two tries.
	lockPauseMax = 10 * time.Millisecond
)

// retryLocked runs try until it no longer fails because another process has
// locked the file, or until the context is done.
func retryLocked(ctx context.Context, try func() error) error {
	pause, waited := time.Millisecond, time.Duration(0)
	for {
		err := try()
		if !isBusy(err) {
			return err
		}
		if waited >= lockPatience {
			return fmt.Errorf("another process has kept the file locked for %s; end it, and try again: %w", lockPatience, err)
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("waiting for another process to unlock the file: %w", ctx.Err())
		}
		waited += pause
		pause = min(pause*2, lockPauseMax)
	}
}

// connect opens a connection, which reads the file already.
func connect(ctx context.Context, db *sql.DB) (conn *sql.Conn, err error) {
	err = retryLocked(ctx, func() error {
		conn, err = db.Conn(ctx)
		return err
	})
	return conn, err
}

// immediately runs fn as the only writer of the file, and commits what it
// wrote if it answers nil. The context is honoured while waiting for the
// lock; what follows is short, and is not left half-way.
func immediately(ctx context.Context, conn *sql.Conn, fn func() error) (err error) {
	unbroken := context.WithoutCancel(ctx)
	if err := retryLocked(ctx, func() error {
		_, err := conn.ExecContext(unbroken, "BEGIN IMMEDIATE")
		return err
	}); err != nil {
		return err
	}
	committed := false
	defer func() {
		if committed {
			return
		}
		// Also when fn panics. After some errors SQLite has rolled back itself,
		// and the error is of no interest.
		_, _ = conn.ExecContext(unbroken, "ROLLBACK")
	}()
	if err := fn(); err != nil {
		return err
	}
	if err := retryLocked(ctx, func() error {
		_, err := conn.ExecContext(unbroken, "COMMIT")
		return err
	}); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	committed = true
	return nil
}

// isBusy also covers SQLITE_PROTOCOL: SQLite lost a race for the write-ahead
// log too often, and advises to try again later; and a checkpoint that is not
// whole.
func isBusy(err error) bool {
	return hasCode(err, sqlitelib.SQLITE_BUSY) || hasCode(err, sqlitelib.SQLITE_PROTOCOL) || errors.Is(err, errInUse)
}

// isDamaged says that the file is no SQLite file, or is one no longer, or that
// part of its content is lost.
func isDamaged(err error) bool {
	return hasCode(err, sqlitelib.SQLITE_NOTADB) || hasCode(err, sqlitelib.SQLITE_CORRUPT) || errors.Is(err, errNotWritten)
}

// hasCode compares the primary result code, which is the low byte of the extended one.
func hasCode(err error, code int) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) && failure.Code()&0xff == code
}
