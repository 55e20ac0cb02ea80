package deploycli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever a file holds, it is read or refused by its name, and what was read is
// read again from the JSON of it.
func FuzzRead(f *testing.F) {
	f.Add("t.yaml", asYAML)
	f.Add("t.json", asJSON)
	f.Add("t.yaml", "clients: [{name: 2020-01-01, a: .5, b: 0x10, c: ~, d: 1e999}, &x {<<: *x}]")
	f.Add("t.yaml", "a: &a [*a]")
	f.Add("t.json", `{"clients": [{"a": 1e400, "b": "\ud800"}]}`)
	f.Add("t.yaml", "clients: ['@@A@@', '##A##', {'##A##': '##A##'}]")
	f.Fuzz(func(t *testing.T, name, text string) {
		if name != "t.json" {
			name = "t.yaml"
		}
		keywords := Keywords{"A": []any{"##B##"}, "B": "'@@A@@'", "URLS": []any{}}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		first, err := Read(path, Settings{Keywords: keywords})
		if err != nil {
			if !strings.Contains(err.Error(), "reading "+name) && !strings.Contains(err.Error(), "reading "+path) {
				t.Errorf("%q: the error does not name the file: %v", text, err)
			}
			return
		}
		sections := sectionsOf(t, first)
		again := filepath.Join(t.TempDir(), "again.json")
		var lists [5]json.RawMessage
		if err := json.Unmarshal([]byte(sections), &lists); err != nil {
			t.Fatal(err)
		}
		document := fmt.Sprintf(`{"resourceServers": %s, "clients": %s, "clientGrants": %s, "roles": %s, "organizations": %s}`,
			lists[0], lists[1], lists[2], lists[3], lists[4])
		if err := os.WriteFile(again, []byte(document), 0o600); err != nil {
			t.Fatal(err)
		}
		second, err := Read(again, Settings{})
		if err != nil {
			t.Fatalf("%q: reading %s: %v", text, document, err)
		}
		if got := sectionsOf(t, second); got != sections {
			t.Errorf("%q: read %s, and then %s", text, sections, got)
		}
	})
}
