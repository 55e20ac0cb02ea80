package session

import (
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// NaturalKey is what makes an object unique in its tenant. Two resources of one
// natural key are about the same object.
type NaturalKey struct {
	// resource is the type of the resource.
	resource string
	// object names the object in a sentence: `API "https://…"`.
	object string
}

// APIKey is the natural key of an API.
func APIKey(identifier string) NaturalKey {
	return NaturalKey{"auth0api_resource_server", fmt.Sprintf("API %q", identifier)}
}

// ScopeKey is the natural key of a scope.
func ScopeKey(identifier, name string) NaturalKey {
	return NaturalKey{"auth0api_resource_server_scope", fmt.Sprintf("scope %q of API %q", name, identifier)}
}

// ScopeSetKey is the natural key of an API's set of scopes.
func ScopeSetKey(identifier string) NaturalKey {
	return NaturalKey{"auth0api_resource_server_scopes", fmt.Sprintf("the scopes of API %q", identifier)}
}

// ClientKey is a client's name, which need not be unique: it counts only where
// clients that exist are adopted.
func ClientKey(name string) NaturalKey {
	return NaturalKey{"auth0api_client", fmt.Sprintf("client %q", name)}
}

// GrantKey is the natural key of a client grant.
func GrantKey(key management.GrantKey) NaturalKey {
	if key.SubjectType == "" {
		key.SubjectType = kit.DefaultSubjectType
	}
	return NaturalKey{"auth0api_client_grant", kit.GrantName(key) + " for the subject type " + key.SubjectType}
}

// GrantSetKey is the natural key of the set of client grants for an API.
func GrantSetKey(identifier string) NaturalKey {
	return NaturalKey{"auth0api_resource_server_grants", fmt.Sprintf("the client grants of API %q", identifier)}
}

// TenantSettingsKey is the natural key of the tenant's settings, of which a tenant has
// one object.
func TenantSettingsKey() NaturalKey {
	return NaturalKey{"auth0api_tenant_settings", "the tenant's settings"}
}

// RoleKey is the natural key of a role.
func RoleKey(name string) NaturalKey {
	return NaturalKey{"auth0api_role", fmt.Sprintf("role %q", name)}
}

// AssignmentKey is the natural key of what is assigned to a role, a user or an
// organization: the type of the resource, and what names it in a sentence.
func AssignmentKey(resource, object string) NaturalKey { return NaturalKey{resource, object} }

// plannedKeys are what the plans of one walk do with each natural key. A provider
// sees one resource at a time: the second of two that clash reports it.
type plannedKeys struct {
	mu   sync.Mutex
	keys map[NaturalKey]*PlannedKey
}

// PlannedKey counts the plans of one walk for a natural key.
type PlannedKey struct {
	Created, destroyed, Kept int
	// creates is the configuration of the first block that creates the object.
	creates tftypes.Value
}

// clear begins a new walk.
func (p *plannedKeys) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = nil
}

// Note counts a plan and returns the counts before it.
func (p *plannedKeys) Note(key NaturalKey, count func(*PlannedKey)) PlannedKey {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.keys == nil {
		p.keys = map[NaturalKey]*PlannedKey{}
	}
	if p.keys[key] == nil {
		p.keys[key] = &PlannedKey{}
	}
	before := *p.keys[key]
	count(p.keys[key])
	return before
}

// PlanCreate notes that the plan creates an object, and reports a clash with another
// block, but not with the same one. config is that of the block.
func (c *Session) PlanCreate(key NaturalKey, config tfsdk.Config, at path.Path, diags *diag.Diagnostics) {
	again := false
	before := c.Keys.Note(key, func(k *PlannedKey) {
		if k.Created == 0 {
			k.creates = config.Raw
		}
		resource := strings.TrimPrefix(key.resource, "auth0api_")
		again = k.Created > 0 && sameBlock(k.creates, config.Raw) && (c.validations.remain(resource, config.Raw) || c.Plans.plannedTwice(resource, config.Raw))
		if !again {
			k.Created++
		}
	})
	switch {
	case before.Created > 0 && !again:
		diags.AddAttributeError(at, fmt.Sprintf("Two blocks declare %s", key.object),
			fmt.Sprintf("The plan would create %s twice, and the tenant accepts only one object with this key. Remove one of the blocks.", key.object))
	case before.destroyed > 0:
		warnMoved(key, at, diags)
	case before.Kept > 0 && c.AdoptsExisting:
		c.RefuseAdoption(key, at, diags)
	}
}

// PlanDestroy notes that the plan destroys an object, and reports a clash.
func (c *Session) PlanDestroy(key NaturalKey, diags *diag.Diagnostics) {
	c.endApply()
	if before := c.Keys.Note(key, func(k *PlannedKey) { k.destroyed++ }); before.Created > 0 {
		warnMoved(key, path.Empty(), diags)
	}
}

// PlanKeep notes that the plan keeps an object that a state has, and reports a
// clash.
func (c *Session) PlanKeep(key NaturalKey, at path.Path, diags *diag.Diagnostics) {
	c.endApply()
	if before := c.Keys.Note(key, func(k *PlannedKey) { k.Kept++ }); before.Created > 0 && c.AdoptsExisting {
		c.RefuseAdoption(key, at, diags)
	}
}

// endApply begins another walk after a walk that created objects. Only `terraform test` plans
// what exists in the process that created it.
func (c *Session) endApply() {
	if c.applies.Swap(false) {
		c.Keys.clear()
	}
}

func warnMoved(key NaturalKey, at path.Path, diags *diag.Diagnostics) {
	diags.Append(Warning(at, fmt.Sprintf("Destroyed and created: %s", key.object),
		fmt.Sprintf("The plan destroys %s at one address and creates it at another. If the block was renamed or moved to another module, add a moved block, and Terraform keeps the object:\n\n%s\n\n"+
			"Without it, the apply fails if Terraform creates before it destroys, and whatever depends on the object is lost if it destroys first.", key.object, kit.MovedBlock(key.resource))))
}

// RefuseAdoption reports a create that might adopt what another resource manages:
// the process that applies the plan does not see that resource.
func (c *Session) RefuseAdoption(key NaturalKey, at path.Path, diags *diag.Diagnostics) {
	diags.AddAttributeError(at, fmt.Sprintf("adopt_existing does not apply to %s", key.object),
		fmt.Sprintf("The plan creates %s, and another resource of this configuration already manages an object with the same key. With adopt_existing = true the create could take that object over. "+
			"Remove one of the blocks; or, if this is a replacement, or the second object is intended, remove adopt_existing (%s) for this apply.", key.object, kit.EnvAdoptExisting))
}

// CredentialsKey is the natural key of a client's credentials.
func CredentialsKey(clientID string) NaturalKey {
	return NaturalKey{CredentialsType, fmt.Sprintf("the credentials of client %q", clientID)}
}

// CredentialsType is the type of this resource.
const CredentialsType = "auth0api_client_credentials"
