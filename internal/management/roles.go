package management

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/creates"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Role is a role of the tenant.
type Role struct {
	ID string
	// Settings are all other properties: name, description, type and owner_id.
	Settings Settings
	// Creation is set by a create.
	Creation Creation
}

// UnmarshalJSON reads the service's form.
func (r *Role) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &r.Settings); err != nil {
		return err
	}
	if r.ID = r.Settings.Take("id"); r.ID == "" {
		return rest.ErrNoID
	}
	return nil
}

// CreateRole creates a role. An *ExistsError reports that the tenant has a role of this
// name, and that there is no reason to take it over.
func (c *Client) CreateRole(ctx context.Context, settings Settings) (*Role, error) {
	name, _ := settings["name"].(string)
	var created Role
	creation, err := c.creates.Create(ctx, creates.Keyed{
		Kind: RoleKind, ReadKind: reads.Roles(), Path: rest.Path(rest.Roles), Key: name, Body: settings,
		Find:     func(ctx context.Context) ([]byte, error) { return c.findRole(ctx, name) },
		Defaults: creates.Defaults{"description": nil, "owner_id": nil},
	}, &created)
	if err != nil {
		return nil, err
	}
	created.Creation = creation
	if creation.Origin == Created {
		c.assigned.Learn(RolePermissions(created.ID))
	}
	return &created, nil
}

// findRole finds a role by its name. It returns nil if no role has the name. The
// service's filter finds parts of names.
func (c *Client) findRole(ctx context.Context, name string) ([]byte, error) {
	selection := reads.Selection{Kind: reads.Roles(), Filter: url.Values{"name_filter": {name}}}
	for found, err := range reads.Each[json.RawMessage](ctx, c.reads, selection) {
		if err != nil {
			return nil, err
		}
		var role Role
		if err := json.Unmarshal(*found, &role); err != nil {
			return nil, err
		}
		if role.Settings["name"] == name {
			return *found, nil
		}
	}
	return nil, nil
}

// ReadRole reads a role by its ID. Reads at the same time share requests, and a role
// that was read within the last minute takes none.
func (c *Client) ReadRole(ctx context.Context, id string) (*Role, error) {
	return reads.Read[Role](ctx, c.reads, reads.Roles(), reads.Ref{ID: id})
}

// KnownRole returns a role that was read within the last minute; nil where reading it
// would take a request.
func (c *Client) KnownRole(id string) *Role {
	return reads.Known[Role](c.reads, reads.Roles(), reads.Ref{ID: id})
}

// UpdateRole changes these settings of a role and no others. Without settings it only
// reads.
func (c *Client) UpdateRole(ctx context.Context, id string, settings Settings) (*Role, error) {
	if len(settings) == 0 {
		return c.ReadRole(ctx, id)
	}
	var updated Role
	if err := c.rest.Do(ctx, http.MethodPatch, rest.Path(rest.Roles, id), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// DeleteRole deletes a role and, with it, its assignments to users. It succeeds when
// the role does not exist. owner and *HeldError are as in
// [Client.DeleteResourceServer].
func (c *Client) DeleteRole(ctx context.Context, id, owner string) error {
	return c.holdings.Delete(holdings.Object{Kind: RoleKind, ID: id}, owner, func() error {
		return c.rest.Delete(ctx, rest.Path(rest.Roles, id))
	})
}

// EachRole yields the roles whose names contain a text, page by page; it ends with the
// first error.
func (c *Client) EachRole(ctx context.Context, nameFilter string) iter.Seq2[*Role, error] {
	selection := reads.Selection{Kind: reads.Roles()}
	if nameFilter != "" {
		selection.Filter = url.Values{"name_filter": {nameFilter}}
	}
	return reads.Each[Role](ctx, c.reads, selection)
}

// RoleNamed returns the role of a name; nil when the tenant has no such role.
func (c *Client) RoleNamed(ctx context.Context, name string) (*Role, error) {
	for role, err := range c.EachRole(ctx, name) {
		if err != nil {
			return nil, err
		}
		if role.Settings["name"] == name {
			return role, nil
		}
	}
	return nil, nil
}
