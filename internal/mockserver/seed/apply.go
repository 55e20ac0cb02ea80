package seed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/customclaims"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Options are the options of [Seed.Apply]. All are required.
type Options struct {
	// Issuer is the tenant's URL with a slash at the end.
	Issuer string
	// Now is the time for new users.
	Now time.Time
	// Random is the randomness for IDs.
	Random io.Reader
}

// errProblems ends a transaction whose problems were reported.
var errProblems = errors.New("the seed has problems")

// Apply creates in the tenant what the seed declares, in one transaction. An object that
// exists gets the properties that the seed sets; scopes, permissions and roles are added to
// those it has. Nothing is deleted, except that the seed's custom claims replace all
// others. Applied again, the same seed changes nothing.
//
// The error joins an [*Error] for each declaration that contradicts the tenant; then
// nothing is changed.
func (s *Seed) Apply(ctx context.Context, tenant store.Store, o Options) error {
	var p *problems
	err := tenant.Update(ctx, func(tx store.Writer) error {
		p = &problems{file: s.file} // the transaction can run several times
		a := applying{s, tx, o, p}
		for _, step := range []struct {
			section string
			apply   func(object) error
		}{{sectionAPIs, a.api}, {sectionRoles, a.role}, {sectionUsers, a.user}, {sectionOrganizations, a.organization}} {
			for _, each := range s.section(step.section) {
				if err := step.apply(each); err != nil {
					return err
				}
			}
		}
		if err := a.claims(); err != nil {
			return err
		}
		if len(p.found) > 0 {
			return errProblems
		}
		return nil
	})
	switch {
	case errors.Is(err, errProblems):
		return p.err()
	case err != nil:
		return fmt.Errorf("applying the seed file %s: %w", s.file, err)
	}
	return nil
}

// applying is the state of one call of Apply.
type applying struct {
	*Seed
	tx store.Writer
	Options
	problems *problems
}

// report reports a problem at a value.
func (a applying) report(path, format string, args ...any) {
	a.problems.add(a.tree.at[path], format, args...)
}

// claims replaces the custom claims of the tenant, if the seed has any.
func (a applying) claims() error {
	root, _ := a.tree.value.(map[string]any)
	if _, isSet := root[sectionClaims]; !isSet {
		return nil
	}
	entries := []customclaims.Entry{}
	for _, each := range a.section(sectionClaims) {
		entries = append(entries, entryOf(each))
	}
	return customclaims.Put(a.tx, entries)
}
