package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
)

var began = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func at(when time.Time) func() time.Time { return func() time.Time { return when } }

// killed writes what a killed process leaves: its file, without a lock.
func killed(t *testing.T, folder, workingDir string, lines ...string) (file string) {
	t.Helper()
	alive := journal.New(folder, workingDir, at(began))
	t.Cleanup(alive.Close)
	if _, _, err := alive.Begin("to find the folder"); err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(own) == 0 {
		t.Fatal(own, err)
	}
	file = strings.TrimSuffix(own[0], ".jsonl") + "killed.jsonl"
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// written returns the lines that a process writes for creates with these keys. An
// empty ID was not received.
func written(t *testing.T, keysAndIDs ...string) []string {
	t.Helper()
	folder := t.TempDir()
	j := journal.New(folder, "/w", at(began))
	defer j.Close()
	for i := 0; i < len(keysAndIDs); i += 2 {
		_, created, err := j.Begin(keysAndIDs[i])
		if err != nil {
			t.Fatal(err)
		}
		if id := keysAndIDs[i+1]; id != "" {
			if err := created(id); err != nil {
				t.Fatal(err)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(content), "\n")
}

// ask begins a create of each key, and describes the interrupted creates that it
// resolves.
func ask(t *testing.T, j *journal.Journal, keys ...string) string {
	t.Helper()
	var found []string
	for _, key := range keys {
		interrupted, _, err := j.Begin(key)
		if err != nil {
			t.Fatal(err)
		}
		if interrupted == nil {
			found = append(found, "none")
			continue
		}
		interrupted.Resolve()
		found = append(found, fmt.Sprintf("%q beside %v", interrupted.ID, slices.Sorted(slices.Values(interrupted.Others))))
	}
	return strings.Join(found, "; ")
}

func TestAnInterruptedCreateIsReturnedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		creates []string // keys and IDs
		torn    string   // begins what follows the lines
		ask     []string
		now     time.Time
		want    string
	}{
		"whose ID is known":           {creates: []string{"a", "1"}, ask: []string{"a", "a"}, want: `"1" beside []; none`},
		"whose ID is not known":       {creates: []string{"a", ""}, ask: []string{"a"}, want: `"" beside []`},
		"beside others":               {creates: []string{"b", "2", "a", "", "c", "3"}, ask: []string{"a"}, want: `"" beside [2 3]`},
		"of several, the known first": {creates: []string{"a", "", "a", "2"}, ask: []string{"a", "a", "a"}, want: `"2" beside []; "" beside [2]; none`},
		"another":                     {creates: []string{"a", "1"}, ask: []string{"b"}, want: "none"},
		"in the middle of a line":     {creates: []string{"a", "1", "b", "2"}, torn: `{"create":2,"k`, ask: []string{"a"}, want: `"1" beside [2]`},
		"foreign lines":               {creates: []string{"a", "1"}, torn: "PK\x03\x04\n{\"create\":-1}\n{\"create\":9,\"id\":\"x\"}\n[]\nnull", ask: []string{"a"}, want: `"1" beside []`},
		"within its age":              {creates: []string{"a", "1"}, ask: []string{"a"}, now: began.AddDate(0, 0, 30).Add(-1), want: `"1" beside []`},
		"long ago":                    {creates: []string{"a", "1"}, ask: []string{"a"}, now: began.AddDate(0, 0, 30), want: "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder, now := t.TempDir(), c.now
			if now.IsZero() {
				now = began
			}
			killed(t, folder, "/w", append(written(t, c.creates...), c.torn)...)
			j := journal.New(folder, "/w", at(now))
			if got := ask(t, j, c.ask...); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			j.Close()
			next := journal.New(folder, "/w", at(now))
			defer next.Close()
			if got := ask(t, next, c.ask[0]); c.ask[0] == "a" && got != "none" {
				t.Errorf("the next process gets it again: %s", got)
			}
		})
	}
}

func TestAnUnresolvedCreateIsReturnedToTheNextProcess(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := killed(t, folder, "/w", written(t, "a", "1")...)
	failed := journal.New(folder, "/w", at(began))
	for _, want := range []bool{true, false} { // once in a process
		interrupted, _, err := failed.Begin("a")
		if err != nil || (interrupted != nil) != want {
			t.Errorf("got %+v, %v", interrupted, err)
		}
	}
	failed.Close()
	next := journal.New(folder, "/w", at(began))
	if got, want := ask(t, next, "a"), `"1" beside []`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	next.Close()
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file stays after it is settled: %v", err)
	}
}

func TestWhatAStateHoldsIsNotToldOf(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := killed(t, folder, "/w", written(t, "a", "1", "a", "")...)
	plan := journal.New(folder, "/w", at(began))
	plan.Recorded("1")
	plan.Close()
	apply := journal.New(folder, "/w", at(began))
	if got, want := ask(t, apply, "a", "a"), `"" beside [1]; none`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	apply.Close()
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("a file without creates to remember was not removed: %v", err)
	}
}

func TestAProcessThatRunsOrEndedRegularlyLeavesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	first := journal.New(folder, "/w", at(began))
	_, created, err := first.Begin("a")
	if err != nil {
		t.Fatal(err)
	}
	if err := created("1"); err != nil {
		t.Fatal(err)
	}
	second := journal.New(folder, "/w", at(began))
	if got := ask(t, second, "a"); got != "none" {
		t.Errorf("while the first process lives: %s", got)
	}
	first.Close()
	second.Close()
	third := journal.New(folder, "/w", at(began))
	if got := ask(t, third, "a"); got != "none" {
		t.Errorf("after both ended: %s", got)
	}
	third.Close()
	if files, _ := filepath.Glob(filepath.Join(folder, "*")); len(files) > 0 {
		t.Errorf("they left %v", files)
	}
}

func TestAFolderAdoptsOnlyItsOwnCreates(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	killed(t, folder, "/elsewhere", written(t, "a", "1")...)
	j := journal.New(folder, "/w", at(began))
	defer j.Close()
	if got := ask(t, j, "a"); got != "none" {
		t.Errorf("got %s", got)
	}
}

func TestFilesArePrivateAndHoldNoKeys(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "caches")
	lines := written(t, "a secret name", "1")
	if text := strings.Join(lines, "\n"); strings.Contains(text, "secret") {
		t.Errorf("the key is written: %s", text)
	}
	j := journal.New(folder, "/w", at(began))
	defer j.Close()
	ask(t, j, "a")
	if runtime.GOOS == "windows" {
		t.Skip("modes of files say nothing there")
	}
	err := filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFolderThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	j := journal.New(blocked, "/w", at(began))
	defer j.Close()
	interrupted, created, err := j.Begin("a")
	if err == nil || !strings.Contains(err.Error(), "noting what is about to be created in "+blocked) || interrupted != nil {
		t.Errorf("got %v, %v", interrupted, err)
	}
	if err := created("1"); err != nil {
		t.Error(err)
	}
}

// After 30 days, any process removes the file of a killed process. A file that is
// newer, in use, or not from this package is kept.
func TestFilesOfOtherFoldersAreRemovedAfter30Days(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		now     time.Time
		removed bool
	}{
		"within 30 days": {began.AddDate(0, 0, 30).Add(-time.Second), false},
		"after 30 days":  {began.AddDate(0, 0, 30), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			alive := journal.New(folder, "/alive", at(began))
			defer alive.Close()
			if _, _, err := alive.Begin("a"); err != nil {
				t.Fatal(err)
			}
			stay := files(t, folder)
			left := killed(t, folder, "/elsewhere", written(t, "a", "1")...)
			lone := filepath.Join(folder, "lone.jsonl.lock")
			foreign := filepath.Join(folder, "notes.txt")
			for _, file := range []string{left + ".lock", lone, foreign} {
				if err := os.WriteFile(file, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, file := range files(t, folder) {
				if err := os.Chtimes(file, began, began); err != nil {
					t.Fatal(err)
				}
			}
			next := journal.New(folder, "/w", at(c.now))
			if got := ask(t, next, "a"); got != "none" {
				t.Errorf("another folder gets it: %s", got)
			}
			next.Close()
			for _, file := range []string{left, left + ".lock", lone} {
				if _, err := os.Stat(file); os.IsNotExist(err) != c.removed {
					t.Errorf("%s: %v", filepath.Base(file), err)
				}
			}
			for _, file := range append(stay, foreign) {
				if _, err := os.Stat(file); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func files(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}
