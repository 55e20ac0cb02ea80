package fake

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// Clock is the time of a test; sleeping moves it.
type Clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

// NewClock returns a clock that stands at some time.
func NewClock() *Clock { return &Clock{now: time.Unix(1_700_000_000, 0)} }

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Sleep moves the clock, and returns the context's error.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// Slept returns how long each call of Sleep was to last.
func (c *Clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.slept)
}

// Tokens is a source that returns token-1, and another token after each refusal.
type Tokens struct {
	mu      sync.Mutex
	refused int
}

// Token returns the current token.
func (n *Tokens) Token(context.Context) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return "token-" + strconv.Itoa(n.refused+1), nil
}

// Invalidate counts a refusal of the current token.
func (n *Tokens) Invalidate(token string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if token == "token-"+strconv.Itoa(n.refused+1) {
		n.refused++
	}
}

// Log takes the log lines of a test.
type Log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements [io.Writer].
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns all lines.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Context returns a context whose log this is.
func (l *Log) Context(t *testing.T) context.Context { return tflogtest.RootLogger(t.Context(), l) }

// Lines returns the lines at level INFO.
func (l *Log) Lines(t *testing.T) []map[string]any {
	t.Helper()
	lines, err := tflogtest.MultilineJSONDecode(strings.NewReader(l.String()))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(lines, func(line map[string]any) bool { return line["@level"] != "info" })
}

// ExpectWaits checks the lines at level INFO, each as message and some fields.
func (l *Log) ExpectWaits(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, line := range l.Lines(t) {
		got = append(got, fmt.Sprintf("%s; %s %s, attempt %v, %v ms, %v queued",
			line["@message"], line["method"], line["path"], line["attempt"], line["wait_ms"], line["queued"]))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the log has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
