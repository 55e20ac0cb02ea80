package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// writerPath and writerName make the test binary a process that writes to a
// file instead of running tests.
const (
	writerPath    = "STORE_TEST_WRITER_PATH"
	writerName    = "STORE_TEST_WRITER_NAME"
	writerUpdates = "STORE_TEST_WRITER_UPDATES"
	// writerLimit, unless empty, is for limitFileSize.
	writerLimit = "STORE_TEST_WRITER_LIMIT"
)

var server postgrestest.Shared

func TestMain(m *testing.M) {
	if path := os.Getenv(writerPath); path != "" {
		if err := writeAsProcess(path, os.Getenv(writerName), os.Getenv(writerUpdates)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(server.Main(m))
}

// writeAsProcess adds one API per update, counts all updates of all processes
// in a setting, and prints the id of each API after it was acknowledged.
func writeAsProcess(path, name, updates string) error {
	n, err := strconv.Atoi(updates)
	if err != nil {
		return err
	}
	if limit := os.Getenv(writerLimit); limit != "" {
		if err := limitFileSize(limit); err != nil {
			return err
		}
	}
	ctx := context.Background()
	s, err := OpenFile(ctx, path)
	if err != nil {
		return err
	}
	for i := range n {
		id := fmt.Sprintf("%s-%d", name, i)
		if err := s.Update(ctx, func(w Writer) error {
			return errors.Join(w.PutResourceServer(&ResourceServer{ID: id, Identifier: "urn:" + id}), countUp(w))
		}); err != nil {
			return err
		}
		fmt.Println(id)
	}
	return s.Close()
}

func countUp(w Writer) error {
	count, _ := strconv.Atoi(w.Setting("count"))
	return w.SetSetting("count", strconv.Itoa(count+1))
}

func writerProcess(t *testing.T, path, name string, updates int) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), writerPath+"="+path, writerName+"="+name, fmt.Sprintf("%s=%d", writerUpdates, updates))
	return cmd
}

func TestNoUpdateOfSeveralProcessesIsLost(t *testing.T) {
	t.Parallel()
	const processes, updates = 4, 250
	path := filepath.Join(t.TempDir(), "tenant.db") // the first process creates it
	var wg sync.WaitGroup
	for i := range processes {
		cmd := writerProcess(t, path, fmt.Sprintf("p%d", i), updates)
		wg.Go(func() {
			var failure bytes.Buffer
			cmd.Stderr = &failure
			if err := cmd.Run(); err != nil {
				t.Errorf("%v: %s", err, failure.Bytes())
			}
		})
	}
	wg.Wait()
	view(t, openFile(t, path), func(r Reader) {
		equal(t, "updates", r.Setting("count"), strconv.Itoa(processes*updates))
		equal(t, "APIs", r.ResourceServers().Len(), processes*updates)
	})
}

func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	s := openFile(t, path) // sees it all, and is seen by the processes
	var acknowledged []string
	for round := range 3 {
		cmd := writerProcess(t, path, fmt.Sprintf("r%d", round), 1_000_000)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			acknowledged = append(acknowledged, lines.Text())
			if n == 100 {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = cmd.Wait() // it was killed
		update(t, s, func(w Writer) error { return w.SetSetting("round", strconv.Itoa(round)) })
	}
	if len(acknowledged) < 300 {
		t.Fatalf("only %d updates were acknowledged", len(acknowledged))
	}
	for name, s := range map[string]Store{"open all along": s, "opened afterwards": openFile(t, path)} {
		view(t, s, func(r Reader) {
			for _, id := range acknowledged {
				if r.ResourceServer(id) == nil {
					t.Fatalf("%s: %s was acknowledged, and is lost", name, id)
				}
			}
			// What was committed but not acknowledged may be there; half of it may not.
			equal(t, name+": updates", r.Setting("count"), strconv.Itoa(r.ResourceServers().Len()))
		})
	}
}
