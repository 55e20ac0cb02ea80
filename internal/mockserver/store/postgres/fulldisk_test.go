package postgres_test

import (
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// fill adds APIs until that fails, and returns those that were acknowledged.
func fill(t *testing.T, s store.Store) (acknowledged []string, refused error) {
	t.Helper()
	random := rand.NewChaCha8([32]byte{})
	for i := range 5000 {
		id := "fill-" + strconv.Itoa(i)
		name := make([]byte, 32<<10)
		_, _ = random.Read(name) // it returns no error
		if err := s.Update(t.Context(), func(w store.Writer) error {
			return errors.Join(
				w.PutResourceServer(&store.ResourceServer{ID: id, Identifier: "urn:" + id, Name: hex.EncodeToString(name)}),
				w.SetSetting("count", strconv.Itoa(i+1)))
		}); err != nil {
			return acknowledged, err
		}
		acknowledged = append(acknowledged, id)
	}
	t.Fatal("the disk does not become full")
	return nil, nil
}

// recount stores the number of APIs, when that is possible.
func recount(t *testing.T, s store.Store) {
	t.Helper()
	eventually(t, func() error {
		return s.Update(t.Context(), func(w store.Writer) error {
			return w.SetSetting("count", strconv.Itoa(w.ResourceServers().Len()))
		})
	})
}

// The disk of the tables is full. A write says so, reads go on, nothing is half there, and
// writes go on when there is room.
func TestAFullDiskOfTheTables(t *testing.T) {
	t.Parallel()
	disk := postgrestest.Disk(t, 16<<20)
	server := postgrestest.Start(t)
	server.Exec(t, "CREATE TABLESPACE small LOCATION '"+disk+"'")
	s, _ := open(t, server.URL(t)+"&default_tablespace=small", store.PostgresOptions{})
	acknowledged, err := fill(t, s)
	if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "its disk is full; nothing of this change was stored") {
		t.Errorf("error %v", err)
	}
	t.Logf("%d writes: %v", len(acknowledged), err)
	expect(t, s, acknowledged...)
	postgrestest.Resize(t, disk, 64<<20)
	eventually(t, func() error { return add(t.Context(), s, "after") })
	expect(t, s, append(acknowledged, "after")...)
}

// The disk of the whole server is full, with its log of transactions: the server panics, and
// does not start again. When there is room, it starts with all that was acknowledged.
func TestAFullDiskOfTheServer(t *testing.T) {
	t.Parallel()
	disk := postgrestest.Disk(t, 96<<20)
	// The log of transactions is not shortened before the disk is full.
	server := postgrestest.StartOn(t, disk, "fsync=on", "full_page_writes=on", "max_wal_size=1GB", "checkpoint_timeout=1h")
	s, _ := open(t, server.URL(t), store.PostgresOptions{})
	acknowledged, err := fill(t, s)
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	t.Logf("%d writes: %v", len(acknowledged), err)
	postgrestest.Resize(t, disk, 256<<20)
	server.Stop(t, os.Kill) // unless it has ended
	server.Restart(t)
	recount(t, s)
	expect(t, s, acknowledged...)
	if err := s.View(t.Context(), func(r store.Reader) error {
		// The write that failed may have reached the log of transactions.
		if n := r.ResourceServers().Len(); n > len(acknowledged)+1 {
			t.Errorf("%d APIs, and %d were acknowledged", n, len(acknowledged))
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
