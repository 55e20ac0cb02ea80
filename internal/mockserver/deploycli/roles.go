package deploycli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// role creates or changes a role. Like the deploy CLI, it knows roles by their names, skips
// those of organizations, and replaces the permissions by those of the file.
func (l *loading) role(ctx context.Context, properties map[string]any) (Result, error) {
	name := text(properties, "name")
	result := Result{Object: "role " + printable(name)}
	switch {
	case name == "":
		return result, errors.New("it has no name")
	case properties["type"] == "organization":
		return result.skipped("a role of an organization, which the deploy CLI does not deploy"), nil
	}
	stored := l.roles[name]
	answer, err := l.store(ctx, &result, "/roles", "/roles/"+url.PathEscape(text(stored, "id")), stored, writable(sectionRoles, properties))
	if err != nil {
		return result, err
	}
	l.roles[name] = answer
	permissions, isSet := properties["permissions"]
	if !isSet {
		return result, nil
	}
	changed, err := l.permissions(ctx, "/roles/"+url.PathEscape(text(answer, "id"))+"/permissions", permissions)
	if changed {
		result.changed("permissions")
	}
	if err != nil {
		return result, fmt.Errorf("the permissions were not assigned: %w", err)
	}
	return result, nil
}

// changed notes that a part of a stored object was changed.
func (r *Result) changed(what string) {
	switch r.Outcome {
	case Unchanged:
		r.Outcome, r.Detail = Updated, what
	case Updated:
		r.Detail += ", " + what
	}
}

// permissions replaces the permissions at the path by those of a file.
func (l *loading) permissions(ctx context.Context, path string, wanted any) (changed bool, err error) {
	stored, err := l.tenant.list(ctx, path, "permissions")
	if err != nil {
		return false, err
	}
	type permission struct{ api, name string }
	keyed := func(p map[string]any) permission {
		return permission{text(p, "resource_server_identifier"), text(p, "permission_name")}
	}
	has, keep := map[permission]bool{}, map[permission]bool{}
	for _, each := range stored {
		has[keyed(each)] = true
	}
	var added, removed []any
	list, isList := wanted.([]any)
	if !isList && wanted != nil {
		return false, fmt.Errorf("permissions is %s; expected a list", kindOf(wanted))
	}
	for _, element := range list {
		object, isObject := element.(map[string]any)
		if !isObject {
			return false, fmt.Errorf("permissions has %s; expected objects with permission_name and resource_server_identifier", kindOf(element))
		}
		keep[keyed(object)] = true
		if !has[keyed(object)] {
			// An export can have more members, which the service does not accept.
			added = append(added, map[string]any{"permission_name": object["permission_name"], "resource_server_identifier": object["resource_server_identifier"]})
		}
	}
	for _, each := range stored {
		if !keep[keyed(each)] {
			removed = append(removed, map[string]any{"permission_name": each["permission_name"], "resource_server_identifier": each["resource_server_identifier"]})
		}
	}
	if len(added) > 0 {
		if err := l.tenant.ask(ctx, http.MethodPost, path, map[string]any{"permissions": added}, nil); err != nil {
			return false, err
		}
	}
	if len(removed) > 0 {
		if err := l.tenant.ask(ctx, http.MethodDelete, path, map[string]any{"permissions": removed}, nil); err != nil {
			return len(added) > 0, err
		}
	}
	return len(added)+len(removed) > 0, nil
}
