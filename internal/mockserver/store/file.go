package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"

	sqlitelib "modernc.org/sqlite/lib"
)

// OpenFile answers the store in the SQLite file of that path, which is created
// if it does not exist or is empty. Several processes, and several stores in
// one process, may have the file open at once; each sees what the others
// committed.
//
// The file, and the -wal and -shm files beside it while it is open, hold
// secrets and can be read by their owner only. Until the store is closed, the
// data file alone may lack the latest changes, which are in the -wal file. It is
// an error, which names the path, when the folder is missing, when the file is
// damaged, or belongs to another program or to a newer version of this one, or
// when it is empty beside a -wal file; it is left as it is then.
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

// A file is a store whose image follows the rows of a SQLite file.
type file struct {
	path string
	db   *sql.DB

	current atomic.Pointer[version]

	// updating is held by the one transaction that this process runs, and
	// guards the writer; checking guards the reader.
	updating, checking chan struct{}
	writer, reader     *sql.Conn
	insert, after      *sql.Stmt // of the writer
	changed, news      *sql.Stmt // of the reader
	// seen is the reader's PRAGMA data_version at the last look.
	seen int64
	// looks counts the looks at data_version that were begun, and looked is
	// the number of the last one that succeeded; checking guards it.
	looks  atomic.Uint64
	looked uint64
	// closed is guarded by both updating and checking.
	closed bool
}

var errClosed = errors.New("the store was closed")

func (f *file) open(ctx context.Context) (err error) {
	if err := checkStrayLog(f.path); err != nil {
		return err
	}
	if err := createIfMissing(f.path); err != nil {
		return err
	}
	if f.db, err = sql.Open("sqlite", dataSourceName(f.path)); err != nil {
		return err
	}
	if f.writer, err = connect(ctx, f.db); err != nil {
		return err
	}
	if err := initialise(ctx, f.writer, f.path); err != nil {
		return err
	}
	if f.reader, err = connect(ctx, f.db); err != nil {
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
		if err := retryLocked(ctx, func() error {
			*s.statement, err = s.conn.PrepareContext(ctx, s.query)
			return err
		}); err != nil {
			return err
		}
	}
	f.current.Store(&version{image: newImage()})
	f.seen = -1 // SQLite's are not negative, so this reads the whole file
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

	var refused error // fn's own error is the caller's, and needs no explanation
	var next *version
	err := immediately(ctx, f.writer, func() error {
		base, err := f.current.Load().catchUp(f.after)
		if err != nil {
			return err
		}
		t := base.image.begin()
		if refused = fn(t); refused != nil {
			return refused
		}
		next, err = base.write(t, f.writer, f.insert)
		return err
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

// latest answers the newest committed version. Most often that is the current
// one, and all that it takes is to ask SQLite whether the file changed. Those
// who wait for one look meanwhile share the next.
func (f *file) latest(ctx context.Context) (*version, error) {
	before := f.looks.Load()
	if err := acquire(ctx, f.checking); err != nil {
		return nil, err
	}
	defer release(f.checking)
	if f.closed {
		return nil, errClosed
	}
	if f.looked > before { // and so began after this call did
		return f.current.Load(), nil
	}
	look := f.looks.Add(1)

	var changes int64
	if err := retryLocked(ctx, func() error {
		return f.changed.QueryRow().Scan(&changes)
	}); err != nil {
		return nil, err
	}
	if changes != f.seen {
		var v *version
		if err := retryLocked(ctx, func() (err error) {
			v, err = f.current.Load().catchUp(f.news)
			return err
		}); err != nil {
			return nil, err
		}
		f.publish(v)
		f.seen = changes
	}
	f.looked = look
	return f.current.Load(), nil
}

// publish makes v the current version, unless a newer one is.
func (f *file) publish(v *version) {
	for {
		current := f.current.Load()
		if v.seq <= current.seq || f.current.CompareAndSwap(current, v) {
			return
		}
	}
}

// Close waits for a running Update, and moves what is in the -wal file into the
// data file. Using the store afterwards is an error; closing it again is none.
func (f *file) Close() error {
	f.updating <- struct{}{}
	defer release(f.updating)
	f.checking <- struct{}{}
	defer release(f.checking)
	if f.closed {
		return nil
	}
	f.closed = true
	if err := errors.Join(checkpoint(f.writer), f.closeConnections()); err != nil {
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

// explain says what was attempted on which file, and what to do about it.
func (f *file) explain(attempt string, err error) error {
	if isDamaged(err) {
		return fmt.Errorf("%s the data file %s: it is damaged, or not a data file of this program; "+
			"restore it from a copy, or choose another path: %w", attempt, f.path, err)
	}
	if hasCode(err, sqlitelib.SQLITE_FULL) {
		return fmt.Errorf("%s the data file %s: the disk is full, and nothing of this change was kept; "+
			"make room, and try again: %w", attempt, f.path, err)
	}
	return fmt.Errorf("%s the data file %s: %w", attempt, f.path, err)
}
