package requestlog

import (
	"fmt"
	"strings"
	"testing"
)

func TestRouteHidesIDs(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/oauth/token":        "/oauth/token",
		"/api/v2/clients":     "/api/v2/clients",
		"/api/v2/clients/abc": "/api/v2/clients/{id}",
		"/api/v2/resource-servers/https%3A%2F%2Fa.test%2F": "/api/v2/resource-servers/{id}",
		"/api/v2/clients/abc/credentials":                  "/api/v2/clients/{id}/credentials",
		"/api/v2/clients/abc/credentials/cred_1":           "/api/v2/clients/{id}/credentials/{id}",
		"/api/v2/keys/signing":                             "/api/v2/keys/signing",
		"/api/v2/keys/signing/kid":                         "/api/v2/keys/signing/{id}",
		"/api/v2/keys/signing/rotate":                      "/api/v2/keys/signing/rotate",
		"/api/v2/keys/signing/kid/revoke":                  "/api/v2/keys/signing/{id}/revoke",
	} {
		if got := Route(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestLogKeepsTheLatestAndCountsAll(t *testing.T) {
	t.Parallel()
	var log Log
	const n = 2*Kept + 3
	for i := range n {
		log.Add(Entry{Method: "GET", Path: "/api/v2/clients/" + fmt.Sprint(i)})
	}
	all := log.All()
	if len(all) != Kept || all[0].Path != fmt.Sprint("/api/v2/clients/", n-Kept) || all[Kept-1].Path != fmt.Sprint("/api/v2/clients/", n-1) {
		t.Errorf("%d kept, from %s to %s", len(all), all[0].Path, all[len(all)-1].Path)
	}
	if got := log.Count("GET", "/api/v2/clients/{id}"); got != n || log.Total() != n {
		t.Errorf("counted %d of %d, total %d", got, n, log.Total())
	}
}

func TestALimitedLogKeepsFewer(t *testing.T) {
	t.Parallel()
	log := Log{Limit: 2}
	for range 2 {
		for i := range 7 {
			log.Add(Entry{Method: "GET", Path: "/" + fmt.Sprint(i)})
		}
		if all := log.All(); len(all) != 2 || all[0].Path != "/5" || all[1].Path != "/6" || log.Total() != 7 {
			t.Errorf("%d of %d: %v", len(all), log.Total(), all)
		}
		log.Reset()
		log.Add(Entry{Method: "GET", Path: "/first"})
		log.Add(Entry{Method: "GET", Path: "/second"})
		if all := log.All(); len(all) != 2 || all[0].Path != "/first" || all[1].Path != "/second" {
			t.Errorf("after a reset: %v", all)
		}
		log.Reset()
	}
}

func TestCountsOfManyUnknownPathsAreBounded(t *testing.T) {
	t.Parallel()
	var log Log
	for i := range maxRoutes + 5 {
		log.Add(Entry{Method: "GET", Path: fmt.Sprint("/", i)})
	}
	if counts := log.Counts(); len(counts) != maxRoutes+1 || counts[OtherRoutes] != 5 {
		t.Errorf("%d routes, %d others", len(counts), counts[OtherRoutes])
	}
}

// The log's size is bounded whatever clients send: a method and a path may have
// 64 KiB, which is the server's limit of headers.
func TestLogKeepsNoLongTexts(t *testing.T) {
	t.Parallel()
	var log Log
	long := strings.Repeat("x", 64<<10)
	log.Add(Entry{Method: long, Path: "/api/v2/clients/" + long, Panic: long, Code: long, RemoteAddr: long, Fault: long})
	got := log.All()[0]
	for name, text := range map[string]struct {
		text  string
		limit int
	}{
		"Method": {got.Method, 64}, "Path": {got.Path, 2 << 10}, "Panic": {got.Panic, 8 << 10},
		"Code": {got.Code, 64}, "RemoteAddr": {got.RemoteAddr, 64}, "Fault": {got.Fault, 64},
	} {
		if len(text.text) > text.limit || !strings.HasSuffix(text.text, "…") {
			t.Errorf("%s has %d bytes, want at most %d with … at the end", name, len(text.text), text.limit)
		}
	}
	for key := range log.Counts() {
		if len(key) > 64+1+2<<10 {
			t.Errorf("a count's route has %d bytes", len(key))
		}
	}
}

func TestLogKeepsTheWholePathOfTheLongestIdentifier(t *testing.T) {
	t.Parallel()
	// An identifier has at most 600 characters (the service's OpenAPI document),
	// and each of these takes three in a path.
	path := "/api/v2/resource-servers/" + strings.Repeat("%3A", 600)
	var log Log
	log.Add(Entry{Method: "GET", Path: path})
	if got := log.All()[0].Path; got != path {
		t.Errorf("got %d bytes, want %d", len(got), len(path))
	}
}
