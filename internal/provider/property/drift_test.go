package property_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// driftScopes adds a scope to an API, or takes one away.
func (r *round) driftScopes() string {
	a, ok := one(r, r.apis)
	if !ok || a.held == nil {
		return ""
	}
	scopes := maps.Clone(a.has)
	var done string
	if held := slices.Sorted(maps.Keys(scopes)); len(held) > 0 && r.dice.IntN(2) == 0 {
		name, _ := one(r, held)
		delete(scopes, name)
		done = fmt.Sprintf("another program takes scope %s from %s", name, a.label)
	} else {
		name := "foreign:" + r.label("scope")
		scopes[name] = "theirs"
		done = fmt.Sprintf("another program adds scope %s to %s", name, a.label)
	}
	list := []acctest.Object{}
	for _, name := range slices.Sorted(maps.Keys(scopes)) {
		list = append(list, acctest.Object{"value": name, "description": scopes[name]})
	}
	r.tenant.Change("resource-servers", a.identifier, acctest.Object{"scopes": list})
	a.has = scopes
	return done
}

// driftGrant takes all scopes from a grant.
func (r *round) driftGrant() string {
	g, ok := one(r, r.grants)
	if !ok {
		return ""
	}
	id := r.tenant.grantID(g)
	if id == "" {
		return ""
	}
	r.tenant.Change("client-grants", id, acctest.Object{"scope": []string{}})
	return "another program empties grant " + g.label
}

// deleteBehind deletes an API, a client or a grant.
func (r *round) deleteBehind() string {
	switch r.dice.IntN(3) {
	case 0:
		if a, ok := one(r, r.apis); ok && a.held != nil {
			r.tenant.Delete("resource-servers", a.identifier)
			a.removed()
			return "another program deletes API " + a.label
		}
	case 1:
		if c, ok := one(r, r.clients); ok && c.held != nil {
			if id := r.tenant.clientID(c); id != "" {
				r.tenant.Delete("clients", id)
				c.removed()
				return "another program deletes client " + c.label
			}
		}
	default:
		if g, ok := one(r, r.grants); ok && g.client.held != nil {
			if id := r.tenant.grantID(g); id != "" {
				r.tenant.Delete("client-grants", id)
				return "another program deletes grant " + g.label
			}
		}
	}
	return ""
}
