package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/nodetest"
)

// The commands of the guides, as typed except for the ports, with the API in Go and in
// Node, and the status that the guide says each call gets.
func TestAccGuides_besideYourAPI(t *testing.T) {
	t.Parallel()
	withYourAPI(t, "beside-your-api")
}

func TestAccGuides_rbac(t *testing.T) {
	t.Parallel()
	withYourAPI(t, "rbac", "tests")
}

// withYourAPI runs the commands of a guide that starts an API. name is that of the guide and
// of its example, and folders are those of the example that the commands need, beside the
// API's.
func withYourAPI(t *testing.T, name string, folders ...string) {
	t.Helper()
	acctest.NewCLI(t) // skips without TF_ACC
	needPrograms(t)
	bin := builtProvider(t)
	guide := read(t, "../../docs/guides/"+name+".md")
	for _, language := range []string{"go", "node"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			if language == "node" {
				nodetest.Require(t)
			}
			root := t.TempDir()
			for _, folder := range append([]string{"", language}, folders...) {
				copyFiles(t, filepath.Join("../../examples", name, folder), filepath.Join(root, "examples", name, folder))
			}
			runGuide(t, bin, root, guide, language)
		})
	}
}

// runGuide runs the guide's commands with the API in one language, in a folder that has the
// example.
func runGuide(t *testing.T, bin, root, guide, language string) {
	t.Helper()
	if err := os.Symlink(bin, filepath.Join(root, "bin")); err != nil {
		t.Fatal(err)
	}
	mock, api := freeAddress(t), freeAddress(t)
	text := strings.ReplaceAll(guideCommands(t, guide, language), "mock-server ", "mock-server --listen "+mock+" ")
	text = strings.NewReplacer("127.0.0.1:8080", mock, "127.0.0.1:3000", api).Replace(text)
	var want []string
	for _, status := range regexp.MustCompile(`(?m)^call .*# (\d+)`).FindAllStringSubmatch(guide, -1) {
		want = append(want, status[1])
	}
	output, err := runCommands(t, bin, root, text)
	got := regexp.MustCompile(`(?m)^\d{3}$`).FindAllString(output, -1)
	if err != nil || len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the calls got %q, and the guide says %q (%v):\n%s", got, want, err, output)
	}
}

// guideCommands are the guide's blocks of shell, but that what starts an API is
// the block, of shell or of a console, for the one in this language.
func guideCommands(t *testing.T, guide, language string) string {
	t.Helper()
	var commands strings.Builder
	started := false
	for _, block := range regexp.MustCompile("(?s)```(sh|console)\n(.*?)```").FindAllStringSubmatch(guide, -1) {
		text := strings.TrimPrefix(strings.ReplaceAll("\n"+block[2], "\n$ ", "\n"), "\n")
		switch {
		case strings.Contains(text, "export ISSUER="):
			if strings.Contains(text, "(cd "+language+" ") {
				started = true
				commands.WriteString(text)
			}
		case block[1] == "sh":
			commands.WriteString(text)
		}
	}
	if !started {
		t.Fatalf("the guide does not start the API in %s", language)
	}
	return commands.String()
}
