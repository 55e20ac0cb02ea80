package retry

import (
	"net/http"
	"testing"
	"time"
)

func FuzzAfter(f *testing.F) {
	for _, seed := range [][2]string{
		{"", ""}, {"5", ""}, {"18446744073709551615", ""}, {"-1", "1800000000"}, {"Fri, 31 Dec 9999 23:59:59 GMT", ""},
		{"Mon, 01 Jan 0001 00:00:00 GMT", ""}, {"", "9223372036854775807"}, {"", "-9223372036854775808"}, {"1e3", "1.5"},
	} {
		f.Add(seed[0], seed[1])
	}
	now := time.Unix(1_700_000_000, 0)
	f.Fuzz(func(t *testing.T, after, reset string) {
		header := http.Header{}
		header.Set("Retry-After", after)
		header.Set("X-RateLimit-Reset", reset)
		if wait, told := After(header, now); wait < 0 || wait > maxSeconds*time.Second || wait > 0 && !told {
			t.Errorf("Retry-After %q, X-RateLimit-Reset %q: %s, %t", after, reset, wait, told)
		}
	})
}
