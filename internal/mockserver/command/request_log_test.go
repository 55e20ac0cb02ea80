package command

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

func entry(status int, path, fault string) mockserver.RequestLogEntry {
	return mockserver.RequestLogEntry{
		Time: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Method: "PATCH", Path: path,
		Status: status, Duration: 1234567 * time.Nanosecond, Fault: fault,
	}
}

func coded(e mockserver.RequestLogEntry) mockserver.RequestLogEntry {
	e.Code = "insufficient_scope"
	return e
}

func TestARequestIsALineThatFitsTheTerminal(t *testing.T) {
	t.Parallel()
	long := "/api/v2/resource-servers/https%3A%2F%2Fapi.example.test%2F" + strings.Repeat("x", 200) + "-end"
	for name, c := range map[string]struct {
		width  int
		colour bool
		entry  mockserver.RequestLogEntry
		want   []string
		most   int
	}{
		"short":          {width: 80, entry: entry(200, "/api/v2/clients/1", ""), want: []string{" 200  1.23ms PATCH  /api/v2/clients/1\n"}, most: 79},
		"long":           {width: 80, entry: entry(200, long, ""), want: []string{"/api/v2/resource-serv", "…", "xxx-end\n"}, most: 79},
		"with a fault":   {width: 80, entry: entry(500, long, "error"), want: []string{"…", "-end (injected: error)\n"}, most: 79},
		"refused":        {width: 80, entry: coded(entry(403, long, "")), want: []string{"…", "-end insufficient_scope\n"}, most: 79},
		"narrow":         {width: 10, entry: entry(200, long, ""), want: []string{"/api/…xx-end\n"}, most: 60},
		"good in green":  {width: 80, colour: true, entry: entry(201, "/", ""), want: []string{"\x1b[32m201\x1b[0m"}, most: 90},
		"refused, amber": {width: 80, colour: true, entry: entry(403, "/", ""), want: []string{"\x1b[33m403\x1b[0m"}, most: 90},
		"broken, in red": {width: 80, colour: true, entry: entry(500, "/", ""), want: []string{"\x1b[31m500\x1b[0m"}, most: 90},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			log := &requestLog{w: &out, width: func() int { return c.width }, colour: c.colour}
			log.write(c.entry)
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q lacks %q", out.String(), want)
				}
			}
			if length := utf8.RuneCountInString(strings.TrimSuffix(out.String(), "\n")); length > c.most {
				t.Errorf("%q has %d columns, more than %d", out.String(), length, c.most)
			}
			if !c.colour && strings.Contains(out.String(), "\x1b") {
				t.Errorf("%q is coloured", out.String())
			}
		})
	}
}

func TestARequestIsAWholeLineWhereThereIsNoTerminal(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	path := "/api/v2/clients/" + strings.Repeat("x", 200)
	newRequestLog(writer, func(string) string { return "" }).write(coded(entry(403, path, "")))
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 1000)
	n, err := reader.Read(got)
	if want := "2026-03-01T12:00:00.000Z PATCH " + path + " 403 1.23ms insufficient_scope\n"; err != nil || string(got[:n]) != want {
		t.Errorf("got %q, %v; want %q", got[:n], err, want)
	}
}

func TestColourIsLeftOutWhereItIsNotWanted(t *testing.T) {
	t.Parallel()
	for want, env := range map[bool][]map[string]string{
		true:  {{}, {"TERM": "xterm-256color"}},
		false: {{"NO_COLOR": "1"}, {"TERM": "dumb"}},
	} {
		for _, variables := range env {
			if got := wantsColour(func(name string) string { return variables[name] }); got != want {
				t.Errorf("%v: got %v", variables, got)
			}
		}
	}
}
