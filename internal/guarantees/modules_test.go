package guarantees

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// foldersWith are the repository's folders that have a file of this name, as
// paths from its root, which is ".".
func foldersWith(t *testing.T, name string) []string {
	t.Helper()
	var folders []string
	err := walkFiles(func(path string) error {
		if filepath.Base(path) != name {
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		folders = append(folders, filepath.ToSlash(folder))
		return err
	})
	if err != nil || len(folders) == 0 {
		t.Fatalf("the folders with %s: %q, %v", name, folders, err)
	}
	return folders
}

// lines are the lines of a file of the repository, without indentation.
func lines(t *testing.T, path string) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		all = append(all, strings.TrimPrefix(line, "@$(QUIETLY) ")) // of GNUmakefile
	}
	return all
}

func TestEachModuleIsUpdatedVettedAndSearchedForVulnerabilities(t *testing.T) {
	t.Parallel()
	dependabot, targets := lines(t, ".github/dependabot.yml"), lines(t, "GNUmakefile")
	for _, folder := range slices.Concat(foldersWith(t, "go.mod"), foldersWith(t, "package-lock.json")) {
		if !slices.Contains(dependabot, "- /"+strings.TrimPrefix(folder, ".")) {
			t.Errorf(".github/dependabot.yml does not know %s", folder)
		}
	}
	for _, folder := range foldersWith(t, "go.mod") {
		if strings.HasPrefix(folder, "internal/tools") { // without code of this project
			continue
		}
		for _, command := range []string{"go vet", "$(VULN)"} {
			want := command + " -C " + folder + " ./..."
			if folder == "." {
				want = command + " ./..."
			}
			if !slices.Contains(targets, want) {
				t.Errorf("no target of GNUmakefile runs %q", want)
			}
		}
	}
}
