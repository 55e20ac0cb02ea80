package property_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// step is one thing that happens between two applies. What it does is drawn
// from its own seed and the world it meets, so that a sequence without some of
// its steps is a sequence still.
type step struct {
	kind int
	seed uint64
}

// act is one kind of step. It returns what it did in words, "" where there was
// nothing to do it to.
type act struct {
	name string
	// alone acts are not mixed with others before one apply: they speak to
	// Terraform of an address that another act may change.
	alone bool
	do    func(*round) string
}

// round is what an act sees: the world, the tenant, the CLI and its dice.
type round struct {
	*world
	tenant tenant
	// foreign are objects that no configuration names.
	foreign foreign
	cli     *acctest.CLI
	dice    *rand.Rand
	// parted are pairs whose grant is deleted in this round. Another grant of the pair
	// would be made before the first is destroyed.
	parted map[string]bool
}

func acts() []act {
	return []act{
		{name: "add an API", do: (*round).addAPI},
		{name: "add a scope", do: (*round).addScope},
		{name: "add a client", do: (*round).addClient},
		{name: "add a grant", do: (*round).addGrant},
		{name: "add a role", do: (*round).addRole},
		{name: "change a role", do: (*round).changeRole},
		{name: "remove a role", do: (*round).removeRole},
		{name: "drift of a role", do: (*round).driftRole},
		{name: "change the roles of a user", do: (*round).changeUserRoles},
		{name: "change the permissions of a user", do: (*round).changeUserPermissions},
		{name: "drift of the roles of a user", do: (*round).driftUserRoles},
		{name: "drift of the permissions of a user", do: (*round).driftUserPermissions},
		{name: "change a grant of an organization", do: (*round).changeAssociation},
		{name: "drift of a grant of an organization", do: (*round).driftAssociation},
		{name: "change a setting", do: (*round).changeSetting},
		{name: "take a setting out", do: (*round).takeOutSetting},
		{name: "describe a scope", do: (*round).describeScope},
		{name: "change a grant", do: (*round).changeGrant},
		{name: "remove", do: (*round).remove},
		{name: "rename an API", do: (*round).renameAPI},
		{name: "rename a scope", do: (*round).renameScope},
		{name: "drift of a setting", do: (*round).driftSetting},
		{name: "drift of scopes", do: (*round).driftScopes},
		{name: "drift of a grant", do: (*round).driftGrant},
		{name: "delete behind Terraform's back", do: (*round).deleteBehind},
		{name: "move", alone: true, do: (*round).move},
		{name: "taint", alone: true, do: (*round).taint},
		{name: "import", alone: true, do: (*round).importAgain},
	}
}

// one draws an element; false of none.
func one[T any](r *round, list []T) (T, bool) {
	if len(list) == 0 {
		var none T
		return none, false
	}
	return list[r.dice.IntN(len(list))], true
}

// scoped draws an API that has a scope, and the scope.
func (r *round) scoped() (*api, *scope, bool) {
	a, _ := one(r, slices.DeleteFunc(slices.Clone(r.apis), func(a *api) bool { return len(a.scopes) == 0 }))
	if a == nil {
		return nil, nil, false
	}
	s, ok := one(r, a.scopes)
	return a, s, ok
}

func (r *round) addAPI() string {
	if len(r.apis) == 3 {
		return ""
	}
	label := r.label("api")
	a := &api{object: newObject(label), identifier: "https://" + label + ".example.test/", set: r.dice.IntN(2) == 0}
	r.apis = append(r.apis, a)
	r.declareSome(a.object, apiSettings())
	if a.set {
		a.scopes = append(a.scopes, r.newScope())
	}
	return fmt.Sprintf("add API %s (a set of scopes: %v)", label, a.set)
}

func (r *round) declareSome(o *object, settings []setting) {
	for _, s := range settings {
		if s.required || r.dice.IntN(3) == 0 {
			o.declared[s.name], _ = one(r, s.values)
		}
	}
}

func (r *round) newScope() *scope {
	label := r.label("scope")
	return &scope{label: label, name: "read:" + label, description: "first"}
}

func (r *round) addScope() string {
	a, ok := one(r, r.apis)
	if !ok || len(a.scopes) == 4 {
		return ""
	}
	s := r.newScope()
	a.scopes = append(a.scopes, s)
	return fmt.Sprintf("add scope %s to %s", s.name, a.label)
}

func (r *round) addClient() string {
	if len(r.clients) == 3 {
		return ""
	}
	c := newObject(r.label("client"))
	r.declareSome(c, clientSettings())
	r.clients = append(r.clients, c)
	return "add client " + c.label
}

func (r *round) addGrant() string {
	a, hasAPI := one(r, r.apis)
	c, hasClient := one(r, r.clients)
	if !hasAPI || !hasClient || r.parted[c.label+" "+a.label] {
		return ""
	}
	g := &grant{label: r.label("grant"), client: c, api: a, scopes: r.someScopes(a), forOrganizations: r.dice.IntN(2) == 0}
	r.grants = append(r.grants, g)
	return fmt.Sprintf("add grant %s of %s on %s for %v", g.label, c.label, a.label, g.scopes)
}

func (r *round) someScopes(a *api) []string {
	var names []string
	for _, s := range a.scopes {
		if r.dice.IntN(2) == 0 {
			names = append(names, s.name)
		}
	}
	return names
}

// settled draws an API or a client, with its settings and how to change it
// behind Terraform's back.
func (r *round) settled() (*object, []setting, func(acctest.Object) bool) {
	if a, ok := one(r, r.apis); ok && (len(r.clients) == 0 || r.dice.IntN(2) == 0) {
		return a.object, apiSettings(), func(body acctest.Object) bool {
			r.tenant.Change("resource-servers", a.identifier, body)
			return true
		}
	}
	c, ok := one(r, r.clients)
	if !ok {
		return nil, nil, nil
	}
	return c, clientSettings(), func(body acctest.Object) bool {
		id := r.tenant.clientID(c)
		if id != "" {
			r.tenant.Change("clients", id, body)
		}
		return id != ""
	}
}

func (r *round) changeSetting() string {
	o, settings, _ := r.settled()
	if o == nil {
		return ""
	}
	s, _ := one(r, settings)
	o.declared[s.name], _ = one(r, s.values)
	return fmt.Sprintf("%s of %s becomes %s", s.name, o.label, value(o.declared[s.name]))
}

func (r *round) takeOutSetting() string {
	o, settings, _ := r.settled()
	if o == nil {
		return ""
	}
	settings = slices.DeleteFunc(settings, func(s setting) bool { return s.required || o.declared[s.name] == nil })
	s, ok := one(r, settings)
	if !ok {
		return ""
	}
	delete(o.declared, s.name)
	return fmt.Sprintf("take %s out of %s", s.name, o.label)
}

func (r *round) describeScope() string {
	a, s, ok := r.scoped()
	if !ok {
		return ""
	}
	s.description = r.label("text")
	return fmt.Sprintf("describe scope %s of %s", s.name, a.label)
}

func (r *round) changeGrant() string {
	g, ok := one(r, r.grants)
	if !ok {
		return ""
	}
	g.scopes = r.someScopes(g.api)
	return fmt.Sprintf("grant %s is for %v", g.label, g.scopes)
}

func (r *round) remove() string {
	switch r.dice.IntN(4) {
	case 0:
		if a, ok := one(r, r.apis); ok {
			r.apis = slices.DeleteFunc(r.apis, func(each *api) bool { return each == a })
			return "remove API " + a.label
		}
	case 1:
		if c, ok := one(r, r.clients); ok {
			r.clients = slices.DeleteFunc(r.clients, func(each *object) bool { return each == c })
			return "remove client " + c.label
		}
	case 2:
		if g, ok := one(r, r.grants); ok {
			r.grants = slices.DeleteFunc(r.grants, func(each *grant) bool { return each == g })
			r.parted[g.client.label+" "+g.api.label] = true
			return "remove grant " + g.label
		}
	default:
		if a, s, ok := r.scoped(); ok && !(a.set && len(a.scopes) == 1) {
			a.scopes = slices.DeleteFunc(a.scopes, func(each *scope) bool { return each == s })
			delete(a.has, s.name)
			return fmt.Sprintf("remove scope %s of %s", s.name, a.label)
		}
	}
	return ""
}

func (r *round) renameAPI() string {
	a, ok := one(r, r.apis)
	if !ok {
		return ""
	}
	a.identifier = "https://" + r.label("renamed") + ".example.test/"
	a.removed()
	return fmt.Sprintf("the identifier of %s becomes %s", a.label, a.identifier)
}

func (r *round) renameScope() string {
	a, s, ok := r.scoped()
	if !ok {
		return ""
	}
	before := s.name
	s.name = "write:" + r.label("scope")
	delete(a.has, before)
	for _, g := range r.grants {
		if i := slices.Index(g.scopes, before); g.api == a && i >= 0 {
			g.scopes[i] = s.name
		}
	}
	return fmt.Sprintf("scope %s of %s becomes %s", before, a.label, s.name)
}

func (r *round) driftSetting() string {
	o, settings, change := r.settled()
	if o == nil || o.held == nil {
		return ""
	}
	s, _ := one(r, settings)
	drifted, _ := one(r, s.values)
	if !change(acctest.Object{s.name: drifted}) {
		return ""
	}
	o.held[s.name] = drifted
	if list, isMap := drifted.(map[string]any); isMap {
		o.held[s.name] = maps.Clone(list)
	}
	return fmt.Sprintf("another program sets %s of %s to %s", s.name, o.label, value(drifted))
}
