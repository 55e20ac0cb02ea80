package mockserver

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
)

// maxSnapshots is how many snapshots a tenant keeps for its control API: each keeps the
// objects of its time in memory.
const maxSnapshots = 100

// keptSnapshots are the snapshots of the control API. They end with the process.
type keptSnapshots struct {
	mu   sync.Mutex
	list []keptSnapshot // in the order in which they were taken
}

type keptSnapshot struct {
	control.Snapshot
	content *Snapshot
}

// KeepSnapshot takes a snapshot and keeps it under an ID, which replaces an earlier snapshot.
// Without an ID, it generates one. The error is control.ErrTooManySnapshots beyond 100.
func (s *Server) KeepSnapshot(ctx context.Context, id string) (control.Snapshot, error) {
	content, err := s.Snapshot(ctx)
	if err != nil {
		return control.Snapshot{}, err
	}
	if id == "" {
		id = "snap_" + rand.Text()
	}
	kept := keptSnapshot{control.Snapshot{ID: id, Created: content.Created.UTC(), Objects: content.Objects()}, content}
	s.snapshots.mu.Lock()
	defer s.snapshots.mu.Unlock()
	s.snapshots.delete(id)
	if len(s.snapshots.list) >= maxSnapshots {
		return control.Snapshot{}, fmt.Errorf("keeping the snapshot %s: %w", id, control.ErrTooManySnapshots)
	}
	s.snapshots.list = append(s.snapshots.list, kept)
	return kept.Snapshot, nil
}

// Snapshots lists the snapshots that KeepSnapshot took.
func (s *Server) Snapshots() []control.Snapshot {
	s.snapshots.mu.Lock()
	defer s.snapshots.mu.Unlock()
	list := make([]control.Snapshot, len(s.snapshots.list))
	for i, each := range s.snapshots.list {
		list[i] = each.Snapshot
	}
	return list
}

// RestoreSnapshot restores the snapshot with the ID; see [Server.Restore]. The error is
// control.ErrNoSnapshot if it does not exist.
func (s *Server) RestoreSnapshot(ctx context.Context, id string) error {
	s.snapshots.mu.Lock()
	i := s.snapshots.index(id)
	if i < 0 {
		s.snapshots.mu.Unlock()
		return fmt.Errorf("restoring the snapshot %s: %w", id, control.ErrNoSnapshot)
	}
	content := s.snapshots.list[i].content
	s.snapshots.mu.Unlock()
	return s.Restore(ctx, content)
}

// DeleteSnapshot deletes the snapshot with the ID, and reports whether it existed.
func (s *Server) DeleteSnapshot(id string) bool {
	s.snapshots.mu.Lock()
	defer s.snapshots.mu.Unlock()
	return s.snapshots.delete(id)
}

func (k *keptSnapshots) index(id string) int {
	return slices.IndexFunc(k.list, func(each keptSnapshot) bool { return each.ID == id })
}

func (k *keptSnapshots) delete(id string) bool {
	i := k.index(id)
	if i >= 0 {
		k.list = slices.Delete(k.list, i, i+1)
	}
	return i >= 0
}
