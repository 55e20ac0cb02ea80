package mockserver

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Stores are what stores a tenant. Their owner closes them, after the servers.
type Stores struct {
	// Store has the objects. Replicas also share their clock and faults by its settings.
	Store store.Store
	// Transient has what expires by itself, such as authorization codes.
	Transient transient.Store
}

// replicated reports whether other replicas can be the same tenant, with the same clock and
// faults. The processes on a SQLite file share only its objects.
func (o *Options) replicated() bool { return o.Stores != nil || store.IsPostgres(o.DataFile) }

func (o *Options) closeStores(st store.Store, values transient.Store) error {
	if o.Stores != nil {
		return nil
	}
	return errors.Join(values.Close(), st.Close())
}

// sharedState stores the state of the clock and the faults in settings of the tenant, so that
// the check for news with which each request begins brings them along.
type sharedState struct{ store store.Store }

// Change implements faults.State.
func (s sharedState) Change(ctx context.Context, name string, change func(text string) (string, error)) error {
	return s.store.Update(ctx, func(tx store.Writer) error {
		text, err := change(tx.Setting(settingOf(name)))
		if err != nil {
			return err
		}
		return tx.SetSetting(settingOf(name), text)
	})
}

// settingOf returns the setting that has a text of the state. The service has no setting of
// that name.
func settingOf(name string) string { return "mock." + name }

// formTokenName is the name of the page's form token in the state.
const formTokenName = "page"

// formToken returns a token for the forms of the page: that of the replicas, if there can be
// any, because a form that one of them shows may be posted to another.
func (s *Server) formToken(ctx context.Context, random io.Reader) (string, error) {
	token, err := page.NewFormToken(random)
	if err != nil || !s.replicated {
		return token, err
	}
	err = sharedState{s.store}.Change(ctx, formTokenName, func(present string) (string, error) {
		token = cmp.Or(present, token)
		return token, nil
	})
	if err != nil {
		return "", fmt.Errorf("sharing the form token of the page between replicas: %w", err)
	}
	return token, nil
}

// restoreObjects restores a snapshot in the store, but nothing that the replicas share of the
// clock, the faults and the page: the former go forward, so that each replica knows which is
// the newest, and each replica reads the form token once.
func restoreObjects(tx store.Writer, content store.Snapshot) error {
	shared := map[string]string{}
	for _, name := range []string{faults.ClockName, faults.FaultsName, requestlog.StateName, formTokenName} {
		shared[settingOf(name)] = tx.Setting(settingOf(name))
	}
	tx.Restore(content)
	for name, text := range shared {
		if tx.Setting(name) == text {
			continue
		}
		if err := tx.SetSetting(name, text); err != nil {
			return err
		}
	}
	return nil
}

// shareClock shares the clock with the replicas, if there can be any.
func shareClock(ctx context.Context, clock *faults.Clock, o Options, st store.Store) error {
	if !o.replicated() {
		return nil
	}
	if err := clock.Share(ctx, sharedState{st}); err != nil {
		return err
	}
	return st.View(ctx, func(tx store.Reader) error { return clock.Follow(tx.Setting(settingOf(faults.ClockName))) })
}

// follow adopts the clock and the faults that a replica has set, and the reset of its requests.
func (s *Server) follow(ctx context.Context) error {
	if !s.replicated {
		return nil
	}
	return s.store.View(ctx, func(tx store.Reader) error {
		return errors.Join(s.clock.Follow(tx.Setting(settingOf(faults.ClockName))), s.faults.Follow(tx.Setting(settingOf(faults.FaultsName))),
			s.requests.Follow(tx.Setting(settingOf(requestlog.StateName))))
	})
}

// join joins the other replicas, if there can be any.
func (s *Server) join(ctx context.Context, random io.Reader) error {
	if !s.replicated {
		return nil
	}
	if err := s.faults.Share(ctx, sharedState{s.store}); err != nil {
		return err
	}
	if err := s.follow(ctx); err != nil {
		return err
	}
	return s.shareRequests(ctx, random)
}

// shareRequests shares the counts of the request log with the replicas until the server is
// closed.
func (s *Server) shareRequests(ctx context.Context, random io.Reader) error {
	replica := make([]byte, 16)
	if _, err := io.ReadFull(random, replica); err != nil {
		return fmt.Errorf("naming a replica: reading random bytes: %w", err)
	}
	s.requests.Share(sharedState{s.store}, s.values, hex.EncodeToString(replica))
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	s.stop = func() {
		cancel()
		<-done
	}
	go func() {
		defer close(done)
		s.flushCounts(ctx)
		// The counts since the last interval are lost if the database does not answer, and
		// nothing is stored of a tenant that was deleted.
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestlog.FlushInterval)
		defer cancel()
		if s.Exists(last) == nil {
			_ = s.requests.Flush(last, s.clock.Now())
		}
	}()
	return nil
}

// flushCounts stores the counts of the request log at intervals until the context ends.
func (s *Server) flushCounts(ctx context.Context) {
	ticker := time.NewTicker(requestlog.FlushInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			_ = s.requests.Flush(ctx, s.clock.Now()) // the next interval tries again
		}
	}
}
