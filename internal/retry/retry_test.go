package retry

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

func TestAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 500_000_000, time.UTC)
	for name, c := range map[string]struct {
		retryAfter, reset string
		wait              time.Duration
		told              bool
	}{
		"nothing":                     {"", "", 0, false},
		"seconds":                     {"7", "", 7 * time.Second, true},
		"no wait at all":              {"0", "", 0, true},
		"a date":                      {"Fri, 02 Jan 2026 03:04:15 GMT", "", 9500 * time.Millisecond, true},
		"a date that is past":         {"Fri, 02 Jan 2026 03:04:00 GMT", "", 0, true},
		"a reset":                     {"", "1767323048", 2500 * time.Millisecond, true},
		"a reset that is past":        {"", "1767323045", 0, false},
		"both":                        {"3", "1767323048", 3 * time.Second, true},
		"neither is readable":         {"soon", "later", 0, false},
		"an unreadable and a reset":   {"-1", "1767323048", 2500 * time.Millisecond, true},
		"more than a duration holds":  {"18446744073709551615", "", maxSeconds * time.Second, true},
		"a reset in another universe": {"", "9223372036854775807", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			header.Set("Retry-After", c.retryAfter)
			header.Set("X-RateLimit-Reset", c.reset)
			wait, told := After(header, now)
			if wait != c.wait || told != c.told {
				t.Errorf("got %v, %v; want %v, %v", wait, told, c.wait, c.told)
			}
		})
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	if err := Sleep(t.Context(), 0); err != nil {
		t.Errorf("a wait of nothing: %v", err)
	}
}
