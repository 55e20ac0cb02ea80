package scopes

import (
	"context"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// writer makes the requests for the lists of scopes.
type writer struct {
	rest  *rest.Client
	reads *reads.Reads
	now   func() time.Time
}

// read reads an API, unless it was read within maxAge. at is when it was read.
func (w *writer) read(ctx context.Context, identifier string, maxAge time.Duration) (found *api, at time.Time, err error) {
	wanted, start := reads.Ref{Either: identifier}, w.now()
	w.reads.Expire(reads.ResourceServers(), wanted, maxAge)
	if found, err = reads.Read[api](ctx, w.reads, reads.ResourceServers(), wanted); err != nil {
		return nil, start, err
	}
	return found, w.reads.ReadAt(reads.ResourceServers(), wanted, start), nil
}

// write makes the changes of a group in one PATCH, and gives each member its
// outcome. When the service refuses the PATCH, one change may be the reason: each
// is then tried alone.
func (w *writer) write(r *record, group []*member, permit *pacing.Permit) {
	group = slices.DeleteFunc(slices.Clone(group), func(m *member) bool { return m.ctx.Err() != nil })
	if len(group) == 0 {
		permit.Unused()
		return
	}
	e := &edit{record: r, group: group}
	if r.known == nil {
		// A part of a group, after another part failed in a way that leaves open what
		// the list is now.
		if err := w.readAgain(r, group); err != nil {
			permit.Unused()
			e.finish(err)
			return
		}
	}
	err := w.commit(e, permit)
	if rest.IsBadRequest(err) && len(group) > 1 {
		for i := range group {
			w.write(r, group[i:i+1:i+1], nil)
		}
		return
	}
	e.finish(err)
}

func (w *writer) readAgain(r *record, group []*member) error {
	ctx, release := whileAnyWaits(group)
	defer release()
	found, at, err := w.read(ctx, r.identifier, 0)
	if err == nil {
		r.known = r.answered(found, at)
	}
	return err
}

// commit applies the changes to the list as it is known, and writes it once, unless
// nothing changes.
func (w *writer) commit(e *edit, permit *pacing.Permit) error {
	ctx, release := whileAnyWaits(e.group)
	defer release()
	e.apply(ctx)
	w.rest.CountGroup(len(e.group) - len(e.refused))
	body, err := e.body()
	if err != nil || body == nil {
		permit.Unused()
		return err
	}
	// After a wait, the list may be old: writing it would drop what others have added
	// since.
	renew := func(ctx context.Context) ([]byte, error) { return w.renew(ctx, e) }
	request := rest.Request{Method: http.MethodPatch, Path: path(e.record.identifier), Body: body, Permit: permit, Renew: renew}
	answer, err := w.rest.Call(ctx, request)
	r := e.record
	if r.known != nil { // renew may have failed
		r.age = w.now().Sub(r.known.at)
	}
	var written api
	switch {
	case err == nil && answer != nil:
		if err = request.Decode(answer, &written); err == nil {
			r.known = &knownList{id: written.ID, scopes: slices.Clone(written.Scopes), at: w.now()}
		}
	case err == nil: // the list was read again, and is as it should be
		written.Scopes = r.known.scopes
	}
	if err != nil {
		if !rest.IsBadRequest(err) {
			r.known = nil // the service may have changed the list
		}
		return err
	}
	e.scopes = written.Scopes
	r.note(e.base, e.scopes)
	r.unverified = !r.created
	return nil
}

// renew reads the list again and makes the body that changes it; nil when there is
// nothing to change.
func (w *writer) renew(ctx context.Context, e *edit) ([]byte, error) {
	var found api
	if err := w.rest.Do(ctx, http.MethodGet, path(e.record.identifier), nil, &found); err != nil {
		return nil, err
	}
	if found.Identifier != e.record.identifier {
		return nil, &AliasError{Name: e.record.identifier, Identifier: found.Identifier}
	}
	e.record.known = e.record.answered(&found, w.now())
	// An attempt that failed may have written the list: the changes must not take
	// their own work for that of another process.
	if !sameScopes(e.scopes, found.Scopes) {
		e.apply(ctx)
	}
	return e.body()
}

func path(identifier string) string { return rest.Path(rest.ResourceServers, identifier) }

// whileAnyWaits returns a context for a group. It ends when every member has given
// up, so that no member interrupts another.
func whileAnyWaits(group []*member) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(group[0].ctx))
	var waiting atomic.Int64
	waiting.Store(int64(len(group)))
	stops := make([]func() bool, len(group))
	for i, m := range group {
		stops[i] = context.AfterFunc(m.ctx, func() {
			defer background.Recover(ctx, "ending a write that no caller waits for", nil)
			if waiting.Add(-1) == 0 {
				cancel()
			}
		})
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}
