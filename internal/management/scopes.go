package management

import "context"

// CreateScope adds a scope to an API. Scopes that others add at the same time, or
// added before, stay. An *ExistsError reports that the API has a scope of this name;
// IsNotFound reports that there is no such API.
func (c *Client) CreateScope(ctx context.Context, identifier string, scope Scope) (ScopesCreated, error) {
	return c.scopes.Create(ctx, identifier, scope)
}

// CreateScopes makes scopes the whole list of an API. An *ExistsError reports that
// the API has scopes already; IsNotFound reports that there is no such API.
func (c *Client) CreateScopes(ctx context.Context, identifier string, scopes []Scope) (ScopesCreated, error) {
	return c.scopes.CreateSet(ctx, identifier, scopes)
}

// UpdateScope changes the description of a scope of an API, or adds the scope again
// where it was removed. Scopes that others add at the same time, or added before,
// stay. IsNotFound reports that there is no such API.
func (c *Client) UpdateScope(ctx context.Context, identifier string, scope Scope) ([]Interference, error) {
	return c.scopes.Update(ctx, identifier, scope)
}

// DeleteScopes removes scopes from an API. It succeeds when the API has none of them,
// and when there is no such API. owner is the text of the resource's private state.
func (c *Client) DeleteScopes(ctx context.Context, identifier, owner string, values ...string) (ScopesDeleted, error) {
	return c.scopes.Delete(ctx, identifier, owner, values...)
}

// ReplaceScopes makes scopes the whole list of an API. known are the names in the
// resource's state. When the API has scopes that are in neither, or that this run
// created for another resource, nothing is written and the error is a
// *ForeignScopesError. An *ExistsError reports a scope that the set adds and that
// another resource of this run manages.
func (c *Client) ReplaceScopes(ctx context.Context, identifier, owner string, scopes []Scope, known []string) ([]Interference, error) {
	return c.scopes.Replace(ctx, identifier, owner, scopes, known)
}
