// Package display writes values as people read them.
package display

import (
	"fmt"
	"strings"
	"time"
)

// Duration returns a lifetime in seconds as a person says it: "1 hour 30 minutes".
func Duration(seconds int64) string {
	if seconds <= 0 {
		return "0 seconds"
	}
	var words []string
	for _, unit := range []struct {
		name    string
		seconds int64
	}{{"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		// One day is more often called 24 hours.
		if unit.name == "day" && seconds < 2*unit.seconds {
			continue
		}
		if n := seconds / unit.seconds; n > 0 {
			words = append(words, Plural(n, unit.name))
			seconds -= n * unit.seconds
		}
	}
	return strings.Join(words, " ")
}

// Plural returns a number with its noun: "1 scope", "2 scopes".
func Plural[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Took returns the duration of a request with one decimal at most: "3.2 ms".
func Took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "under 1 ms"
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	default:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
}
