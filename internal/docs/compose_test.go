package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/command"
)

const composeFolder = "../../examples/beside-your-api/"

// matches are what a pattern's group is in a text, each time.
func matches(pattern, text string) (all []string) {
	for _, match := range regexp.MustCompile(`(?m)`+pattern).FindAllStringSubmatch(text, -1) {
		all = append(all, match[1])
	}
	return all
}

// A list in the flow style of YAML, and in a Dockerfile, is JSON.
func list(t *testing.T, pattern, text string) (all []string) {
	t.Helper()
	first := matches(pattern, text)
	if len(first) == 0 {
		t.Fatalf("nothing is like %s", pattern)
	}
	if err := json.Unmarshal([]byte(first[0]), &all); err != nil {
		t.Fatalf("%s: %v", first[0], err)
	}
	return all
}

// The image's program with the arguments of compose.yaml is the issuer that the
// APIs of it are told.
func TestTheMockOfTheComposeFileIsTheIssuerOfItsAPIs(t *testing.T) {
	t.Parallel()
	compose, dockerfile := read(t, composeFolder+"compose.yaml"), read(t, "../../Dockerfile")
	entry := list(t, `^ENTRYPOINT (\[.*)`, dockerfile)
	if len(entry) < 2 || entry[1] != command.Name {
		t.Fatalf("the image runs %q", entry)
	}
	address := freeAddress(t)
	args := slices.Concat(entry[2:], list(t, `^    command: (\["--.*)`, compose))
	at := slices.Index(args, "0.0.0.0:8080")
	if at < 0 {
		t.Fatalf("the mock is told %q, not to listen where containers are reached", args)
	}
	args[at] = address

	ctx, stop := context.WithCancel(t.Context())
	out, stdout := io.Pipe()
	ended := make(chan int, 1)
	var stderr strings.Builder
	go func() {
		ended <- command.Run(ctx, args, stdout, &stderr, "test")
		stdout.Close()
	}()
	defer func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("the mock ended with %d: %s", code, &stderr)
		}
	}()
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "export AUTH0_CLIENT_SECRET=") { // it listens by then
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/.well-known/openid-configuration", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var discovery struct{ Issuer string }
	if err := json.NewDecoder(answer.Body).Decode(&discovery); err != nil {
		t.Fatal(err)
	}
	if issuers := matches(`^      ISSUER: (.*)`, compose); len(issuers) != 2 || issuers[0] != discovery.Issuer || issuers[1] != discovery.Issuer {
		t.Errorf("the APIs trust %q, and the mock is %q", issuers, discovery.Issuer)
	}
}

func TestTheComposeFileNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	compose := read(t, composeFolder+"compose.yaml")
	for _, file := range append(matches(`build: (.*)`, compose), matches(`volumes: \["(.*?):`, compose)...) {
		if file == "../.." {
			file += "/Dockerfile"
		}
		if _, err := os.Stat(filepath.Join(composeFolder, file)); err != nil {
			t.Error(err)
		}
	}
	var want []string
	for _, port := range append([]string{"8080"}, matches(`LISTEN: 0\.0\.0\.0:(\d+)`, compose)...) {
		want = append(want, "127.0.0.1:"+port+":"+port)
	}
	if got := list(t, `ports: (.*)`, compose); !slices.Equal(got, want) || len(got) != 3 {
		t.Errorf("published are %q, want what is listened on, for this machine alone: %q", got, want)
	}
	if audience := matches(`identifier += "(.*)"`, read(t, composeFolder+"main.tf")); !slices.Equal(matches(`AUDIENCE: (.*)`, compose), []string{audience[0], audience[0]}) {
		t.Errorf("the APIs are not %s", audience[0])
	}
}
