package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
)

// BasePath is the path of the Management API below the tenant's base URL.
const BasePath = "/api/v2"

// Request is one call of the API, which may take several attempts.
type Request struct {
	Method string
	// Path is below BasePath, with each segment escaped; see [Path].
	Path  string
	Query url.Values
	// Body is JSON, or nil.
	Body []byte
	// Renew, unless nil, makes the body again before the request is repeated after
	// a wait, for a body that depends on what the service holds. A nil body means
	// that the request is no longer needed: the call then succeeds without an
	// answer.
	Renew func(context.Context) ([]byte, error)
	// Lookup, unless nil, finds what an attempt created whose answer was lost: the
	// object as the service has it, or nil. With it, a POST can be repeated.
	Lookup func(context.Context) ([]byte, error)
	// Idempotent says that a POST may be repeated: carried out twice, it changes as
	// much as once.
	Idempotent bool
	// Permit is the pacer's permit for the first attempt, if it was acquired
	// before.
	Permit *pacing.Permit

	// secrets are values of the body that no error may repeat.
	secrets []string
}

// String returns method and path, as errors have them.
func (r Request) String() string { return r.Method + " " + BasePath + r.Path }

// Path joins segments to a path, each escaped, so that an identifier with slashes
// stays one segment.
func Path(segments ...string) string {
	var path strings.Builder
	for _, s := range segments {
		path.WriteString("/" + url.PathEscape(s))
	}
	return path.String()
}

// Do makes a call, and decodes the answer into out unless out is nil.
func (c *Client) Do(ctx context.Context, method, path string, body Settings, out any) error {
	return c.Exchange(ctx, Request{Method: method, Path: path}, body, out)
}

// Exchange is Do for a request that has more than method and path.
func (c *Client) Exchange(ctx context.Context, r Request, body Settings, out any) error {
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("%s: encoding the body: %w", r, err)
		}
		r.Body, r.secrets = encoded, secretsOf(body)
	}
	answer, err := c.Call(ctx, r)
	if err != nil || out == nil {
		return err
	}
	return r.Decode(answer, out)
}

// Delete deletes an object. It succeeds when the object does not exist.
func (c *Client) Delete(ctx context.Context, path string) error {
	err := c.Do(ctx, http.MethodDelete, path, nil, nil)
	if IsNotFound(err) {
		return nil
	}
	return err
}

// Call makes a call and returns the body of the answer. A write is observed.
func (c *Client) Call(ctx context.Context, r Request) ([]byte, error) {
	if strings.HasSuffix(r.Path, "/") {
		r.Permit.Unused()
		// The path would be that of the list.
		return nil, fmt.Errorf("%s: the object's ID or identifier is empty", r)
	}
	if r.Method == http.MethodGet {
		return c.send(ctx, r)
	}
	done := c.observe(r.write())
	answer, err := c.send(ctx, r)
	done(answer, err)
	return answer, err
}

// Decode reads an answer, which is one JSON value.
func (r Request) Decode(answer []byte, out any) error {
	if err := decode(answer, out); err != nil {
		return fmt.Errorf("%s: the answer is not what the service answers (check the domain): %w", r, err)
	}
	return nil
}

// write describes the request to the observer.
func (r Request) write() Write {
	segment, id, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
	id, member, _ := strings.Cut(id, "/")
	if unescaped, err := url.PathUnescape(id); err == nil {
		id = unescaped
	}
	return Write{Method: r.Method, Segment: segment, ID: id, Member: member}
}

// The first segments of the paths of the objects.
const (
	ResourceServers = "resource-servers"
	Clients         = "clients"
	ClientGrants    = "client-grants"
	Roles           = "roles"
	Users           = "users"
	Organizations   = "organizations"
	Logs            = "logs"
)
