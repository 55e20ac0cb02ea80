package deploycli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// organization creates or changes an organization. Like the deploy CLI, it knows
// organizations by their names, and replaces the associations with client grants by those
// of the file.
func (l *loading) organization(ctx context.Context, properties map[string]any) (Result, error) {
	name := text(properties, "name")
	result := Result{Object: "organization " + printable(name)}
	if name == "" {
		return result, errors.New("it has no name")
	}
	sent := writable(sectionOrgs, properties)
	var omitted []string
	for _, absent := range []string{"connections", "discovery_domains"} {
		if list, _ := sent[absent].([]any); len(list) > 0 {
			omitted = append(omitted, absent+" (a mock has none)")
		}
		delete(sent, absent)
	}
	stored, err := l.tenant.find(ctx, "/organizations/name/"+url.PathEscape(name))
	if err != nil {
		return result, err
	}
	answer, err := l.store(ctx, &result, "/organizations", "/organizations/"+url.PathEscape(text(stored, "id")), stored, sent)
	if err != nil {
		return result, err
	}
	if wanted, isSet := properties["client_grants"]; isSet {
		changed, err := l.associations(ctx, "/organizations/"+url.PathEscape(text(answer, "id"))+"/client-grants", wanted)
		if changed {
			result.changed("client_grants")
		}
		if err != nil {
			return result, fmt.Errorf("not all client_grants were associated: %w", err)
		}
	}
	if len(omitted) > 0 {
		result.note("without %s", strings.Join(omitted, ", "))
	}
	return result, nil
}

// associations replaces an organization's associations by those of a file.
func (l *loading) associations(ctx context.Context, path string, wanted any) (changed bool, err error) {
	keep, err := l.grantsNamed(wanted)
	if err != nil {
		return false, err
	}
	stored, err := l.tenant.list(ctx, path, "client_grants")
	if err != nil {
		return false, err
	}
	for _, id := range keep {
		if slices.ContainsFunc(stored, func(grant map[string]any) bool { return grant["id"] == id }) {
			continue
		}
		if err := l.tenant.ask(ctx, http.MethodPost, path, map[string]any{"grant_id": id}, nil); err != nil {
			return changed, err
		}
		changed = true
	}
	for _, grant := range stored {
		id := text(grant, "id")
		if slices.Contains(keep, id) {
			continue
		}
		if err := l.tenant.ask(ctx, http.MethodDelete, path+"/"+url.PathEscape(id), nil, nil); err != nil {
			return changed, err
		}
		changed = true
	}
	return changed, nil
}

// grantsNamed returns the IDs of the grants that a file means. It names clients alone: as for
// the deploy CLI, the first grant of such a client is meant.
func (l *loading) grantsNamed(wanted any) (ids []string, err error) {
	list, isList := wanted.([]any)
	if !isList && wanted != nil {
		return nil, fmt.Errorf("client_grants is %s; expected a list", kindOf(wanted))
	}
	for _, element := range list {
		object, isObject := element.(map[string]any)
		if !isObject {
			return nil, fmt.Errorf("client_grants has %s; expected objects with client_id", kindOf(element))
		}
		name := text(object, "client_id")
		holder, why, err := l.holder(name)
		if err != nil {
			return nil, err
		}
		if why != "" {
			return nil, fmt.Errorf("the client %s: %s", printable(name), why)
		}
		first := slices.IndexFunc(l.ordered, func(key grantKey) bool { return key.clientID == holder })
		if first < 0 {
			return nil, fmt.Errorf("the client %s has no grant", printable(name))
		}
		ids = append(ids, text(l.grants[l.ordered[first]], "id"))
	}
	return ids, nil
}
