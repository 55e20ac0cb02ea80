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
)

// Tenant is a tenant to load into; *mockserver.Server implements it.
type Tenant interface {
	// Change sends a request to a path below /api/v2, such as "/clients", and returns
	// the response, also if it is an error response.
	Change(ctx context.Context, method, path string, body io.Reader) (*http.Response, error)
}

// api calls the Management API of a tenant.
type api struct{ tenant Tenant }

// refusal is an error response.
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
// into out. If the tenant refuses the request, the error is a *refusal.
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
	answer.UseNumber() // like the numbers of the files
	if res.StatusCode > 299 {
		refused := &refusal{status: res.StatusCode}
		if err := answer.Decode(refused); err != nil {
			return fmt.Errorf("%s %s: %s", method, path, res.Status)
		}
		return refused
	}
	if err := answer.Decode(out); err != nil {
		return fmt.Errorf("decoding the response to %s %s: %w", method, path, err)
	}
	return nil
}

// find reads an object; nil if it does not exist.
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
	query := url.Values{"take": {"100"}} // the largest page of the service
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

// grantLike returns the grant with the same client (or default), API and subject type,
// of which there is at most one. It returns nil if there is no such grant, or sent has no
// API.
func (a api) grantLike(ctx context.Context, sent map[string]any) (map[string]any, error) {
	if sent["audience"] == nil {
		return nil, nil
	}
	query := url.Values{"subject_type": {"client"}}
	for _, name := range []string{"client_id", "audience", "default_for", "subject_type"} {
		if value, ok := sent[name].(string); ok {
			query.Set(name, value)
		}
	}
	var grants []map[string]any
	if err := a.ask(ctx, http.MethodGet, "/client-grants?"+query.Encode(), nil, &grants); err != nil || len(grants) == 0 {
		return nil, err
	}
	return grants[0], nil
}
