package session

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// GrantSet is what a plan says of all grants for an API.
type GrantSet struct {
	// Except are the clients whose grants the set leaves alone; ExceptKnown is false
	// where there are others, which are not known yet.
	Except      []string
	ExceptKnown bool
	// Defaults are the default grants that the set declares.
	Defaults []management.GrantKey
}

// declaredGrants says in which ways the plan of a walk declares the grants for an API.
type declaredGrants struct {
	set    *GrantSet
	single []singleGrant
	// reportedBy is the block whose plan reported that both ways are used; nil for none.
	reportedBy *grantBlock
}

// grantBlock is a block that declares grants: the set of all, or a single grant.
type grantBlock struct {
	isSet bool
	key   management.GrantKey
}

// singleGrant is a grant that a resource of its own declares.
type singleGrant struct {
	key         management.GrantKey
	clientKnown bool
}

// DeclareGrantSet notes that the plan declares all grants for an API, and reports a plan
// that also declares one of them by itself: each apply would undo what the other
// resource did.
func (c *Session) DeclareGrantSet(audience string, set GrantSet, diags *diag.Diagnostics) {
	if c.Plans.declareGrants(audience, grantBlock{isSet: true}, func(d *declaredGrants) { d.set = &set }) {
		reportTwoWays(audience, path.Root("resource_server_identifier"), diags)
	}
}

// DeclareGrant notes that the plan declares a single grant; see [Session.DeclareGrantSet].
func (c *Session) DeclareGrant(key management.GrantKey, clientKnown bool, diags *diag.Diagnostics) {
	if c.Plans.declareGrants(key.Audience, grantBlock{key: key}, func(d *declaredGrants) { d.single = append(d.single, singleGrant{key, clientKnown}) }) {
		reportTwoWays(key.Audience, path.Root("audience"), diags)
	}
}

func reportTwoWays(audience string, at path.Path, diags *diag.Diagnostics) {
	diags.AddAttributeError(at, fmt.Sprintf("The client grants of API %q are declared in two ways", audience),
		"auth0api_resource_server_grants declares all grants for an API and removes every other one; auth0api_client_grant declares a single one. "+
			"Used together for one grant, each apply undoes the other. Move the single grant into a grants block of auth0api_resource_server_grants, or add its client's ID to except. "+
			"To change from one to the other without deleting a grant, use removed blocks with destroy = false, and import the grants at their new addresses.")
}

// declareGrants reports whether a grant is declared in both ways, for one block per API,
// and again if that block is planned again: Terraform may discard its first plan.
func (n *PlanNotes) declareGrants(audience string, block grantBlock, note func(*declaredGrants)) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.grantSets == nil {
		n.grantSets = map[string]*declaredGrants{}
	}
	d := n.grantSets[audience]
	if d == nil {
		d = &declaredGrants{}
		n.grantSets[audience] = d
	}
	note(d)
	if d.set == nil || !slices.ContainsFunc(d.single, d.set.covers) {
		return false
	}
	if d.reportedBy == nil {
		d.reportedBy = &block
	}
	return *d.reportedBy == block
}

// covers reports whether the set would remove or change a grant that is declared by
// itself. It leaves alone a default grant that it does not declare.
func (s *GrantSet) covers(g singleGrant) bool {
	switch {
	case g.key.DefaultFor != "":
		subject := cmp.Or(g.key.SubjectType, kit.DefaultSubjectType)
		return slices.ContainsFunc(s.Defaults, func(k management.GrantKey) bool { return k.SubjectType == subject })
	case !s.ExceptKnown:
		return false // decided when the apply plans it again
	}
	return !g.clientKnown || !slices.Contains(s.Except, g.key.ClientID)
}
