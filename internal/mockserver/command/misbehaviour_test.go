package command

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// read gets a path of the running mock.
func (r *running) read(t *testing.T, path string) (status int, header http.Header, body string) {
	t.Helper()
	res, err := http.Get(r.env["AUTH0_DOMAIN"] + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, strings.TrimSpace(string(text))
}

// The control API reports every fault that a flag turns on. The tests of package faults
// test the faults themselves.
func TestMisbehaviourFlagsReachTheTenant(t *testing.T) {
	t.Parallel()
	for flags, want := range map[string]string{
		"--rate-limit 2 --burst 10":          `{"rate_limit":{"rate":2,"burst":10},"seed":7}`,
		"--burst 10 --rate-limit 0.5":        `{"rate_limit":{"rate":0.5,"burst":10},"seed":7}`,
		"--rate-limit 16":                    `{"rate_limit":{"rate":16},"seed":7}`,
		"--latency 50ms":                     `{"latency":"50ms","seed":7}`,
		"--error-rate 0.1":                   `{"errors":{"rate":0.1},"seed":7}`,
		"--lost-rate 1":                      `{"lost_answers":{"rate":1},"seed":7}`,
		"--slow-answers 2s":                  `{"slow_answers":"2s","seed":7}`,
		"--rotate-keys 100":                  `{"rotate_keys":{"after":100},"seed":7}`,
		"--rotate-keys 2099-01-31T12:00:00Z": `{"rotate_keys":{"at":"2099-01-31T12:00:00Z"},"seed":7}`,
		"--expire-tokens 5":                  `{"expire_tokens":{"after":5},"seed":7}`,
	} {
		t.Run(flags, func(t *testing.T) {
			t.Parallel()
			r := start(t, strings.Fields("--listen 127.0.0.1:0 --control --random-seed 7 "+flags)...)
			if status, _, body := r.read(t, "/_mock/faults"); status != http.StatusOK || body != want {
				t.Errorf("%d %s, want %s", status, body, want)
			}
		})
	}
}

func TestClockFlagsReachTheTenant(t *testing.T) {
	t.Parallel()
	for flags, want := range map[string][]string{
		"--freeze-clock 2030-01-31T12:00:00Z":      {`{"now":"2030-01-31T12:00:00Z","frozen":true`},
		"--freeze-clock now --advance-clock 8760h": {`"frozen":true`, time.Now().UTC().Add(8760 * time.Hour).Format(`"now":"2006-01`)},
		"--advance-clock -1h":                      {`"frozen":false,"offset":"-1h0m0s"`},
	} {
		t.Run(flags, func(t *testing.T) {
			t.Parallel()
			r := start(t, strings.Fields("--listen 127.0.0.1:0 --control "+flags)...)
			_, _, body := r.read(t, "/_mock/clock")
			for _, part := range want {
				if !strings.Contains(body, part) {
					t.Errorf("%s, want %s", body, part)
				}
			}
		})
	}
}

func TestRateLimitFlagLimits(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0", "--rate-limit", "0.001", "--burst", "1")
	for _, want := range []int{http.StatusUnauthorized, http.StatusTooManyRequests} {
		if status, header, body := r.read(t, "/api/v2/clients"); status != want || header.Get("X-RateLimit-Limit") != "1" {
			t.Errorf("%d %v %s, want %d", status, header, body, want)
		}
	}
	if status, _, _ := r.read(t, "/_mock/faults"); status != http.StatusNotFound {
		t.Errorf("without --control: %d", status)
	}
}

func TestInjectedFaultIsLogged(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0", "--error-rate", "1")
	r.read(t, "/oauth/token")
	r.stop()
	if log := r.stderr.String(); !strings.Contains(log, " GET /oauth/token 500 ") || !strings.Contains(log, "(injected: error)") {
		t.Errorf("log %q", log)
	}
}

func TestMisbehaviourOutOfBoundsIsAUsageError(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"--rate-limit 0":                     "above 0",
		"--rate-limit NaN":                   "above 0",
		"--rate-limit 1e99":                  "rate_limit.rate",
		"--burst 10":                         "--rate-limit",
		"--rate-limit 1 --burst 0":           "1 or more",
		"--rate-limit 1 --burst 9999999":     "rate_limit.burst",
		"--latency 5":                        "50ms",
		"--latency 10m":                      "latency",
		"--latency -1s":                      "latency",
		"--error-rate 1.5":                   "at most 1",
		"--lost-rate 0":                      "above 0",
		"--slow-answers soon":                "50ms",
		"--rotate-keys never":                "number of requests",
		"--expire-tokens 0":                  "number of requests",
		"--freeze-clock today":               `"now"`,
		"--advance-clock 1day":               "1h30m",
		"--random-seed -1":                   "whole number",
		"--random-seed 18446744073709551615": "seed",
		"--freeze-clock 2030-01-31T12:00:00Z --advance-clock 1h": "one of them",
	} {
		var stdout, stderr bytes.Buffer
		if code := Run(t.Context(), strings.Fields(args), &stdout, &stderr, "dev"); code != 2 || !strings.Contains(stderr.String(), says) {
			t.Errorf("%s: exit code %d, stderr %q", args, code, &stderr)
		}
	}
}
