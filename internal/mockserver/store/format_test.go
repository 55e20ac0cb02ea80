package store

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// sqliteFile makes a file with the given statements, apart from this package.
func sqliteFile(t *testing.T, statements string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenant.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	return path
}

func plainFile(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenant.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tornFile is a data file of which the end is missing.
func tornFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tenant.db")
	s, err := OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(w Writer) error { return putAPIs(w, 0, 100) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return plainFile(t, content[:len(content)/2])
}

func TestAFileThatIsNotOursIsRefusedAndLeftAsItIs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ path, says string }{
		"text":              {plainFile(t, []byte("resource \"auth0api_client\" {}\n")), "not a data file of this program"},
		"long text":         {plainFile(t, bytes.Repeat([]byte("a line of text\n"), 1000)), "not a data file of this program"},
		"another program":   {sqliteFile(t, "CREATE TABLE t (x); INSERT INTO t VALUES (1)"), "another program"},
		"a marked database": {sqliteFile(t, "CREATE TABLE t (x); PRAGMA application_id = 7"), "another program"},
		"a used version":    {sqliteFile(t, "PRAGMA user_version = 7"), "another program"},
		"a newer version":   {sqliteFile(t, "CREATE TABLE t (x); PRAGMA application_id = 0x41306d74; PRAGMA user_version = 99"), "newer version"},
		"an unknown format": {sqliteFile(t, "CREATE TABLE t (x); PRAGMA application_id = 0x41306d74"), "unknown"},
		"torn":              {tornFile(t), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, err := os.ReadFile(test.path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = OpenFile(t.Context(), test.path)
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), test.path) {
				t.Errorf("have %v, want an error with the path and %q", err, test.says)
			}
			after, err := os.ReadFile(test.path)
			if err != nil || !bytes.Equal(before, after) {
				t.Errorf("the file was changed (%v)", err)
			}
			if names, err := filepath.Glob(test.path + "-*"); err != nil || len(names) > 0 {
				t.Errorf("%v were left behind", names)
			}
		})
	}
}

func TestOpenFileExplainsAPathThatCannotBeAFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, test := range map[string]struct{ path, says string }{
		"missing folder": {filepath.Join(folder, "nosuch", "tenant.db"), "does not exist; create it first"},
		"folder":         {folder, "it is a folder"},
	} {
		if _, err := OpenFile(t.Context(), test.path); err == nil ||
			!strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), test.path) {
			t.Errorf("%s: have %v, want an error with the path and %q", name, err, test.says)
		}
	}
}

func TestTheFileCanBeReadByItsOwnerOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	existing := plainFile(t, nil)
	if err := os.Chmod(existing, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"new": filepath.Join(t.TempDir(), "tenant.db"), "empty": existing} {
		s := openFile(t, path)
		update(t, s, func(w Writer) error { return w.SetSetting("a", "b") })
		files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
		if err != nil || len(files) < 2 {
			t.Fatalf("%s: the files are %v (%v)", name, files, err)
		}
		for _, file := range files {
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			if mode := info.Mode().Perm(); mode != 0o600 {
				t.Errorf("%s: %s has mode %o", name, filepath.Base(file), mode)
			}
		}
	}
}

func TestAPathMayHoldCharactersThatMeanSomethingInAURI(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "my tenant #1 100% a&b=c.db")
	if runtime.GOOS != "windows" {
		path += "?mode=memory"
	}
	update(t, openFile(t, path), func(w Writer) error { return w.SetSetting("a", "b") })
	view(t, openFile(t, path), func(r Reader) { equal(t, "a", r.Setting("a"), "b") })
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
