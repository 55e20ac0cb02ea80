package pacing

import (
	"net/http"
	"testing"
	"time"
)

// FuzzLevel checks that no headers keep a lone request waiting for ever.
func FuzzLevel(f *testing.F) {
	for _, seed := range [][4]string{
		{"50", "49", "1700000001", ""}, {"2", "0", "1700000010", "Tue, 14 Nov 2023 22:13:20 GMT"}, {"", "", "", ""},
		{"Inf", "Inf", "0", ""}, {"NaN", "1", "0", ""}, {"1e308", "0", "1", ""}, {"10", "0", "9223372036854775807", ""},
		{"10", "20", "-9223372036854775808", "Fri, 31 Dec 9999 23:59:59 GMT"}, {"1", "-1", "x", "x"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	f.Fuzz(func(t *testing.T, limit, remaining, reset, date string) {
		now := time.Unix(1_700_000_000, 0)
		header := http.Header{}
		for name, value := range map[string]string{"X-RateLimit-Limit": limit, "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset, "Date": date} {
			header.Set(name, value)
		}
		var l level
		l.learn(header, now, 1, 0)
		for range 3 {
			wait, admitted := l.admits(now, 0.25, 1, now, 0)
			if admitted {
				return
			}
			if wait <= 0 || wait > 24*time.Hour {
				t.Fatalf("%+v waits %s", l, wait)
			}
			now = now.Add(wait)
		}
		t.Errorf("%+v admits no request", l)
	})
}
