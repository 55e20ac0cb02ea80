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

// Tenant answers requests to its Management API. mockserver.Server is one.
type Tenant interface {
	// Change sends a request to a path below /api/v2, such as "/clients", and
	// returns the answer, whatever it is.
	Change(ctx context.Context, method, path string, body io.Reader) (*http.Response, error)
}

// api asks a tenant, and reads its answers.
type api struct{ tenant Tenant }

// refusal is an answer that is no success, in the service's words.
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

// ask sends a request, with body as JSON unless it is nil, and decodes the answer
// into out. What the tenant refuses is a *refusal.
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
	if err := answer.Decode(out); err != nil {
		return fmt.Errorf("decoding the answer to %s %s: %w", method, path, err)
	}
	return nil
}

// find reads an object; nil when there is none.
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

// grantLike finds the grant of the same client (or default), API and subject
// type, of which there is one at the most; nil when there is none, as for a grant
// that names no API.
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
