// Package permission has what roles and users share: scopes of APIs that are
// assigned to them, as requests name them and as answers show them.
package permission

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Max is how many permissions a role, or a user directly, can have (facts 9.3,
// documented).
const Max = 1000

// Sent returns the permissions of a checked body, sorted, each once.
func Sent(body map[string]any) []store.Permission {
	list, _ := body["permissions"].([]any)
	sent := make([]store.Permission, 0, len(list))
	for _, each := range list {
		object, _ := each.(map[string]any)
		api, _ := object["resource_server_identifier"].(string)
		name, _ := object["permission_name"].(string)
		sent = append(sent, store.Permission{API: api, Name: name})
	}
	return sorted(sent)
}

func sorted(permissions []store.Permission) []store.Permission {
	slices.SortFunc(permissions, store.Permission.Compare)
	return slices.Compact(permissions)
}

// Added returns the permissions with those that were sent, which must exist: a
// permission is a scope of an API (facts 9.3). unknown: statuses and texts of the
// refusals.
func Added(tx store.Reader, held, sent []store.Permission) ([]store.Permission, error) {
	for _, each := range sent {
		rs := tx.ResourceServerByIdentifier(each.API)
		if rs == nil {
			return nil, endpoint.MissingResourceServer()
		}
		if scopeOf(rs, each.Name) == nil {
			return nil, endpoint.InvalidBody("The resource server %s has no permission %s.", each.API, each.Name)
		}
	}
	all := sorted(slices.Concat(held, sent))
	if len(all) > Max {
		return nil, endpoint.Refuse(http.StatusForbidden, endpoint.CodeTooMany, "At most %d permissions can be assigned.", Max)
	}
	return all, nil
}

// Removed returns the permissions without those that were sent. Those that are not
// assigned are ignored (recorded 2024).
func Removed(held, sent []store.Permission) []store.Permission {
	return slices.DeleteFunc(slices.Clone(held), func(each store.Permission) bool { return slices.Contains(sent, each) })
}

func scopeOf(rs *store.ResourceServer, value string) *store.Scope {
	for i := range rs.Scopes {
		if rs.Scopes[i].Value == value {
			return &rs.Scopes[i]
		}
	}
	return nil
}

// View is a permission as lists show it, in the recorded order of members.
type View struct {
	Name        string `json:"permission_name"`
	Description string `json:"description"`
	APIName     string `json:"resource_server_name"`
	API         string `json:"resource_server_identifier"`
	// Sources is nil in the list of a role.
	Sources any `json:"sources,omitempty"`
}

// Show returns the view of a permission. unknown: what the service shows as the
// description of a scope without one; here it is empty.
func Show(tx store.Reader, each store.Permission) View {
	view := View{Name: each.Name, API: each.API}
	rs := tx.ResourceServerByIdentifier(each.API)
	if rs == nil {
		return view
	}
	view.APIName = rs.Name
	if scope := scopeOf(rs, each.Name); scope != nil && scope.Description != nil {
		view.Description = *scope.Description
	}
	return view
}

// ID identifies a permission within a list.
func ID(each store.Permission) string { return each.Name + " " + each.API }
