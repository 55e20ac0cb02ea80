package resourceserver

import (
	"cmp"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (h handlers) list(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		answer, err = endpoint.Paginate(wanted(tx, r.Query), p, "resource_servers", serverID,
			func(rs *store.ResourceServer) (any, error) { return endpoint.SelectFieldsOf(show(rs), r.Query) })
		return err
	})
	return answer, err
}

// wanted are all APIs, or those whose identifiers are asked for.
func wanted(tx store.Reader, query map[string]any) endpoint.Records[*store.ResourceServer] {
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
	return endpoint.Selection[*store.ResourceServer]{Items: slices.Compact(wanted), ID: serverID}
}

func serverID(rs *store.ResourceServer) string { return rs.ID }
