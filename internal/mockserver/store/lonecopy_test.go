package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// loneCopy copies the data file without the files beside it.
func loneCopy(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return plainFile(t, content)
}

func TestALoneCopyOfAClosedFileIsWhole(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	s, err := OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(w Writer) error { return putAPIs(w, 0, 3) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	view(t, openFile(t, loneCopy(t, path)), func(r Reader) { equal(t, "APIs of the copy", r.ResourceServers().Len(), 3) })
	if beside, _ := filepath.Glob(path + "-*"); len(beside) > 0 {
		t.Errorf("left beside the file: %v", beside)
	}
}

// While another process has the file open, SQLite itself moves nothing from the
// -wal file when a store is closed.
func TestALoneCopyIsWholeWhileAnotherProcessHasTheFileOpen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	other := openFile(t, path)
	s := openFile(t, path)
	update(t, s, func(w Writer) error { return putAPIs(w, 0, 3) })
	view(t, other, func(r Reader) { equal(t, "APIs that the other sees", r.ResourceServers().Len(), 3) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	view(t, openFile(t, loneCopy(t, path)), func(r Reader) { equal(t, "APIs of the copy", r.ResourceServers().Len(), 3) })
	update(t, other, func(w Writer) error { return putAPIs(w, 3, 4) })
}

// Closing does not wait long for another process that writes, and it is not an
// error: the -wal file keeps the data, and the other process moves it.
func TestClosingIsNotHeldUpByAnotherProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	other, s := openFile(t, path), openFile(t, path)
	update(t, s, func(w Writer) error { return putAPIs(w, 0, 3) })
	update(t, other, func(Writer) error {
		if err := s.Close(); err != nil {
			t.Errorf("closing while another process writes: %v", err)
		}
		return nil
	})
	view(t, other, func(r Reader) { equal(t, "APIs", r.ResourceServers().Len(), 3) })
}

func TestAnEmptyFileBesideALogIsAnErrorAndBothAreLeftAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(path string) error{
		"an empty file": func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"no file":       os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "tenant.db")
			s := openFile(t, path)
			update(t, s, func(w Writer) error { return putAPIs(w, 0, 3) })
			log, err := os.ReadFile(path + "-wal")
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path+"-wal", log, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := prepare(path); err != nil {
				t.Fatal(err)
			}
			opened, err := OpenFile(t.Context(), path)
			if err == nil {
				opened.Close()
				t.Fatal("have no error")
			}
			for _, want := range []string{"opening the data file " + path, path + "-wal", "copied or deleted without", "restore", "delete"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("have %v, want an error that says %q", err, want)
				}
			}
			if after, err := os.ReadFile(path + "-wal"); err != nil || string(after) != string(log) {
				t.Errorf("the -wal file was changed (%v)", err)
			}
		})
	}
}
