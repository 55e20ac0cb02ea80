package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	driver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

const (
	// LockPatience is how long to wait for the lock of another process. This
	// program holds the lock for the milliseconds that a write takes.
	LockPatience = 30 * time.Second
	// lockNotice is the wait after which the function of [WithLockNotice] is called.
	lockNotice = 500 * time.Millisecond
	// lockPauseMax is the longest pause between two attempts.
	lockPauseMax = 10 * time.Millisecond
)

type lockNoticeKey struct{}

// WithLockNotice returns a context with a function that is called once if opening a file with
// the context waits for half a second because another program has locked the file. A nil
// function is not called.
func WithLockNotice(ctx context.Context, notice func()) context.Context {
	if notice == nil {
		return ctx
	}
	return context.WithValue(ctx, lockNoticeKey{}, sync.OnceFunc(notice))
}

// RetryLocked calls try again while it fails because another process has locked the
// file, until the context ends.
func RetryLocked(ctx context.Context, try func() error) error {
	pause, waited := time.Millisecond, time.Duration(0)
	for {
		err := try()
		if !IsBusy(err) {
			return err
		}
		if waited >= LockPatience {
			return fmt.Errorf("another process has kept the file locked for %s; end it, and try again: %w", LockPatience, err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("waiting for another process to unlock the file: %w", ctx.Err())
		}
		waited += pause
		if notice, ok := ctx.Value(lockNoticeKey{}).(func()); ok && waited >= lockNotice {
			notice()
		}
		pause = min(pause*2, lockPauseMax)
	}
}

// Connect opens a connection. Opening it reads the file.
func Connect(ctx context.Context, db *sql.DB) (conn *sql.Conn, err error) {
	err = RetryLocked(ctx, func() error {
		conn, err = db.Conn(ctx)
		return err
	})
	return conn, err
}

// Immediately runs fn in a write transaction, and commits it if fn returns nil. It
// honours the context only while it waits for the lock: the rest is short.
func Immediately(ctx context.Context, conn *sql.Conn, fn func() error) (err error) {
	uncancelled := context.WithoutCancel(ctx)
	if err := RetryLocked(ctx, func() error {
		_, err := conn.ExecContext(uncancelled, "BEGIN IMMEDIATE")
		return err
	}); err != nil {
		return err
	}
	committed := false
	defer func() {
		if committed {
			return
		}
		// This runs also if fn panics. After some errors SQLite has rolled back
		// already, so an error does not matter.
		_, _ = conn.ExecContext(uncancelled, "ROLLBACK")
	}()
	if err := fn(); err != nil {
		return err
	}
	if err := RetryLocked(ctx, func() error {
		_, err := conn.ExecContext(uncancelled, "COMMIT")
		return err
	}); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	committed = true
	return nil
}

// IsBusy reports whether another process has locked the file. This includes
// SQLITE_PROTOCOL, after which SQLite advises to try again later, and an incomplete
// checkpoint.
func IsBusy(err error) bool {
	return HasCode(err, sqlitelib.SQLITE_BUSY) || HasCode(err, sqlitelib.SQLITE_PROTOCOL) || errors.Is(err, errInUse)
}

// IsDamaged reports whether the file is not, or is no longer, a valid SQLite file, or
// its content is damaged.
func IsDamaged(err error) bool {
	return HasCode(err, sqlitelib.SQLITE_NOTADB) || HasCode(err, sqlitelib.SQLITE_CORRUPT) || errors.Is(err, ErrNotWritten)
}

// HasCode compares the primary result code, which is the low byte of the extended
// result code.
func HasCode(err error, code int) bool {
	var failure *driver.Error
	return errors.As(err, &failure) && failure.Code()&0xff == code
}
