package deploycli

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// managementAPI is the name by which the deploy CLI knows the Management API.
const managementAPI = "Auth0 Management API"

func (l *loading) api(ctx context.Context, properties map[string]any) (Result, error) {
	identifier, name := text(properties, "identifier"), text(properties, "name")
	result := Result{Object: "API " + printable(identifier)}
	switch {
	case name == managementAPI:
		return result.skipped(createdByTenant), nil
	case slices.Contains(l.settings.ExcludedAPIs, name):
		return result.skipped(settingExcludedAPIs), nil
	case identifier == "":
		return result, errors.New("it has no identifier")
	}
	sent := writable(sectionAPIs, properties)
	if properties["is_system"] == true || isSystemName(name) {
		why, err := l.foreignSystemAPI(ctx, identifier)
		if err != nil {
			return result, err
		}
		if why != "" {
			return result.skipped(why), nil
		}
		return result, l.systemAPI(ctx, &result, identifier, sent)
	}
	path := "/resource-servers/" + url.PathEscape(identifier)
	stored, err := l.tenant.find(ctx, path)
	if err != nil {
		return result, err
	}
	_, err = l.store(ctx, &result, "/resource-servers", path, stored, sent)
	return result, err
}

// isSystemName reports whether an API is the service's own by its name, which an
// API in a file may have without is_system.
func isSystemName(name string) bool {
	return name == "Auth0 My Account API" || name == "Auth0 My Organization API"
}

// foreignSystemAPI returns why a system API is not loaded, or "": each has its
// tenant's domain in its identifier.
func (l *loading) foreignSystemAPI(ctx context.Context, identifier string) (string, error) {
	for _, path := range []string{"me/", "my-org/"} {
		issuer, ok := strings.CutSuffix(identifier, path)
		if !ok {
			continue
		}
		own, err := l.tenant.find(ctx, "/resource-servers/"+url.PathEscape(issuer+"api/v2/"))
		if err != nil || own != nil {
			return "", err
		}
		return "the system API of another tenant", nil
	}
	return createdByTenant, nil
}

// systemAPI creates a system API, and changes what the deploy CLI changes of one.
func (l *loading) systemAPI(ctx context.Context, result *Result, identifier string, sent map[string]any) error {
	path := "/resource-servers/" + url.PathEscape(identifier)
	stored, err := l.tenant.find(ctx, path)
	if err != nil {
		return err
	}
	outcome := Outcome("")
	if stored == nil { // whose settings the creation ignores
		if stored, err = l.store(ctx, result, "/resource-servers", path, nil, sent); err != nil {
			return err
		}
		outcome = result.Outcome
	}
	changeable := []string{
		"token_lifetime", "proof_of_possession", "skip_consent_for_verifiable_first_party_clients", "subject_type_authorization", "authorization_policy",
	}
	maps.DeleteFunc(sent, func(name string, _ any) bool { return !slices.Contains(changeable, name) })
	if _, err = l.store(ctx, result, "/resource-servers", path, stored, sent); outcome != "" {
		result.Outcome, result.Detail = outcome, ""
	}
	return err
}
