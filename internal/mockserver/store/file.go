package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	sqlitelib "modernc.org/sqlite/lib"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/sqlite"
)

// OpenFile returns the store in a SQLite file. It creates the file if it does not exist or
// is empty. Several processes, and several stores in one process, can have the file open at
// once; each sees what the others committed.
//
// The file, and its -wal and -shm files while it is open, contain secrets and are readable
// only by their owner. Until the store is closed, the data file may lack the latest
// changes, which are in the -wal file. OpenFile returns an error with the path, and does not
// change the file, if the folder is missing; if the file is damaged, or belongs to another
// program or to a newer version of this program; or if the file is empty but has a -wal
// file.
func OpenFile(ctx context.Context, path string) (Store, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("opening the data file %s: %w", path, err)
	}
	f := &file{path: absolute, updating: make(chan struct{}, 1), checking: make(chan struct{}, 1)}
	if err := f.open(ctx); err != nil {
		return nil, errors.Join(f.explain("opening", err), f.closeConnections())
	}
	return f, nil
}

// WithLockNotice returns a context with a function that is called once if opening a file with
// the context waits for half a second because another program has locked the file. A nil
// function is not called.
func WithLockNotice(ctx context.Context, notice func()) context.Context {
	return sqlite.WithLockNotice(ctx, notice)
}

// RemoveFile deletes the file of a store, with what SQLite keeps beside it. No process may have
// it open. It is not an error if it does not exist.
func RemoveFile(path string) error { return sqlite.Remove(path) }

// A file is a store in a SQLite file, with an image of its rows in memory.
type file struct {
	path string
	db   *sql.DB

	current atomic.Pointer[version]

	// updating is a mutex of the writer: the process runs one transaction at a time.
	// checking is a mutex of the reader.
	updating, checking chan struct{}
	writer, reader     *sql.Conn
	insert, after      *sql.Stmt // of the writer
	changed, news      *sql.Stmt // of the reader
	// seen is the reader's PRAGMA data_version at the last check.
	seen int64
	// checks counts the checks of data_version that were begun. checked is the number
	// of the last check that succeeded; the mutex checking guards it.
	checks  atomic.Uint64
	checked uint64
	// Both mutexes guard closed.
	closed bool
}

var errClosed = errors.New("the store was closed")

func (f *file) open(ctx context.Context) (err error) {
	if err := sqlite.CheckStrayLog(f.path); err != nil {
		return err
	}
	if err := sqlite.CreateIfMissing(f.path); err != nil {
		return err
	}
	if f.db, err = sql.Open("sqlite", sqlite.DataSourceName(f.path)); err != nil {
		return err
	}
	if f.writer, err = sqlite.Connect(ctx, f.db); err != nil {
		return err
	}
	if err := sqlite.Initialise(ctx, f.writer, f.path); err != nil {
		return err
	}
	if f.reader, err = sqlite.Connect(ctx, f.db); err != nil {
		return err
	}
	for _, s := range []struct {
		statement **sql.Stmt
		conn      *sql.Conn
		query     string
	}{
		{&f.insert, f.writer, insertRow},
		{&f.after, f.writer, selectRowsAfter},
		{&f.changed, f.reader, "PRAGMA data_version"},
		{&f.news, f.reader, selectRowsAfter},
	} {
		if err := sqlite.RetryLocked(ctx, func() error {
			*s.statement, err = s.conn.PrepareContext(ctx, s.query)
			return err
		}); err != nil {
			return err
		}
	}
	f.current.Store(&version{image: newImage()})
	f.seen = -1 // SQLite's versions are not negative, so this reads the whole file
	_, err = f.latest(ctx)
	return err
}

func (f *file) View(ctx context.Context, fn func(Reader) error) error {
	v, err := f.latest(ctx)
	if err != nil {
		return f.explain("reading", err)
	}
	return fn(v.image)
}

func (f *file) Update(ctx context.Context, fn func(Writer) error) error {
	if err := acquire(ctx, f.updating); err != nil {
		return err
	}
	defer release(f.updating)
	if f.closed {
		return f.explain("writing", errClosed)
	}

	var refused error // the error of fn, which is returned as it is
	var next *version
	err := sqlite.Immediately(ctx, f.writer, func() error {
		base, err := f.current.Load().catchUp(f.after)
		if err != nil {
			return err
		}
		t := base.image.begin()
		if refused = fn(t); refused != nil {
			return refused
		}
		var w write
		if next, w, err = base.write(t); err != nil {
			return err
		}
		return w.writeFile(f.writer, f.insert)
	})
	switch {
	case refused != nil:
		return refused
	case err != nil:
		return f.explain("writing", err)
	}
	f.publish(next)
	return nil
}

// latest returns the newest committed version. Usually that is the current version, and
// the only cost is to ask SQLite whether the file changed. Callers that wait for one check
// share the next.
func (f *file) latest(ctx context.Context) (*version, error) {
	before := f.checks.Load()
	if err := acquire(ctx, f.checking); err != nil {
		return nil, err
	}
	defer release(f.checking)
	if f.closed {
		return nil, errClosed
	}
	if f.checked > before { // that check began after this call
		return f.current.Load(), nil
	}
	check := f.checks.Add(1)

	var changes int64
	if err := sqlite.RetryLocked(ctx, func() error {
		return f.changed.QueryRow().Scan(&changes)
	}); err != nil {
		return nil, err
	}
	if changes != f.seen {
		var v *version
		if err := sqlite.RetryLocked(ctx, func() (err error) {
			v, err = f.current.Load().catchUp(f.news)
			return err
		}); err != nil {
			return nil, err
		}
		f.publish(v)
		f.seen = changes
	}
	f.checked = check
	return f.current.Load(), nil
}

// publish makes v the current version, unless the current version is newer.
func (f *file) publish(v *version) {
	for {
		current := f.current.Load()
		if v.seq <= current.seq || f.current.CompareAndSwap(current, v) {
			return
		}
	}
}

// Close waits for a running Update, and moves the content of the -wal file into the data
// file. Using the store afterwards is an error; closing it again is not.
func (f *file) Close() error {
	f.updating <- struct{}{}
	defer release(f.updating)
	f.checking <- struct{}{}
	defer release(f.checking)
	if f.closed {
		return nil
	}
	f.closed = true
	if err := errors.Join(sqlite.Checkpoint(f.writer), f.closeConnections()); err != nil {
		return f.explain("closing", err)
	}
	return nil
}

func (f *file) closeConnections() error {
	var errs []error
	for _, s := range []*sql.Stmt{f.insert, f.after, f.changed, f.news} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	for _, c := range []*sql.Conn{f.writer, f.reader} {
		if c != nil {
			errs = append(errs, c.Close())
		}
	}
	if f.db != nil {
		errs = append(errs, f.db.Close())
	}
	return errors.Join(errs...)
}

// explain adds to an error what was attempted on which file, and what the user can do.
func (f *file) explain(attempt string, err error) error {
	if sqlite.IsDamaged(err) {
		return fmt.Errorf("%s the data file %s: it is damaged, or not a data file of this program; "+
			"restore it from a copy, or choose another path: %w", attempt, f.path, err)
	}
	if sqlite.HasCode(err, sqlitelib.SQLITE_FULL) {
		return fmt.Errorf("%s the data file %s: the disk is full, and nothing of this change was kept; "+
			"make room, and try again: %w", attempt, f.path, err)
	}
	if sqlite.HasCode(err, sqlitelib.SQLITE_READONLY) || sqlite.HasCode(err, sqlitelib.SQLITE_CANTOPEN) || errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("%s the data file %s: it, or its folder, is read-only for this user, and a tenant writes both; "+
			"make them writable, or copy the file to another folder and name the copy: %w", attempt, f.path, err)
	}
	return fmt.Errorf("%s the data file %s: %w", attempt, f.path, err)
}
