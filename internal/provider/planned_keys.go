package provider

import (
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// naturalKey is what makes an object unique in its tenant. Two resources of one
// natural key are about the same object.
type naturalKey struct {
	// resource is the type of the resource.
	resource string
	// object names the object in a sentence: `API "https://…"`.
	object string
}

func apiKey(identifier string) naturalKey {
	return naturalKey{"auth0api_resource_server", fmt.Sprintf("API %q", identifier)}
}

func scopeKey(identifier, name string) naturalKey {
	return naturalKey{"auth0api_resource_server_scope", fmt.Sprintf("scope %q of API %q", name, identifier)}
}

func scopeSetKey(identifier string) naturalKey {
	return naturalKey{"auth0api_resource_server_scopes", fmt.Sprintf("the scopes of API %q", identifier)}
}

// clientKey is a client's name, which need not be unique: it counts only where
// clients that exist are adopted.
func clientKey(name string) naturalKey {
	return naturalKey{"auth0api_client", fmt.Sprintf("client %q", name)}
}

func grantKey(key management.GrantKey) naturalKey {
	if key.SubjectType == "" {
		key.SubjectType = defaultSubjectType
	}
	return naturalKey{"auth0api_client_grant", grantName(key) + " for the subject type " + key.SubjectType}
}

// plannedKeys are what the plans of one walk do with each natural key. A provider
// sees one resource at a time: the second of two that clash reports it.
type plannedKeys struct {
	mu   sync.Mutex
	keys map[naturalKey]*plannedKey
}

// plannedKey counts the plans of one walk for a natural key.
type plannedKey struct{ created, destroyed, kept int }

// clear begins a new walk.
func (p *plannedKeys) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = nil
}

// note counts a plan and returns the counts before it.
func (p *plannedKeys) note(key naturalKey, count func(*plannedKey)) plannedKey {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.keys == nil {
		p.keys = map[naturalKey]*plannedKey{}
	}
	if p.keys[key] == nil {
		p.keys[key] = &plannedKey{}
	}
	before := *p.keys[key]
	count(p.keys[key])
	return before
}

// plansCreate notes that the plan creates an object, and reports a clash.
func (c *clients) plansCreate(key naturalKey, at path.Path, diags *diag.Diagnostics) {
	before := c.planned.note(key, func(k *plannedKey) { k.created++ })
	switch {
	case before.created > 0:
		diags.AddAttributeError(at, fmt.Sprintf("Two blocks declare %s", key.object),
			fmt.Sprintf("The plan would create %s twice, and the tenant has one object of this key at most. Remove one of the blocks.", key.object))
	case before.destroyed > 0:
		warnMoved(key, at, diags)
	case before.kept > 0 && c.adopts:
		c.refuseAdoption(key, at, diags)
	}
}

// plansDestroy notes that the plan destroys an object, and reports a clash.
func (c *clients) plansDestroy(key naturalKey, diags *diag.Diagnostics) {
	if before := c.planned.note(key, func(k *plannedKey) { k.destroyed++ }); before.created > 0 {
		warnMoved(key, path.Empty(), diags)
	}
}

// plansKeep notes that the plan keeps an object that a state has, and reports a
// clash.
func (c *clients) plansKeep(key naturalKey, at path.Path, diags *diag.Diagnostics) {
	if before := c.planned.note(key, func(k *plannedKey) { k.kept++ }); before.created > 0 && c.adopts {
		c.refuseAdoption(key, at, diags)
	}
}

func warnMoved(key naturalKey, at path.Path, diags *diag.Diagnostics) {
	diags.Append(warning(at, fmt.Sprintf("Destroyed and created: %s", key.object),
		fmt.Sprintf("The plan destroys %s at one address and creates it at another. If the block was renamed or moved to another module, add a moved block, and Terraform keeps the object:\n\n%s\n\n"+
			"Without it, the apply fails if Terraform creates before it destroys, and whatever depends on the object is lost if it destroys first.", key.object, movedBlock(key.resource))))
}

// refuseAdoption reports a create that might adopt what another resource manages:
// the process that applies the plan does not see that resource.
func (c *clients) refuseAdoption(key naturalKey, at path.Path, diags *diag.Diagnostics) {
	diags.AddAttributeError(at, fmt.Sprintf("adopt_existing does not apply to %s", key.object),
		fmt.Sprintf("The plan creates %s, and another resource of this configuration manages an object of the same key already. With adopt_existing = true the create could take that object over. "+
			"Remove one of the blocks; or, if this is a replacement or a second object that is wanted, remove adopt_existing (%s) for this apply.", key.object, envAdoptExisting))
}
