// Package filetest creates the files that tests need.
package filetest

import (
	"os"
	"testing"
	"testing/fstest"
)

// Tree writes files into a temporary folder, which is removed after the test. The
// keys are paths with slashes. The files are executable.
func Tree(tb testing.TB, files map[string]string) (dir string) {
	tb.Helper()
	dir = tb.TempDir()
	tree := fstest.MapFS{}
	for name, content := range files {
		tree[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o700}
	}
	if err := os.CopyFS(dir, tree); err != nil {
		tb.Fatal(err)
	}
	return dir
}
