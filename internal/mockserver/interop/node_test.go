package interop_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/nodetest"
)

// nodeCache keeps installed packages from run to run. Git ignores it, and
// `make clean` removes it.
const nodeCache = "../../../.cache/interop"

// node is a folder with the programs of ./node and the packages that they need.
type node struct{ dir string }

// newNode installs what package-lock.json pins, unless an earlier run did. The
// test is skipped where there is no Node.js.
func newNode(t *testing.T) node {
	t.Helper()
	nodetest.Require(t)
	modules := installed(t)
	dir := t.TempDir()
	programs, err := filepath.Glob("node/*.mjs")
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs in ./node: %v", err)
	}
	for _, program := range programs {
		copyFile(t, program, dir)
	}
	// A program finds packages beside itself.
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return node{dir: dir}
}

func (n node) command(t *testing.T, program string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), "node", filepath.Join(n.dir, program))
}

// installed returns the node_modules of the lock file, in a folder that is
// named for it and appears only when it is complete.
func installed(t *testing.T) string {
	t.Helper()
	lock, err := os.ReadFile("node/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(lock)
	cache, err := filepath.Abs(nodeCache)
	if err != nil {
		t.Fatal(err)
	}
	done := filepath.Join(cache, hex.EncodeToString(sum[:8]))
	modules := filepath.Join(done, "node_modules")
	if _, err := os.Stat(modules); err == nil {
		return modules
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		t.Fatal(err)
	}
	fresh, err := os.MkdirTemp(cache, "installing-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(fresh)
	copyFile(t, "node/package.json", fresh)
	copyFile(t, "node/package-lock.json", fresh)
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
	npm.Dir = fresh
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("installing the packages of node/package-lock.json (from the npm registry that npm is configured for): npm ci: %v\n%s", err, out)
	}
	// Another test process may have been quicker: its packages are the same.
	if err := os.Rename(fresh, done); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	return modules
}

func copyFile(t *testing.T, from, dir string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(from)), content, 0o600); err != nil {
		t.Fatal(err)
	}
}
