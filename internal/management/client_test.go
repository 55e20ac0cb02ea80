package management

import (
	"testing"
	"time"
)

func TestJitterSpreadsAWaitButNeverShortensIt(t *testing.T) {
	t.Parallel()
	jitter := Options{}.withDefaults().Jitter
	const asked = 4 * time.Second
	different := map[time.Duration]bool{}
	for range 1000 {
		got := jitter(asked)
		if got < asked || got > asked+asked/4 {
			t.Fatalf("asked to wait %v, waits %v", asked, got)
		}
		different[got] = true
	}
	if len(different) < 100 {
		t.Errorf("1000 waits have %d different lengths", len(different))
	}
}
