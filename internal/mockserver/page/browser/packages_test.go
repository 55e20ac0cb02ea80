package browser_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The packages are those of package interop, and so is the folder that keeps them
// from run to run.
const (
	packageFolder = "../../interop/node"
	packageCache  = "../../../../.cache/interop"
)

// packageFile returns the content of a file of the Node packages, which it installs
// when no earlier run did. The test is skipped where there is no npm.
func packageFile(t *testing.T, name string) []byte {
	t.Helper()
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skipf("needs npm for the packages of %s: %v", packageFolder, err)
	}
	lock, err := os.ReadFile(filepath.Join(packageFolder, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(lock)
	folder := filepath.Join(packageCache, hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		install(t, folder)
	}
	content, err := os.ReadFile(filepath.Join(folder, "node_modules", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// install installs what package-lock.json pins. The folder appears only when it is
// complete.
func install(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(packageCache, 0o755); err != nil {
		t.Fatal(err)
	}
	temporary, err := os.MkdirTemp(packageCache, "installing-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(temporary)
	for _, name := range []string{"package.json", "package-lock.json"} {
		content, err := os.ReadFile(filepath.Join(packageFolder, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(temporary, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
	npm.Dir = temporary
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("installing the packages of %s/package-lock.json: npm ci: %v\n%s", packageFolder, err, out)
	}
	// Another test process may have installed the same packages meanwhile.
	if err := os.Rename(temporary, folder); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
}
