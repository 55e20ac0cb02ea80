package deploycli

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// The properties of a client that refer to its credentials.
const (
	authenticationMethods = "client_authentication_methods"
	signedRequestObject   = "signed_request_object"
)

// credentialGroup are the credentials that a file lists in one place.
type credentialGroup struct {
	// property is the client's; method is the key in client_authentication_methods.
	property, method string
	credentials      []map[string]any
}

// reference is the value of the property that refers to credentials by their IDs.
func (g credentialGroup) reference(ids []string) map[string]any {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = map[string]any{"id": id}
	}
	reference := map[string]any{"credentials": list}
	if g.method != "" {
		reference = map[string]any{g.method: reference}
	}
	return reference
}

// takeCredentials removes the credentials from a client's properties. As in the
// deploy CLI, a client that lists some has no token_endpoint_auth_method.
func takeCredentials(sent map[string]any) (groups []credentialGroup) {
	if methods, ok := sent[authenticationMethods].(map[string]any); ok {
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			settings, _ := methods[method].(map[string]any)
			groups = append(groups, credentialGroup{authenticationMethods, method, objectsOf(settings["credentials"])})
		}
		delete(sent, authenticationMethods)
		delete(sent, "token_endpoint_auth_method")
	}
	if settings, ok := sent[signedRequestObject].(map[string]any); ok && settings["credentials"] != nil {
		groups = append(groups, credentialGroup{signedRequestObject, "", objectsOf(settings["credentials"])})
		settings = maps.Clone(settings)
		delete(settings, "credentials")
		sent[signedRequestObject] = settings
	}
	return groups
}

// objectsOf are the objects in a list.
func objectsOf(list any) (objects []map[string]any) {
	elements, _ := list.([]any)
	for _, element := range elements {
		if object, ok := element.(map[string]any); ok {
			objects = append(objects, object)
		}
	}
	return objects
}

// storeCredentials creates the credentials that the client lacks, and has the client
// refer to those of the files. As the deploy CLI does, it finds them by their names,
// and creates only those with a PEM: an export has none. (Unlike the CLI, it also
// creates a credential from a subject_dn, and keeps one without a PEM that the
// client has.) It deletes none.
func (l *loading) storeCredentials(ctx context.Context, result *Result, client map[string]any, groups []credentialGroup) error {
	if len(groups) == 0 {
		return nil
	}
	path := "/clients/" + url.PathEscape(text(client, "client_id"))
	known, unique, err := l.tenant.credentials(ctx, path)
	if err != nil {
		return err
	}
	if !unique {
		result.note("keys unchanged, since the client has several of the same name")
		return nil
	}
	change := map[string]any{}
	for _, group := range groups {
		var ids []string
		for _, credential := range group.credentials {
			id, err := l.credential(ctx, path, known, group, credential)
			if err != nil {
				return err
			}
			if id == "" {
				result.note("without the key %s (it has no pem)", printable(text(credential, "name")))
				continue
			}
			ids = append(ids, id)
		}
		if reference := group.reference(ids); len(ids) > 0 && !holds(client[group.property], reference) {
			change[group.property] = reference
		}
	}
	if len(change) == 0 {
		return nil
	}
	if change[authenticationMethods] != nil {
		change["token_endpoint_auth_method"] = nil
	}
	if result.Outcome != Created {
		result.Outcome = Updated
		result.note("keys")
	}
	var answer map[string]any
	return l.tenant.ask(ctx, http.MethodPatch, path, change, &answer)
}

// credential is the ID of a credential that the client has or that is created; ""
// if it has none and the file has nothing to make it from.
func (l *loading) credential(ctx context.Context, path string, known map[string]string, group credentialGroup, credential map[string]any) (string, error) {
	if id, ok := known[text(credential, "id")]; ok && credential["id"] != nil {
		return id, nil
	}
	name := text(credential, "name")
	material := text(credential, "pem") != "" || text(credential, "subject_dn") != ""
	if id, ok := known["name "+name]; ok && (name != "" || material) {
		return id, nil
	}
	if !material {
		return "", nil
	}
	sent := maps.Clone(credential)
	maps.DeleteFunc(sent, func(name string, _ any) bool {
		return !slices.Contains([]string{"name", "credential_type", "pem", "subject_dn", "alg", "kid", "expires_at", "parse_expiry_from_cert"}, name)
	})
	if sent["credential_type"] == nil {
		sent["credential_type"] = credentialType(group.method)
	}
	var created map[string]any
	if err := l.tenant.ask(ctx, http.MethodPost, path+"/credentials", sent, &created); err != nil {
		return "", err
	}
	id := text(created, "id")
	known["name "+name] = id
	return id, nil
}

// credentialType is that of a method's credentials.
func credentialType(method string) string {
	switch method {
	case "self_signed_tls_client_auth":
		return "x509_cert"
	case "tls_client_auth":
		return "cert_subject_dn"
	default:
		return "public_key"
	}
}
