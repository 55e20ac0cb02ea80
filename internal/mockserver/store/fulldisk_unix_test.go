//go:build unix

package store

import (
	"bytes"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// limitFileSize has the system refuse to write beyond a size, in bytes.
func limitFileSize(size string) error {
	bytes, err := strconv.ParseUint(size, 10, 64)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ) // so that writing fails instead
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: bytes})
}

// TestAWriteThatTheSystemRefusesIsAnErrorAndLosesNothing has the system break a
// write off in its middle, at sizes at which different parts of a transaction
// are hit.
func TestAWriteThatTheSystemRefusesIsAnErrorAndLosesNothing(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{60_000, 100_001, 131_072, 200_500} {
		t.Run(strconv.Itoa(limit), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "tenant.db")
			cmd := writerProcess(t, path, "p", 1_000_000)
			cmd.Env = append(cmd.Env, fmt.Sprintf("%s=%d", writerLimit, limit))
			var acknowledged, failure bytes.Buffer
			cmd.Stdout, cmd.Stderr = &acknowledged, &failure
			if err := cmd.Run(); err == nil || !strings.Contains(failure.String(), "writing the data file "+path) {
				t.Fatalf("%v: %s", err, &failure)
			}
			ids := strings.Fields(acknowledged.String())
			if len(ids) == 0 {
				t.Fatalf("nothing was acknowledged: %s", &failure)
			}
			if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > int64(limit) {
				t.Errorf("the log has %d bytes", info.Size())
			}
			view(t, openFile(t, path), func(r Reader) {
				equal(t, "APIs", r.ResourceServers().Len(), len(ids))
				equal(t, "updates", r.Setting("count"), strconv.Itoa(len(ids)))
				for _, id := range ids {
					if r.ResourceServer(id) == nil {
						t.Errorf("%s was acknowledged, and is lost", id)
					}
				}
			})
			sound(t, path)
		})
	}
}
