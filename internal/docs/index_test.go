package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
