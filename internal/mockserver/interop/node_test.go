package interop_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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

// node is a folder with programs and the packages that they need.
type node struct{ dir string }

// newNode copies the programs of ./node.
func newNode(t *testing.T) node { return newNodeOf(t, "node") }

// newNodeOf copies the programs of a folder, and installs what its package-lock.json
// pins unless an earlier run did. The test is skipped where there is no Node.js.
func newNodeOf(t *testing.T, folder string) node {
	t.Helper()
	nodetest.Require(t)
	modules := installed(t, folder)
	dir := t.TempDir()
	programs, err := filepath.Glob(filepath.Join(folder, "*.mjs"))
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs in %s: %v", folder, err)
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

// installed is install for packages that the tests cannot do without.
func installed(t *testing.T, folder string) string {
	t.Helper()
	modules, err := install(t, folder)
	if err != nil {
		t.Fatal(err)
	}
	return modules
}

// install returns the node_modules of the lock file, in a folder that is named for
// it and appears only when it is complete. The error is npm's.
func install(t *testing.T, folder string) (modules string, err error) {
	t.Helper()
	lock, err := os.ReadFile(filepath.Join(folder, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(lock)
	cache, err := filepath.Abs(nodeCache)
	if err != nil {
		t.Fatal(err)
	}
	done := filepath.Join(cache, hex.EncodeToString(sum[:8]))
	modules = filepath.Join(done, "node_modules")
	if _, err := os.Stat(modules); err == nil {
		return modules, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		t.Fatal(err)
	}
	temporary, err := os.MkdirTemp(cache, "installing-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(temporary)
	copyFile(t, filepath.Join(folder, "package.json"), temporary)
	copyFile(t, filepath.Join(folder, "package-lock.json"), temporary)
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
	npm.Dir = temporary
	if out, err := npm.CombinedOutput(); err != nil {
		return "", fmt.Errorf("installing the packages of %s/package-lock.json (from the npm registry that npm is configured for): npm ci: %w\n%s", folder, err, out)
	}
	// Another test process may have installed the same packages meanwhile.
	if err := os.Rename(temporary, done); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	return modules, nil
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
