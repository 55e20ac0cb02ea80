package mockserver

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	// maxSnapshots is how many snapshots a tenant keeps for its control API: each keeps the
	// objects of its time in memory.
	maxSnapshots = 100
	// defaultSnapshotBytes limits their size together, without Options.MaxBytes.
	defaultSnapshotBytes = 256_000_000
)

// keptSnapshots are the snapshots of the control API. They end with the process.
type keptSnapshots struct {
	maxBytes int64
	mu       sync.Mutex
	list     []keptSnapshot // in the order in which they were taken
}

type keptSnapshot struct {
	control.Snapshot
	content *Snapshot
}

// KeepSnapshot takes a snapshot and keeps it under an ID, which replaces an earlier snapshot.
// Without an ID, it generates one. The error is control.ErrTooManySnapshots beyond 100, and
// control.ErrSnapshotsTooLarge if all of them would be too large together. Then nothing changes.
func (s *Server) KeepSnapshot(ctx context.Context, id string) (control.Snapshot, error) {
	content, err := s.Snapshot(ctx)
	if err != nil {
		return control.Snapshot{}, err
	}
	if id == "" {
		id = "snap_" + rand.Text()
	}
	kept := keptSnapshot{control.Snapshot{ID: id, Created: content.Created.UTC(), Objects: content.Objects(), Bytes: content.Bytes()}, content}
	s.snapshots.mu.Lock()
	defer s.snapshots.mu.Unlock()
	if err := s.snapshots.add(kept); err != nil {
		return control.Snapshot{}, fmt.Errorf("keeping the snapshot %s: %w", id, err)
	}
	return kept.Snapshot, nil
}

// add adds a snapshot, instead of one with the same ID. The caller holds the mutex.
func (k *keptSnapshots) add(added keptSnapshot) error {
	list := slices.DeleteFunc(slices.Clone(k.list), func(each keptSnapshot) bool { return each.ID == added.ID })
	if len(list) >= maxSnapshots {
		return control.ErrTooManySnapshots
	}
	list = append(list, added)
	var sum int64
	contents := make([]store.Snapshot, len(list))
	for i, each := range list {
		contents[i] = each.content.content
		sum += each.content.Bytes()
	}
	// Usually they share most of their objects, but finding that out takes longer.
	if sum > k.maxBytes && store.DistinctBytes(contents) > k.maxBytes {
		return control.ErrSnapshotsTooLarge
	}
	k.list = list
	return nil
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
