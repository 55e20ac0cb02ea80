package process

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheReadyFileOfAnotherProcessStays(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mock.ready")
	file := readyFile{path, "http://127.0.0.1:1"}
	if err := file.write(); err != nil {
		t.Fatal(err)
	}
	if err := (readyFile{path, "http://127.0.0.1:2"}).remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	if err := file.remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}
