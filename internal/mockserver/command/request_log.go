package command

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// shortestPath is the minimum length of a path, on a terminal of any width.
const shortestPath = 12

// requestLog writes one line per request: shortened on a terminal, complete elsewhere.
// It is safe for concurrent use.
type requestLog struct {
	mu sync.Mutex
	w  io.Writer
	// width returns the current width of the terminal, in columns. It is nil without
	// a terminal.
	width  func() int
	colour bool
	now    func() time.Time
}

// newRequestLog returns a log that writes to w. It uses colour if w is a terminal,
// unless NO_COLOR (https://no-color.org) is set or TERM is "dumb".
func newRequestLog(w io.Writer, getenv func(string) string) *requestLog {
	log := &requestLog{w: w, now: time.Now}
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return log
	}
	log.width = func() int {
		width, _, err := term.GetSize(int(file.Fd()))
		if err != nil || width <= 0 {
			return 80
		}
		return width
	}
	log.colour = wantsColour(getenv)
	return log
}

func wantsColour(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

func (l *requestLog) write(e mockserver.RequestLogEntry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	why := ""
	if e.Code != "" {
		why = " " + e.Code
	}
	if e.Fault != "" {
		why += " (injected: " + e.Fault + ")"
	}
	took := e.Duration.Round(10 * time.Microsecond)
	if l.width == nil {
		fmt.Fprintf(l.w, "%s %s %s %d %s%s\n", e.Time.UTC().Format("2006-01-02T15:04:05.000Z"), e.Method, e.Path, e.Status, took, why)
	} else {
		before := e.Time.Local().Format(time.TimeOnly) + " "
		after := fmt.Sprintf(" %7s %-6s ", took, e.Method)
		status := fmt.Sprint(e.Status)
		// One column stays free: some terminals wrap a line that fills the width.
		space := l.width() - len(before) - len(status) - len(after) - len(why) - 1
		fmt.Fprintln(l.w, before+l.coloured(status, e.Status)+after+shortened(e.Path, max(space, shortestPath))+why)
	}
	if e.Panic != "" {
		fmt.Fprintln(l.w, e.Panic)
	}
}

// Write implements io.Writer, for the server's log lines about connections. It writes
// them in the format of the request lines.
func (l *requestLog) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.now()
	before := at.UTC().Format("2006-01-02T15:04:05.000Z")
	if l.width != nil {
		before = at.Local().Format(time.TimeOnly)
	}
	if _, err := fmt.Fprintf(l.w, "%s %s", before, line); err != nil {
		return 0, err
	}
	return len(line), nil
}

// coloured returns text in green, yellow or red, depending on the status.
func (l *requestLog) coloured(text string, status int) string {
	if !l.colour {
		return text
	}
	colour := "32"
	switch {
	case status >= 500:
		colour = "31"
	case status >= 400:
		colour = "33"
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// shortened removes the middle of a path: the beginning shows the endpoint, the end
// shows the object. The path is ASCII, because it is URL-encoded.
func shortened(path string, space int) string {
	if len(path) <= space {
		return path
	}
	begin := (space - 1) / 2
	return path[:begin] + "…" + path[len(path)-(space-1-begin):]
}
