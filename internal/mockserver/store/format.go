package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

const (
	// applicationID marks a SQLite file as ours: "A0mt".
	applicationID = 0x41306d74
	// formatVersion is the version of the schema below and of the JSON in it.
	formatVersion = 1
)

// schema is a log in which each object has only its newest row. Deletions stay
// as rows, so that other processes see them; see tombstoneLimit.
const schema = `
CREATE TABLE rows (
	seq     INTEGER PRIMARY KEY,
	kind    TEXT    NOT NULL,
	id      TEXT    NOT NULL,
	created INTEGER NOT NULL,
	deleted INTEGER NOT NULL,
	data    BLOB,
	UNIQUE (kind, id)
);
PRAGMA application_id = %d;
PRAGMA user_version = %d;`

// createIfMissing makes an empty file that only its owner may read: it will
// hold secrets. It must not open the file under its own name: closing a file
// takes away the locks that the same process has on it through SQLite (see
// "How To Corrupt An SQLite Database File", section 2.2).
func createIfMissing(path string) (err error) {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return errors.New("it is a folder; name a file in it")
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is not a regular file")
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("the folder %s does not exist; create it first", folder)
	}
	temporary, err := os.CreateTemp(folder, ".new-tenant-*") // mode 0600
	if err != nil {
		return fmt.Errorf("creating a file in %s: %w", folder, err)
	}
	defer func() { err = errors.Join(err, os.Remove(temporary.Name())) }()
	if err := temporary.Close(); err != nil {
		return err
	}
	if err := os.Link(temporary.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("naming the new file: %w", err)
	}
	return nil
}

// dataSourceName is the SQLite URI of a file that must exist. A write is
// acknowledged only after it is on the disk (synchronous = FULL). SQLite does
// not wait for locks itself, because it could not be interrupted then.
func dataSourceName(path string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/tenant.db
	}
	query := url.Values{"mode": {"rw"}, "_pragma": {"busy_timeout(0)", "synchronous(FULL)"}}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}).String()
}

// initialise makes sure that the file is ours, in this version, and creates
// the table if the file is empty. It changes nothing in any other file.
func initialise(ctx context.Context, conn *sql.Conn, path string) error {
	empty, err := identify(ctx, conn)
	if err != nil {
		return err
	}
	if empty {
		if err := create(ctx, conn, path); err != nil {
			return err
		}
	}
	var mode string
	if err := retryLocked(ctx, func() error {
		return conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
	}); err != nil {
		return fmt.Errorf("switching to a write-ahead log: %w", err)
	}
	if mode != "wal" {
		return errors.New("its file system does not support a write-ahead log (shared memory); choose a local folder")
	}
	return nil
}

// identify tells whether the database is empty: nothing was ever created in
// it, and nobody has marked it. The error is nil then, and when it is ours.
func identify(ctx context.Context, conn *sql.Conn) (empty bool, err error) {
	var created, application, version int64
	err = retryLocked(ctx, func() error {
		// One statement is one read transaction: no other process gets in between.
		return conn.QueryRowContext(ctx, `SELECT schema_version + (SELECT count(*) FROM sqlite_schema), application_id, user_version
			FROM pragma_schema_version, pragma_application_id, pragma_user_version`).Scan(&created, &application, &version)
	})
	switch {
	case err != nil:
		return false, err
	case created == 0 && application == 0 && version == 0:
		return true, nil
	case application != applicationID:
		return false, errors.New("it is a SQLite file of some other program; choose another path")
	case version > formatVersion:
		return false, fmt.Errorf("it was written by a newer version of this program (format %d; this one knows up to %d); upgrade, or choose another path",
			version, formatVersion)
	case version < formatVersion:
		return false, fmt.Errorf("its format %d is unknown; restore it from a copy, or delete it", version)
	}
	return false, nil
}

// create writes the table, unless another process was faster.
func create(ctx context.Context, conn *sql.Conn, path string) error {
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	return immediately(ctx, conn, func() error {
		if empty, err := identify(ctx, conn); err != nil || !empty {
			return err
		}
		_, err := conn.ExecContext(ctx, fmt.Sprintf(schema, applicationID, formatVersion))
		return err
	})
}
