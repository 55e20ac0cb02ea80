package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/filetest"
)

func mustPages(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	got, err := pages(dir)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestStalePagesAreFoundAndReplaced(t *testing.T) {
	t.Parallel()
	dir := filetest.Tree(t, map[string]string{
		"index.md": "same\n", "resources/a.md": "one\ntwo\n", "resources/gone.md": "x", "functions/short.md": "one",
		"guides/by-hand.md": "guide", "images/page.png": "picture",
	})
	want := map[string][]byte{
		"index.md": []byte("same\n"), "resources/a.md": []byte("one\n2\n"), "data-sources/new.md": []byte("new"), "functions/short.md": []byte("one\n"),
	}
	got := differences(mustPages(t, dir), want)
	if expected := []string{
		"data-sources/new.md is missing",
		"functions/short.md is stale: it has 1 lines, and should have 2",
		`resources/a.md is stale from line 2: it has "two", and should have "2"`,
		"resources/gone.md describes nothing that the provider has",
	}; !slices.Equal(got, expected) {
		t.Errorf("the differences are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(expected, "\n"))
	}
	if err := replace(dir, mustPages(t, dir), want); err != nil {
		t.Fatal(err)
	}
	if left := differences(mustPages(t, dir), want); len(left) > 0 {
		t.Errorf("after the replacement: %s", left)
	}
	for name, content := range map[string]string{"guides/by-hand.md": "guide", "images/page.png": "picture"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != content {
			t.Errorf("%s, which is written by hand, is %q, %v", name, got, err)
		}
	}
}

func TestAFolderThatDoesNotExistHasNoPages(t *testing.T) {
	t.Parallel()
	if got := mustPages(t, filepath.Join(t.TempDir(), "none")); len(got) > 0 {
		t.Errorf("the pages are %v", got)
	}
}

// No reader finds a guide that the index does not name.
func TestTheIndexNamesEachGuide(t *testing.T) {
	t.Parallel()
	index, err := os.ReadFile("templates/index.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	guides, err := filepath.Glob("../../docs/guides/*.md")
	if err != nil || len(guides) == 0 {
		t.Fatalf("there are no guides: %v", err)
	}
	for _, guide := range guides {
		if link := "](guides/" + filepath.Base(guide) + ")"; !strings.Contains(string(index), link) {
			t.Errorf("the index has no link to %s", guide)
		}
	}
}
