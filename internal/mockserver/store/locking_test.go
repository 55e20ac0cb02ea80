package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/sqlite"
)

// busy answers the error of SQLite for a file that another process has locked.
func busy(t *testing.T) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenant.db")
	holder, other := openFile(t, path).(*file), openFile(t, path).(*file)
	var err error
	update(t, holder, func(Writer) error {
		_, err = other.writer.ExecContext(t.Context(), "BEGIN IMMEDIATE")
		return nil
	})
	if !sqlite.IsBusy(err) {
		t.Fatalf("have %v, want SQLITE_BUSY", err)
	}
	return err
}

func TestALockThatIsNeverReleasedIsAnErrorThatSaysSo(t *testing.T) {
	t.Parallel()
	locked := busy(t)
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		err := sqlite.RetryLocked(t.Context(), func() error { return locked })
		if err == nil || !strings.Contains(err.Error(), "another process has kept the file locked") {
			t.Errorf("have %v", err)
		}
		if waited := time.Since(start); waited < sqlite.LockPatience || waited > sqlite.LockPatience+time.Second {
			t.Errorf("waited %s", waited)
		}
	})
}

func TestALockIsWaitedFor(t *testing.T) {
	t.Parallel()
	locked := busy(t)
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		if err := sqlite.RetryLocked(t.Context(), func() error {
			if tries++; tries < 50 {
				return locked
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
}

func TestAnErrorOfAnotherKindIsNotRetried(t *testing.T) {
	t.Parallel()
	tries, other := 0, errors.New("disk full")
	err := sqlite.RetryLocked(t.Context(), func() error { tries++; return other })
	if !errors.Is(err, other) || tries != 1 {
		t.Errorf("have %v after %d tries", err, tries)
	}
}

func TestWaitingForAnotherProcessEndsWithTheContext(t *testing.T) {
	t.Parallel()
	locked := busy(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := sqlite.RetryLocked(ctx, func() error { cancel(); return locked })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("have %v", err)
	}
}

func TestAWaitIsReportedOnce(t *testing.T) {
	t.Parallel()
	locked := busy(t)
	synctest.Test(t, func(t *testing.T) {
		start, notices := time.Now(), []time.Duration{}
		ctx := sqlite.WithLockNotice(t.Context(), func() { notices = append(notices, time.Since(start)) })
		for range 2 {
			if err := sqlite.RetryLocked(ctx, func() error {
				if time.Since(start) < 5*time.Second {
					return locked
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
		}
		if len(notices) != 1 || notices[0] > time.Second {
			t.Errorf("notices after %v, want one within a second", notices)
		}
	})
}

// SQLite opens a file read-only if it may not write it, and fails with this error later.
func TestAReadOnlyFileSaysWhatToDo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	stored := openFile(t, path).(*file)
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.ExecContext(t.Context(), "DELETE FROM rows")
	for _, failure := range []error{err, fs.ErrPermission} {
		got := stored.explain("opening", failure)
		for _, want := range []string{"opening the data file " + path, "read-only for this user", "copy the file to another folder"} {
			if !strings.Contains(got.Error(), want) {
				t.Errorf("%v does not say %q", got, want)
			}
		}
	}
}
