package mockserver

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// pipes is a listener without a port, so that its connections keep the time of
// a synctest bubble.
type pipes struct{ accepted chan net.Conn }

func (p *pipes) Accept() (net.Conn, error) {
	conn, open := <-p.accepted
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p *pipes) Close() error   { close(p.accepted); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080} }

// serving runs do with a connection to a listener with the handler.
func serving(t *testing.T, handler http.HandlerFunc, do func(t *testing.T, conn net.Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		listener := &pipes{accepted: make(chan net.Conn)}
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- (&Listener{net: listener, host: "127.0.0.1"}).Serve(ctx, handler) }()
		ours, theirs := net.Pipe()
		listener.accepted <- theirs
		do(t, ours)
		ours.Close()
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

func TestAConnectionThatHangsIsEnded(t *testing.T) {
	t.Parallel()
	const request = "GET / HTTP/1.1\r\nHost: localhost\r\n"
	for name, test := range map[string]struct {
		sends string
		after time.Duration
	}{
		"nothing is sent":             {"", readHeaderTimeout},
		"half a header is sent":       {request, readHeaderTimeout},
		"half a body is sent":         {request + "Content-Length: 2\r\n\r\nx", readTimeout},
		"no further request is sent":  {request + "\r\n", idleTimeout},
		"half a second one is sent":   {request + "\r\n" + request, readHeaderTimeout},
		"an endless header is begun":  {"GET / HTTP/1.1\r\nX: " + strings.Repeat("x", 1000), readHeaderTimeout},
		"half of a request line only": {"GE", readHeaderTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serving(t, func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }, func(t *testing.T, conn net.Conn) {
				start := time.Now()
				go func() { _, _ = io.WriteString(conn, test.sends) }()
				if _, err := io.Copy(io.Discard, conn); err != nil { // until they close it
					t.Error(err)
				}
				if took := time.Since(start); took < test.after || took > test.after+time.Second {
					t.Errorf("the connection was closed after %s, want %s", took, test.after)
				}
			})
		})
	}
}

// Latency and slow answers come on top of the server's limits of time, so that
// the longest that can be set (5 minutes each) breaks nothing.
func TestDelaysDoNotCountTowardsTheLimitsOfTime(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]faults.Settings{
		"latency":      {Latency: faults.Duration(5 * time.Minute)},
		"slow answers": {SlowAnswers: faults.Duration(5 * time.Minute)},
		"both":         {Latency: faults.Duration(5 * time.Minute), SlowAnswers: faults.Duration(5 * time.Minute)},
	} {
		for _, body := range []string{"", "a body"} {
			t.Run(fmt.Sprintf("%s, %d bytes", name, len(body)), func(t *testing.T) {
				t.Parallel()
				echo := func(w http.ResponseWriter, r *http.Request) {
					read, _ := io.ReadAll(r.Body)
					_, _ = w.Write(read)
				}
				serving(t, slowed(t, settings, echo), func(t *testing.T, conn net.Conn) {
					go func() {
						// Larger than the server's buffer, so that the body is read after the latency.
						_, _ = fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(body)*2000, strings.Repeat(body, 2000))
					}()
					res, err := http.ReadResponse(bufio.NewReader(conn), nil)
					if err != nil {
						t.Fatal(err)
					}
					defer res.Body.Close()
					got, err := io.ReadAll(res.Body)
					if err != nil || string(got) != strings.Repeat(body, 2000) {
						t.Errorf("%d bytes, error %v; want %d bytes", len(got), err, len(body)*2000)
					}
				})
			})
		}
	}
}

// A body that hangs ends the connection with latency as well.
func TestABodyThatHangsAfterLatencyIsEnded(t *testing.T) {
	t.Parallel()
	settings := faults.Settings{Latency: faults.Duration(time.Minute)}
	read := func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }
	serving(t, slowed(t, settings, read), func(t *testing.T, conn net.Conn) {
		start := time.Now()
		go func() {
			_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nx")
		}()
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Error(err)
		}
		if took, want := time.Since(start), time.Minute+readTimeout; took < want || took > want+time.Second {
			t.Errorf("the connection was closed after %s, want %s", took, want)
		}
	})
}

// slowed is the handler as its clients meet it with those faults.
func slowed(t *testing.T, settings faults.Settings, handler http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	clock, err := faults.NewClock(time.Now, faults.ClockSettings{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := faults.New(faults.Options{Settings: settings, Clock: clock, Sleep: retry.Sleep, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return f.Handler(handler).ServeHTTP
}

func TestAnAnswerThatNobodyReadsIsGivenUp(t *testing.T) {
	t.Parallel()
	var took time.Duration
	serving(t, func(w http.ResponseWriter, _ *http.Request) {
		start := time.Now()
		_, err := w.Write(make([]byte, 1<<20))
		if took = time.Since(start); err == nil {
			took = 0
		}
	}, func(t *testing.T, conn net.Conn) {
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * writeTimeout)
	})
	if took != writeTimeout {
		t.Errorf("writing was given up after %s, want %s", took, writeTimeout)
	}
}

func TestLongHeadersAreRefused(t *testing.T) {
	t.Parallel()
	for length, want := range map[int]int{maxHeaderBytes / 2: http.StatusOK, 2 * maxHeaderBytes: http.StatusRequestHeaderFieldsTooLarge} {
		for name, header := range map[string]string{
			"a header": "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + strings.Repeat("x", length) + "\r\n\r\n",
			"a path":   "GET /" + strings.Repeat("x", length) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
		} {
			serving(t, func(http.ResponseWriter, *http.Request) {}, func(t *testing.T, conn net.Conn) {
				go func() { _, _ = io.WriteString(conn, header) }()
				res, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
				if res.StatusCode != want {
					t.Errorf("%s of %d bytes: %d, want %d", name, length, res.StatusCode, want)
				}
			})
		}
	}
}
