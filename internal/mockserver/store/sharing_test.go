package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func TestManyGoroutinesLoseNoUpdateAndSeeNoHalfOne(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		const writers, updates = 6, 10
		var writing, viewing sync.WaitGroup
		for range writers {
			writing.Go(func() {
				for range updates {
					if err := s.Update(t.Context(), func(w Writer) error {
						if err := countUp(w); err != nil {
							return err
						}
						return w.SetSetting("copy", w.Setting("count"))
					}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		done := make(chan struct{})
		for range 2 {
			viewing.Go(func() {
				last := 0
				for {
					select {
					case <-done:
						return
					default:
					}
					if err := s.View(t.Context(), func(r Reader) error {
						count, _ := strconv.Atoi(r.Setting("count"))
						if r.Setting("count") != r.Setting("copy") || count < last {
							return fmt.Errorf("count %s, copy %s, count before %d", r.Setting("count"), r.Setting("copy"), last)
						}
						last = count
						return nil
					}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		writing.Wait()
		close(done)
		viewing.Wait()
		view(t, s, func(r Reader) { equal(t, "count", r.Setting("count"), strconv.Itoa(writers*updates)) })
	})
}

func TestAViewKeepsItsStateWhileOthersWrite(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		seed(t, s)
		view(t, s, func(r Reader) {
			update(t, s, func(w Writer) error { return errors.Join(w.DeleteResourceServer("api1"), w.SetSetting("a", "b")) })
			equal(t, "APIs", apiIDs(r.ResourceServers().All()), "api2 api1")
			equal(t, "setting", r.Setting("a"), "")
		})
		view(t, s, func(r Reader) { equal(t, "APIs", apiIDs(r.ResourceServers().All()), "api2") })
	})
}

func TestStoresThatOpenANewFileAtOnceShareIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	stores := make([]Store, 8)
	var wg sync.WaitGroup
	for i := range stores {
		wg.Go(func() {
			s, err := OpenFile(t.Context(), path)
			if err != nil {
				t.Error(err)
				return
			}
			stores[i] = s
			if err := s.Update(t.Context(), countUp); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, s := range stores {
		if s != nil {
			view(t, s, func(r Reader) { equal(t, "count", r.Setting("count"), strconv.Itoa(len(stores))) })
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v)", entries, err)
	}
}

func TestWaitingForALockEndsWithTheContext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	holder, waiter := openFile(t, path), openFile(t, path)
	for name, s := range map[string]Store{"of the same store": holder, "of another process": waiter} {
		ctx, cancel := context.WithCancel(t.Context())
		update(t, holder, func(Writer) error {
			result := make(chan error)
			go func() { result <- s.Update(ctx, func(Writer) error { return nil }) }()
			// Reading does not wait for the lock.
			view(t, s, func(Reader) {})
			cancel()
			if err := <-result; !errors.Is(err, context.Canceled) {
				t.Errorf("%s: have %v", name, err)
			}
			return nil
		})
	}
}

func TestACancelledContextIsHonoured(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.View(ctx, func(Reader) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("View: %v", err)
		}
		if err := s.Update(ctx, countUp); !errors.Is(err, context.Canceled) {
			t.Errorf("Update: %v", err)
		}
		view(t, s, func(r Reader) { equal(t, "count", r.Setting("count"), "") })
	})
}

func TestAClosedFileIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	s, err := OpenFile(t.Context(), filepath.Join(t.TempDir(), "tenant.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"View":   s.View(t.Context(), func(Reader) error { return nil }),
		"Update": s.Update(t.Context(), countUp),
	} {
		if !errors.Is(err, errClosed) || !strings.Contains(err.Error(), "tenant.db") {
			t.Errorf("%s: have %v", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

// TestDeletionsArePurgedUnseenByNobody lets one store follow each step, and
// another sleep through all of them.
func TestDeletionsArePurgedUnseenByNobody(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	writer, follower, sleeper := openFile(t, path), openFile(t, path), openFile(t, path)
	update(t, writer, func(w Writer) error {
		return errors.Join(putAPIs(w, 0, tombstoneLimit+100), w.SetSetting("a", "b"))
	})
	view(t, follower, func(Reader) {})
	view(t, sleeper, func(Reader) {})
	for _, bounds := range [][2]int{{0, 100}, {100, tombstoneLimit + 50}} {
		update(t, writer, func(w Writer) error {
			for i := bounds[0]; i < bounds[1]; i++ {
				if err := w.DeleteResourceServer(exampleAPI(i).ID); err != nil {
					return err
				}
			}
			return nil
		})
		view(t, follower, func(r Reader) { equal(t, "follower", r.ResourceServers().Len(), tombstoneLimit+100-bounds[1]) })
	}
	for name, s := range map[string]Store{"writer": writer, "follower": follower, "sleeper": sleeper, "new": openFile(t, path)} {
		view(t, s, func(r Reader) {
			equal(t, name, r.ResourceServers().Len(), 50)
			equal(t, name+": setting", r.Setting("a"), "b")
		})
	}
	var rows int
	if err := writer.(*file).reader.QueryRowContext(t.Context(), "SELECT count(*) FROM rows WHERE deleted").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if want := tombstoneLimit - 50; rows != want {
		t.Errorf("%d deletions are kept, not %d: those of the last transaction", rows, want)
	}
	update(t, sleeper, func(w Writer) error { return putAPIs(w, 0, 1) })
	view(t, writer, func(r Reader) { equal(t, "afterwards", r.ResourceServers().Len(), 51) })
}
