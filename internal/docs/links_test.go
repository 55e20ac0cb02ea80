package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Links to the repository's own files, relative or by the URL that the registry
// needs, lead to files that exist.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	const root = "../.."
	pages, err := filepath.Glob(root + "/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		more, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, more...)
	}
	own := regexp.MustCompile(`^https://github\.com/auth0api/terraform-provider-auth0api/(?:tree|blob)/main/(.*)$`)
	links := 0
	for _, page := range pages {
		for _, link := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(read(t, page), -1) {
			target, _, _ := strings.Cut(link[1], "#")
			path := filepath.Join(filepath.Dir(page), target)
			if inside := own.FindStringSubmatch(target); inside != nil {
				path = filepath.Join(root, inside[1])
			} else if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			links++
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s links to %s: %v", page, link[1], err)
			}
		}
	}
	if links == 0 {
		t.Error("no links found")
	}
}
