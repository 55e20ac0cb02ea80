package deploycli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Tenant serves a Management API. mockserver.Server is a Tenant.
type Tenant interface {
	// Change sends a request to a path below /api/v2, such as "/clients", and
	// returns the response, whatever its status.
	Change(ctx context.Context, method, path string, body io.Reader) (*http.Response, error)
}

// api sends requests to a tenant and decodes the responses.
type api struct{ tenant Tenant }

// refusal is an error response of the service.
type refusal struct {
	status  int
	Message string `json:"message"`
	Code    string `json:"errorCode"`
}

func (r *refusal) Error() string {
	if r.Code == "" {
		return fmt.Sprintf("%d %s: %s", r.status, http.StatusText(r.status), r.Message)
	}
	return fmt.Sprintf("%d %s: %s", r.status, r.Code, r.Message)
}

// ask sends a request, with body as JSON unless it is nil, and decodes the response
// into an out that is not nil. An error response is a *refusal.
func (a api) ask(ctx context.Context, method, path string, body map[string]any, out any) error {
	var payload io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		payload = bytes.NewReader(encoded)
	}
	res, err := a.tenant.Change(ctx, method, path, payload)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer := json.NewDecoder(res.Body)
	answer.UseNumber() // as the files' numbers are
	if res.StatusCode > 299 {
		refused := &refusal{status: res.StatusCode}
		if err := answer.Decode(refused); err != nil {
			return fmt.Errorf("%s %s: %s", method, path, res.Status)
		}
		return refused
	}
	if out == nil {
		return nil
	}
	if err := answer.Decode(out); err != nil {
		return fmt.Errorf("decoding the response to %s %s: %w", method, path, err)
	}
	return nil
}

// find reads an object. It returns nil if the object does not exist.
func (a api) find(ctx context.Context, path string) (map[string]any, error) {
	var object map[string]any
	err := a.ask(ctx, http.MethodGet, path, nil, &object)
	if refused, ok := errors.AsType[*refusal](err); ok && refused.status == http.StatusNotFound {
		return nil, nil
	}
	return object, err
}

// clients reads all clients.
func (a api) clients(ctx context.Context) (clients []map[string]any, err error) {
	query := url.Values{"take": {"100"}} // the most that the service lists at once
	for {
		var page struct {
			Next    string           `json:"next"`
			Clients []map[string]any `json:"clients"`
		}
		if err := a.ask(ctx, http.MethodGet, "/clients?"+query.Encode(), nil, &page); err != nil {
			return nil, fmt.Errorf("reading the tenant's clients: %w", err)
		}
		clients = append(clients, page.Clients...)
		if page.Next == "" {
			return clients, nil
		}
		query.Set("from", page.Next)
	}
}

// grants reads all client grants, with their keys in the order of the tenant.
func (a api) grants(ctx context.Context) (grants map[grantKey]map[string]any, ordered []grantKey, err error) {
	grants = map[grantKey]map[string]any{}
	query := url.Values{"take": {"100"}}
	for {
		var page struct {
			Next   string           `json:"next"`
			Grants []map[string]any `json:"client_grants"`
		}
		if err := a.ask(ctx, http.MethodGet, "/client-grants?"+query.Encode(), nil, &page); err != nil {
			return nil, nil, fmt.Errorf("reading the tenant's client grants: %w", err)
		}
		for _, grant := range page.Grants {
			grants[keyOf(grant)] = grant
			ordered = append(ordered, keyOf(grant))
		}
		if page.Next == "" {
			return grants, ordered, nil
		}
		query.Set("from", page.Next)
	}
}

// roles reads the roles of the tenant by name, without those of organizations.
func (a api) roles(ctx context.Context) (map[string]map[string]any, error) {
	roles := map[string]map[string]any{}
	listed, err := a.list(ctx, "/roles?type=tenant", "roles")
	if err != nil {
		return nil, fmt.Errorf("reading the tenant's roles: %w", err)
	}
	for _, role := range listed {
		roles[text(role, "name")] = role
	}
	return roles, nil
}

// list reads all objects of a list with numbered pages. name is the member of the answer.
func (a api) list(ctx context.Context, path, name string) (objects []map[string]any, err error) {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	for page := 0; ; page++ {
		var answer map[string]json.RawMessage
		query := url.Values{"per_page": {"100"}, "include_totals": {"true"}, "page": {strconv.Itoa(page)}}
		if err := a.ask(ctx, http.MethodGet, path+separator+query.Encode(), nil, &answer); err != nil {
			return nil, err
		}
		var part []map[string]any
		if err := json.Unmarshal(answer[name], &part); err != nil {
			return nil, fmt.Errorf("decoding the response to GET %s: %w", path, err)
		}
		objects = append(objects, part...)
		if len(part) < 100 {
			return objects, nil
		}
	}
}

// credentials reads the IDs of a client's credentials, by the ID itself and by
// "name " and the name, and reports whether each name has one ID.
func (a api) credentials(ctx context.Context, clientPath string) (ids map[string]string, unique bool, err error) {
	var list []map[string]any
	if err := a.ask(ctx, http.MethodGet, clientPath+"/credentials", nil, &list); err != nil {
		return nil, false, err
	}
	ids, unique = map[string]string{}, true
	for _, credential := range list {
		id, name := text(credential, "id"), "name "+text(credential, "name")
		if _, has := ids[name]; has {
			unique = false
		}
		ids[id], ids[name] = id, id
	}
	return ids, unique, nil
}
