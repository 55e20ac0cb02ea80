package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Links to the repository's own files, relative or by the URL that the registry
// needs, lead to files that exist, and to headings that those have.
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
		// Inline links, and the targets of links by reference.
		for _, link := range regexp.MustCompile(`(?m)(?:\]\(|^\[[^]]+\]: )([^)\s]+)`).FindAllStringSubmatch(read(t, page), -1) {
			target, heading, _ := strings.Cut(link[1], "#")
			path := filepath.Join(filepath.Dir(page), target)
			if target == "" {
				path = page
			}
			if inside := own.FindStringSubmatch(target); inside != nil {
				path = filepath.Join(root, inside[1])
			} else if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			links++
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s links to %s: %v", page, link[1], err)
			} else if heading != "" && !slices.Contains(anchors(read(t, path)), heading) {
				t.Errorf("%s links to %s, which has no such heading", page, link[1])
			}
		}
	}
	if links == 0 {
		t.Error("no links found")
	}
}

// anchors are the fragments by which a page's parts are linked to: its headings,
// as GitHub and the registry name them, and what has a name of its own.
func anchors(page string) []string {
	var found []string
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(page, -1) {
		name := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		found = append(found, strings.ReplaceAll(name, " ", "-"))
	}
	for _, named := range regexp.MustCompile(`<a id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		found = append(found, named[1])
	}
	return found
}
