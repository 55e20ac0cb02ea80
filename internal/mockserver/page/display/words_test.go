package display

import (
	"testing"
	"time"
)

func TestDurationsAreInWords(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int64]string{
		0: "0 seconds", 1: "1 second", 59: "59 seconds", 60: "1 minute", 3600: "1 hour", 5400: "1 hour 30 minutes",
		86400: "24 hours", 90061: "25 hours 1 minute 1 second", 172800: "2 days", 2592000: "30 days",
	} {
		if got := Duration(seconds); got != want {
			t.Errorf("%d seconds are %q, want %q", seconds, got, want)
		}
	}
	for duration, want := range map[time.Duration]string{
		200 * time.Microsecond: "under 1 ms", 3240 * time.Microsecond: "3.2 ms", 12345 * time.Microsecond: "12 ms", 2500 * time.Millisecond: "2.5 s",
	} {
		if got := Took(duration); got != want {
			t.Errorf("%s is %q, want %q", duration, got, want)
		}
	}
}
