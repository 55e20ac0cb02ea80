package management

import (
	"cmp"
	"errors"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (a *api) listResourceServers(r *request) (any, error) {
	p, err := pageOf(r.query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = a.Store.View(r.ctx, func(tx store.Reader) error {
		answer, err = paginate(wantedResourceServers(tx, r.query), p, "resource_servers", resourceServerID,
			func(rs *store.ResourceServer) (any, error) { return viewResourceServer(rs), nil })
		return err
	})
	return answer, err
}

// wantedResourceServers are all, or those whose identifiers are asked for.
func wantedResourceServers(tx store.Reader, query map[string]any) records[*store.ResourceServer] {
	all := tx.ResourceServers()
	identifiers, filtered := query["identifiers"].([]any)
	if !filtered {
		return all
	}
	var wanted []*store.ResourceServer
	for _, each := range identifiers {
		identifier, _ := each.(string)
		if rs := tx.ResourceServerByIdentifier(identifier); rs != nil {
			wanted = append(wanted, rs)
		}
	}
	slices.SortFunc(wanted, func(a, b *store.ResourceServer) int { return cmp.Compare(all.Index(a.ID), all.Index(b.ID)) })
	return selection[*store.ResourceServer]{slices.Compact(wanted), resourceServerID}
}

func resourceServerID(rs *store.ResourceServer) string { return rs.ID }

func (a *api) createResourceServer(r *request) (any, error) {
	id, err := newResourceServerID(a.Random)
	if err != nil {
		return nil, err
	}
	rs, err := a.buildResourceServer(defaultResourceServer(id, r.body), r.body)
	if err != nil {
		return nil, err
	}
	err = a.Store.Update(r.ctx, func(tx store.Writer) error { return tx.PutResourceServer(rs) })
	if errors.Is(err, store.ErrConflict) {
		err = conflict("resource_server_conflict", "A resource server with the same identifier already exists.")
	}
	return viewResourceServer(rs), err
}

func (a *api) readResourceServer(r *request) (any, error) {
	var rs *store.ResourceServer
	err := a.Store.View(r.ctx, func(tx store.Reader) error {
		rs = findResourceServer(tx, r.names())
		return nil
	})
	if err != nil {
		return nil, err
	}
	if rs == nil {
		return nil, missingResourceServer(r.id)
	}
	return viewResourceServer(rs), nil
}

func (a *api) updateResourceServer(r *request) (any, error) {
	var rs *store.ResourceServer
	err := a.Store.Update(r.ctx, func(tx store.Writer) error {
		stored := findResourceServer(tx, r.names())
		if stored == nil {
			return missingResourceServer(r.id)
		}
		if err := mayChange(stored, r.body); err != nil {
			return err
		}
		var err error
		if rs, err = a.buildResourceServer(stored, r.body); err != nil {
			return err
		}
		return tx.PutResourceServer(rs)
	})
	if err != nil {
		return nil, err
	}
	return viewResourceServer(rs), nil
}

// deleteResourceServer succeeds also when there is nothing to delete. The
// grants on the API go with it.
func (a *api) deleteResourceServer(r *request) (any, error) {
	return nil, a.Store.Update(r.ctx, func(tx store.Writer) error {
		rs := findResourceServer(tx, r.names())
		if rs == nil {
			return nil
		}
		if rs.IsSystem {
			return systemObject("%s is a system API, which cannot be deleted.", rs.Identifier)
		}
		return tx.DeleteResourceServer(rs.ID)
	})
}

// findResourceServer takes ids and identifiers; the first name that one has wins.
func findResourceServer(tx store.Reader, names []string) *store.ResourceServer {
	for _, name := range names {
		if rs := tx.ResourceServer(name); rs != nil {
			return rs
		}
		if rs := tx.ResourceServerByIdentifier(name); rs != nil {
			return rs
		}
	}
	return nil
}

func missingResourceServer(name string) error {
	return notFound("inexistent_resource_server", "The resource server %s does not exist.", name)
}

// viewResourceServer is the object as it is answered: everything but the PEM
// that tokens are encrypted with.
func viewResourceServer(rs *store.ResourceServer) any {
	if rs.TokenEncryption == nil {
		return rs
	}
	view, encryption := *rs, *rs.TokenEncryption
	encryption.EncryptionKey.PEM = ""
	view.TokenEncryption = &encryption
	return &view
}
