// Package sqlite has what a tenant's data file needs of SQLite: its format, its locks, its
// write-ahead log.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const (
	// applicationID marks a SQLite file as a data file of this program: "A0mt".
	applicationID = 0x41306d74
	// FormatVersion is the version of the schema below, of the kinds of rows, and of
	// their JSON. It is incremented when a program that knows only the previous version
	// would fail on a file or lose data.
	//
	//	1  APIs, clients, client grants, signing keys, settings
	//	2  refresh tokens
	//	3  clients' credentials that are not in use, or are not public keys
	//	4  roles, users, organizations
	FormatVersion = 4
	// oldestFormat is the oldest version that upgrade can read.
	oldestFormat = 1
)

// schema is a log that has only the newest row of each object. Deleted objects keep a row,
// so that other processes see the deletion; see tombstoneLimit.
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

// CreateIfMissing creates an empty file that only its owner can read, because it will
// contain secrets. It must not open an existing file: closing the file would release the
// locks that the same process has on it through SQLite (see "How To Corrupt An SQLite
// Database File", section 2.2).
func CreateIfMissing(path string) (err error) {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return errors.New("it is a folder; name a file in it")
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is not a regular file")
	case err == nil && info.Size() == 1:
		// SQLite treats this size as 0, and would overwrite the byte.
		return fmt.Errorf("it holds one byte: %w", ErrNotWritten)
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("the folder %s does not exist; create it first", folder)
	}
	if runtime.GOOS == "windows" {
		// On Windows, locks belong to a handle, and a file that another process has
		// opened cannot be renamed.
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the file that the user named
		switch {
		case errors.Is(err, os.ErrExist):
			return nil
		case err != nil:
			return err
		}
		return file.Close()
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

// DataSourceName returns the SQLite URI of an existing file. A write is acknowledged only
// after it is on the disk (synchronous = FULL). SQLite itself does not wait for locks,
// because that wait could not be interrupted.
func DataSourceName(path string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/tenant.db
	}
	query := url.Values{"mode": {"rw"}, "_pragma": {"busy_timeout(0)", "synchronous(FULL)"}}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}).String()
}

// Initialise checks that the file belongs to this program and has the current version. It
// creates the table in an empty file, and upgrades an older file. It does not change any
// other file.
func Initialise(ctx context.Context, conn *sql.Conn, path string) error {
	version, err := identify(ctx, conn)
	switch {
	case err != nil:
		return err
	case version == emptyFile:
		err = create(ctx, conn, path)
	case version < FormatVersion:
		err = upgrade(ctx, conn)
	}
	if err != nil {
		return err
	}
	var mode string
	if err := RetryLocked(ctx, func() error {
		return conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
	}); err != nil {
		return fmt.Errorf("switching to a write-ahead log: %w", err)
	}
	if mode != "wal" {
		return errors.New("its file system does not support a write-ahead log (shared memory); choose a local folder")
	}
	return nil
}

// ErrNotWritten says that a content was not written by any version of this program: the file
// is damaged.
var ErrNotWritten = errors.New("this program does not write that")

// emptyFile is the version of a database without tables and without an application ID.
const emptyFile = 0

// identify returns the version of the file's format, or emptyFile. It returns an error if
// the file belongs to another program, or has an unknown version.
func identify(ctx context.Context, conn *sql.Conn) (version int64, err error) {
	var created, application int64
	err = RetryLocked(ctx, func() error {
		// One statement is one read transaction: no other process can write in between.
		return conn.QueryRowContext(ctx, `SELECT schema_version + (SELECT count(*) FROM sqlite_schema), application_id, user_version
			FROM pragma_schema_version, pragma_application_id, pragma_user_version`).Scan(&created, &application, &version)
	})
	switch {
	case err != nil:
		return 0, err
	case created == 0 && application == 0 && version == 0:
		return emptyFile, nil
	case application != applicationID:
		return 0, errors.New("it is a SQLite file of another program; choose another path")
	case version > FormatVersion:
		return 0, fmt.Errorf("it was written by a newer version of this program (format %d; this one knows up to %d); upgrade, or choose another path",
			version, FormatVersion)
	case version < oldestFormat:
		return 0, fmt.Errorf("its format %d is unknown; restore it from a copy, or delete it", version)
	}
	return version, nil
}

// create creates the table, unless another process was faster.
func create(ctx context.Context, conn *sql.Conn, path string) error {
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	return Immediately(ctx, conn, func() error {
		if version, err := identify(ctx, conn); err != nil || version != emptyFile {
			return err
		}
		_, err := conn.ExecContext(ctx, fmt.Sprintf(schema, applicationID, FormatVersion))
		return err
	})
}

// upgrade upgrades an older file to this version, unless another process was faster. So
// far each version only added content to the rows, so only the number changes, which makes
// older programs refuse the file.
func upgrade(ctx context.Context, conn *sql.Conn) error {
	return Immediately(ctx, conn, func() error {
		if version, err := identify(ctx, conn); err != nil || version == FormatVersion {
			return err
		}
		if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", FormatVersion)); err != nil {
			return fmt.Errorf("upgrading it to format %d: %w", FormatVersion, err)
		}
		return nil
	})
}
