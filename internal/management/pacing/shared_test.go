package pacing

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// sharedMemory is a Shared of several pacers of one test.
type sharedMemory struct {
	mu     sync.Mutex
	locked bool
	level  SharedLevel
	stored bool
}

func (m *sharedMemory) TryLock() (func(), error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.locked {
		return nil, nil
	}
	m.locked = true
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.locked = false
	}, nil
}

func (m *sharedMemory) Load() (SharedLevel, bool) { return m.level, m.stored }

func (m *sharedMemory) Store(s SharedLevel) { m.level, m.stored = s, true }

// A plan, an apply and a destroy are processes, one after the other, that find the
// bucket as the last one left it; and so do processes at the same time.
func TestNothingIsRefusedByATenantWithASmallLimit(t *testing.T) {
	t.Parallel()
	for _, perSecond := range []float64{0.5, 2, 5} {
		for _, burst := range []int{1, 2, 5, 10} {
			for _, processes := range []int{1, 2} {
				for _, latency := range []time.Duration{2 * time.Millisecond, 300 * time.Millisecond} {
					t.Run(fmt.Sprintf("%g per second, burst %d, %d processes, %s", perSecond, burst, processes, latency), func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) {
							const steps, requests = 3, 12
							b, shared, start := newBucket(perSecond, burst, latency), &sharedMemory{}, time.Now()
							var mu sync.Mutex
							var group sync.WaitGroup
							for range processes {
								group.Go(func() {
									for range steps {
										p := newProcess(0.25)
										p.shared = shared
										p.send(t, b, &mu, requests)
									}
								})
							}
							group.Wait()
							if b.refused > 0 {
								t.Errorf("%d of %d requests were refused", b.refused, b.refused+b.served)
							}
							// The headers have whole seconds: that is how much longer each
							// request may wait than it has to.
							each := latency.Seconds() + 1/perSecond + 1
							if took, most := time.Since(start).Seconds(), each*float64(processes*steps*requests); took > most {
								t.Errorf("it took %.0f s, want at most %.0f s", took, most)
							}
						})
					})
				}
			}
		}
	}
}

// A process that holds the lock and gets no answer does not keep others waiting for ever.
func TestAProcessWithoutAnAnswerIsNotWaitedForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := &sharedMemory{}
		if _, err := shared.TryLock(); err != nil {
			t.Fatal(err)
		}
		p := newProcess(0.25)
		p.shared = shared
		start := time.Now()
		permit, err := p.Acquire(t.Context(), Label{})
		if err != nil {
			t.Fatal(err)
		}
		permit.Answered(nil)
		if took := time.Since(start); took < maxSharedWait || took > maxSharedWait+time.Second {
			t.Errorf("it waited %s, want %s", took, maxSharedWait)
		}
	})
}

func TestARefusalIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := &sharedMemory{}
		first, second := newProcess(0.25), newProcess(0.25)
		first.shared, second.shared = shared, shared
		first.Pause(3 * time.Second)
		start := time.Now()
		if _, err := second.Acquire(t.Context(), Label{}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < 3*time.Second {
			t.Errorf("another process sent a request %s after the refusal", took)
		}
	})
}

func TestALevelInAFile(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "new", "levels")
	one, other := NewSharedFile(folder, "https://tenant.test"), NewSharedFile(folder, "https://tenant.test")
	unlock, err := one.TryLock()
	if err != nil || unlock == nil {
		t.Fatalf("the lock of a new file: %v", err)
	}
	if _, ok := one.Load(); ok {
		t.Error("a new file has a level")
	}
	if again, err := other.TryLock(); again != nil || err != nil {
		t.Errorf("two processes have the lock (%v)", err)
	}
	if elsewhere, err := NewSharedFile(folder, "https://other.test").TryLock(); elsewhere == nil || err != nil {
		t.Errorf("another tenant has the same lock (%v)", err)
	}
	want := SharedLevel{Limit: 2, Remaining: 1, PerSecond: 0.5, At: time.Unix(1_700_000_000, 5).UTC()}
	one.Store(want)
	unlock()
	unlock, err = other.TryLock()
	if err != nil || unlock == nil {
		t.Fatalf("the lock was not released (%v)", err)
	}
	if got, ok := other.Load(); !ok || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	names, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(names) != 1 {
		t.Fatalf("the files are %v (%v)", names, err)
	}
	if info, err := os.Stat(names[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v (%v)", info, err)
	}
	if err := os.WriteFile(names[0], []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, ok := other.Load(); ok {
		t.Errorf("a broken file is %+v", got)
	}
}

func TestAFolderThatCannotBeWrittenSharesNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := New(Options{Now: time.Now, Sleep: retry.Sleep, Jitter: func(d time.Duration) time.Duration { return d }, Shared: NewSharedFile(filepath.Join(file, "levels"), "a")})
	permit, err := p.Acquire(t.Context(), Label{})
	if err != nil {
		t.Fatal(err)
	}
	permit.Unused()
}
