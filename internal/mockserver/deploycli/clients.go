package deploycli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

func (l *loading) client(ctx context.Context, properties map[string]any) (Result, error) {
	name, inFile := text(properties, "name"), text(properties, "client_id")
	result := Result{Object: "client " + printable(name)}
	again := l.seen[inFile+"\n"+name]
	l.seen[inFile+"\n"+name] = true
	setting := l.settings.skipsClient(properties)
	switch {
	case properties["global"] == true || name == "All Applications":
		return result.skipped(createdByTenant), nil
	case name == "":
		return result, errors.New("it has no name")
	case setting != "":
		l.miss(inFile, name, setting)
		return result.skipped(setting), nil
	case again:
		return result, errors.New("the files have another client of this name, and clients are found by their names")
	}
	id, err := l.storeClient(ctx, &result, inFile, name, properties)
	if id == "" {
		l.miss(inFile, name, "")
	} else {
		l.ids[inFile], l.ids[name] = id, id
	}
	return result, err
}

func (l *loading) miss(inFile, name, setting string) {
	l.missing[name] = missingClient{setting}
	if inFile != "" {
		l.missing[inFile] = missingClient{setting}
	}
}

// storeClient creates or changes a client, then its secret, if it is a new one, and
// its keys. The ID is empty if there is no such client after all.
func (l *loading) storeClient(ctx context.Context, result *Result, inFile, name string, properties map[string]any) (id string, err error) {
	stored, err := l.clientOf(inFile, name)
	if err != nil {
		return "", err
	}
	sent, omitted := l.clientProperties(properties)
	wanted := takeCredentials(sent)
	secret, hasSecret := sent["client_secret"]
	if stored == nil {
		delete(sent, "client_secret") // the service does not accept it in a create
	} else {
		omitted = append(omitted, withoutImmutable(stored, sent)...)
	}
	answer, err := l.store(ctx, result, "/clients", "/clients/"+url.PathEscape(text(stored, "client_id")), stored, sent)
	if err != nil {
		return text(stored, "client_id"), err
	}
	id = text(answer, "client_id")
	created := stored == nil
	if created {
		l.clients = append(l.clients, answer)
		result.note("client_id %s", id)
	}
	if created && hasSecret {
		var updated map[string]any
		if err := l.tenant.ask(ctx, http.MethodPatch, "/clients/"+url.PathEscape(id), map[string]any{"client_secret": secret}, &updated); err != nil {
			return id, fmt.Errorf("it was created as %s, but its client_secret was not set: %w", id, err)
		}
	}
	if err := l.storeCredentials(ctx, result, answer, wanted); err != nil {
		return id, fmt.Errorf("%s as %s, but its keys were not set: %w", result.Outcome, id, err)
	}
	if len(omitted) > 0 {
		result.note("without %s", strings.Join(omitted, ", "))
	}
	return id, nil
}

// clientOf returns the tenant's client with this ID, or else with this name; nil if
// there is no such client.
func (l *loading) clientOf(id, name string) (found map[string]any, err error) {
	for _, client := range l.clients {
		if id != "" && client["client_id"] == id {
			return client, nil
		}
	}
	for _, client := range l.clients {
		switch {
		case client["name"] != name:
		case found != nil:
			return nil, fmt.Errorf("the tenant has several clients with the name %s: add the client_id, or rename all clients but one", printable(name))
		default:
			found = client
		}
	}
	return found, nil
}

// clientProperties are a client's properties as the deploy CLI sends them, and the
// names of those that it or the mock has no use for, with the reason.
func (l *loading) clientProperties(properties map[string]any) (sent map[string]any, omitted []string) {
	sent = writable(sectionClients, properties)
	rename(sent, "cross_origin_auth", "cross_origin_authentication")
	rename(sent, "oidc_backchannel_logout", "oidc_logout")
	if sent["app_type"] == "resource_server" {
		delete(sent, "oidc_logout")
		delete(sent, "refresh_token")
	}
	omit := func(name, why string) {
		omitted = append(omitted, name+" ("+why+")")
		delete(sent, name)
	}
	if text(properties, "external_client_id") != "" {
		omit("external_client_id", "POST /clients/cimd/register registers its metadata document")
	}
	if sent["token_vault_privileged_access"] != nil {
		omit("token_vault_privileged_access", "the deploy CLI exports it, but does not deploy it")
	}
	if _, has := sent["b2b_integration_configuration"]; has {
		omit("b2b_integration_configuration", "a mock has no such integrations")
	}
	for _, each := range [][2]string{{"express_configuration", "okta_oin_client_id"}, {"my_organization_configuration", "invitation_landing_client_id"}} {
		name, reference := each[0], each[1]
		configuration, ok := sent[name].(map[string]any)
		if !ok {
			continue
		}
		resolved, ok := l.resolveReferences(configuration, reference)
		if !ok {
			omit(name, "a mock has no such profiles")
			continue
		}
		sent[name] = resolved
	}
	return sent, omitted
}

// resolveReferences puts the ID of a client for its name. It reports false if the
// configuration names a profile, of which only IDs mean anything to a mock, or a
// client that the tenant lacks.
func (l *loading) resolveReferences(configuration map[string]any, clientReference string) (resolved map[string]any, ok bool) {
	for name, prefix := range map[string]string{"connection_profile_id": "cop_", "user_attribute_profile_id": "uap_"} {
		if profile := text(configuration, name); profile != "" && !strings.HasPrefix(profile, prefix) {
			return nil, false
		}
	}
	resolved = maps.Clone(configuration)
	if name := text(configuration, clientReference); name != "" {
		client, err := l.clientOf(name, name)
		if err != nil || client == nil {
			return nil, false
		}
		resolved[clientReference] = client["client_id"]
	}
	return resolved, true
}

// rename gives a property its present name, unless the object has that as well.
func rename(properties map[string]any, former, present string) {
	value, has := properties[former]
	if !has {
		return
	}
	delete(properties, former)
	if _, has := properties[present]; !has {
		properties[present] = value
	}
}

// withoutImmutable removes what no update of a client takes, and returns the names
// of those that differ from what is stored.
func withoutImmutable(stored, sent map[string]any) (differing []string) {
	for _, name := range []string{"resource_server_identifier", "third_party_security_mode"} {
		if value, has := sent[name]; has && !holds(stored[name], value) {
			differing = append(differing, name+" (no update takes it)")
		}
		delete(sent, name)
	}
	if configuration, ok := sent["jwt_configuration"].(map[string]any); ok {
		configuration = maps.Clone(configuration)
		delete(configuration, "secret_encoded")
		sent["jwt_configuration"] = configuration
	}
	return differing
}
