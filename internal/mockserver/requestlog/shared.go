package requestlog

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// FlushInterval is how late the counts of one replica may be at the others.
const FlushInterval = time.Second

// State stores what replicas share: texts by name. See faults.State.
type State interface {
	Change(ctx context.Context, name string, change func(text string) (string, error)) error
}

// StateName is the name of the number of resets in the [State].
const StateName = "requests"

// sharing is what a log needs to share its counts.
type sharing struct {
	state   State
	store   transient.Store
	replica transient.Key
}

// replicaCounts are the counts of one replica since the reset of that number.
type replicaCounts struct {
	Resets int64          `json:"resets"`
	Counts map[string]int `json:"counts"`
	Total  int            `json:"total"`
}

// Share shares the counts with other replicas. replica is the name of this one, which no
// other has. The requests themselves remain with the replica that answered them. Share must
// be called before the log is used; afterwards, Flush must be called every [FlushInterval].
func (l *Log) Share(state State, store transient.Store, replica string) {
	l.shared = &sharing{state, store, transient.Key{Kind: transient.KindRequestCount, ID: replica}}
}

// Follow adopts what a replica stored as the [State] of the name "requests": if the log was
// reset there, it is reset here.
func (l *Log) Follow(text string) error {
	if text == "" {
		return nil
	}
	resets, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("reading the number of resets of the request log: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if resets > l.resets {
		l.entries, l.next, l.counts, l.total, l.resets, l.flushed = nil, 0, nil, 0, resets, 0
	}
	return nil
}

// Flush stores the counts of this replica for the others, if they have changed.
func (l *Log) Flush(ctx context.Context, now time.Time) error {
	if l.shared == nil {
		return nil
	}
	l.mu.Lock()
	if l.total == l.flushed {
		l.mu.Unlock()
		return nil
	}
	own := replicaCounts{l.resets, l.counts, l.total}
	data, err := json.Marshal(own)
	l.mu.Unlock()
	if err == nil {
		err = l.shared.store.Put(ctx, l.shared.replica, transient.Value{Data: data, Relaxed: true}, now)
	}
	if err != nil {
		return fmt.Errorf("storing the counts of the request log: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.resets == own.Resets {
		l.flushed = own.Total
	}
	return nil
}

// Sum returns the number of requests to all replicas, by method and route as Counts, and in
// total. Those to other replicas may be up to [FlushInterval] late.
func (l *Log) Sum(ctx context.Context, now time.Time) (counts map[string]int, total int, err error) {
	if l.shared == nil {
		return l.Counts(), l.Total(), nil
	}
	if err := l.Flush(ctx, now); err != nil {
		return nil, 0, err
	}
	entries, err := l.shared.store.List(ctx, transient.KindRequestCount, now)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the counts of the replicas: %w", err)
	}
	l.mu.Lock()
	resets := l.resets
	l.mu.Unlock()
	counts = map[string]int{}
	for _, entry := range entries {
		var each replicaCounts
		if err := json.Unmarshal(entry.Data, &each); err != nil {
			return nil, 0, fmt.Errorf("reading the counts of the replica %s: %w", entry.ID, err)
		}
		if each.Resets != resets {
			continue // it does not know of the reset yet
		}
		for route, n := range each.Counts {
			counts[route] += n
		}
		total += each.Total
	}
	return counts, total, nil
}

// ResetAll removes the requests and counts of all replicas.
func (l *Log) ResetAll(ctx context.Context) error {
	if l.shared == nil {
		l.Reset()
		return nil
	}
	var text string
	err := l.shared.state.Change(ctx, StateName, func(present string) (string, error) {
		resets, err := strconv.ParseInt("0"+present, 10, 64)
		text = strconv.FormatInt(resets+1, 10)
		return text, err
	})
	if err == nil {
		err = l.Follow(text)
	}
	if err == nil {
		err = l.shared.store.Clear(ctx, transient.KindRequestCount)
	}
	if err != nil {
		return fmt.Errorf("resetting the request log: %w", err)
	}
	return nil
}
