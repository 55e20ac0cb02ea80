package holdings

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Notes are the journal's notes of the creates in one tenant.
type Notes struct {
	journal *journal.Journal
	tenant  string
}

// NewNotes returns the notes of the tenant with this base URL. journal may be nil:
// then nothing is noted.
func NewNotes(journal *journal.Journal, tenant string) *Notes {
	return &Notes{journal: journal, tenant: tenant}
}

// Begin notes that an object is about to be created by a body that is sent to a
// path. It returns the same create of a process that was killed, or nil, and what
// to call with the object's ID.
func (n *Notes) Begin(ctx context.Context, path string, sent []byte) (interrupted *journal.Interrupted, noteID func(id string)) {
	if n.journal == nil {
		return nil, func(string) {}
	}
	interrupted, created, err := n.journal.Begin(n.tenant + " " + path + " " + string(sent))
	warn := func(err error) {
		tflog.Warn(ctx, "The journal cannot be written: if this process is killed, the next one will not recognise what it created",
			map[string]any{"reason": err.Error()})
	}
	if err != nil {
		warn(err)
	}
	return interrupted, func(id string) {
		if err := created(id); err != nil {
			warn(err)
		}
	}
}

// Recorded notes that a state holds the object, so that no later process takes it
// for an object that a killed process created.
func (n *Notes) Recorded(id string) {
	if n.journal != nil {
		n.journal.Recorded(id)
	}
}

// Resolve removes the note of a killed process's create, if there is one and the
// outcome of the create that followed it says what became of the object: the next
// process does not have to find the object again.
func Resolve(interrupted *journal.Interrupted, outcome error) {
	if interrupted == nil {
		return
	}
	if exists, ok := errors.AsType[*ExistsError](outcome); ok {
		if exists.Lookup == nil {
			interrupted.Resolve()
		}
		return
	}
	if _, lost := errors.AsType[*rest.LostCreateError](outcome); outcome == nil || lost {
		interrupted.Resolve()
	}
}
