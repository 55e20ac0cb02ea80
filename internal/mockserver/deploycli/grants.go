package deploycli

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// noClient is what the deploy CLI (8.44) exports as the client_id of a grant
// without a client, such as the default grant for third parties.
const noClient = "undefined_clientId"

// grantKey is what the service has at most one grant of.
type grantKey struct{ clientID, defaultFor, audience, subjectType string }

func keyOf(grant map[string]any) grantKey {
	key := grantKey{text(grant, "client_id"), text(grant, "default_for"), text(grant, "audience"), text(grant, "subject_type")}
	if key.subjectType == "" {
		key.subjectType = "client"
	}
	return key
}

func (l *loading) grant(ctx context.Context, properties map[string]any) (Result, error) {
	holder, audience := text(properties, "client_id"), text(properties, "audience")
	sent := writable(sectionGrants, properties)
	if holder == "" || holder == noClient {
		delete(sent, "client_id")
		holder = text(properties, "default_for")
	}
	result := Result{Object: "grant of " + printable(holder) + " on " + printable(audience)}
	if properties["is_system"] == true {
		return result.skipped(createdByTenant), nil
	}
	if strings.HasSuffix(audience, "/api/v2/") {
		api, err := l.tenant.find(ctx, "/resource-servers/"+url.PathEscape(audience))
		if err != nil {
			return result, err
		}
		if api == nil {
			return result.skipped("the Management API of another tenant"), nil
		}
	}
	if sent["client_id"] != nil {
		id, why, err := l.holder(holder)
		if err != nil {
			return result, err
		}
		if why != "" {
			return result.skipped(why), nil
		}
		sent["client_id"] = id
	}
	stored := l.grants[keyOf(sent)]
	answer, err := l.store(ctx, &result, "/client-grants", "/client-grants/"+url.PathEscape(text(stored, "id")), stored, sent)
	if err == nil {
		if stored == nil {
			l.ordered = append(l.ordered, keyOf(sent))
		}
		l.grants[keyOf(sent)] = answer
	}
	return result, err
}

// holder is the ID of the client that a grant names, by the name or the ID that
// the files or the tenant have of it; or why the grant is skipped.
func (l *loading) holder(name string) (id, why string, err error) {
	if missing, ok := l.missing[name]; ok {
		if missing.setting == "" {
			return "", "", fmt.Errorf("its client %s failed", printable(name))
		}
		return "", missing.setting, nil
	}
	id, ok := l.ids[name]
	if !ok {
		client, err := l.clientOf(name, name)
		if err != nil {
			return "", "", err
		}
		if client == nil {
			return "", "neither the files nor the tenant have its client", nil
		}
		id = text(client, "client_id")
	}
	return id, l.skipsHolder(id), nil
}

// skipsHolder returns the setting that excludes the grants of a client of the
// tenant, or "".
func (l *loading) skipsHolder(id string) string {
	if id == l.settings.ClientID {
		return settingClientID
	}
	for _, client := range l.clients {
		switch {
		case client["client_id"] != id:
		case slices.Contains(l.settings.ExcludedClients, text(client, "name")):
			return settingExcludedClients
		case l.settings.ExcludeThirdParties && client["is_first_party"] == false:
			return settingThirdParties
		}
	}
	return ""
}
