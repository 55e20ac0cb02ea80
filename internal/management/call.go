package management

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// basePath is where the Management API lives below the tenant's base URL.
const basePath = "/api/v2"

// request is one call of the API, which may take several attempts.
type request struct {
	method string
	// path is below basePath, with each segment escaped.
	path  string
	query url.Values
	// body is JSON, or nil.
	body []byte
	// renew, unless nil, makes the body anew before the request is repeated after
	// a wait, for a body that depends on what the service holds. No body means
	// that nothing is left to ask: the call then succeeds without an answer.
	renew func(context.Context) ([]byte, error)
	// secrets are values of the body that no error may repeat.
	secrets []string
}

// String names the call, as errors do.
func (r request) String() string { return r.method + " " + basePath + r.path }

// do makes a call, and decodes the answer into out unless out is nil.
func (c *Client) do(ctx context.Context, method, path string, body Settings, out any) error {
	r := request{method: method, path: path}
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("%s: encoding the body: %w", r, err)
		}
		r.body, r.secrets = encoded, secretsOf(body)
	}
	answer, err := c.call(ctx, r)
	if err != nil || out == nil {
		return err
	}
	return r.decode(answer, out)
}

// remove deletes an object; no error when it is gone already.
func (c *Client) remove(ctx context.Context, path string) error {
	err := c.do(ctx, http.MethodDelete, path, nil, nil)
	if IsNotFound(err) {
		return nil
	}
	return err
}

// call is the one way to the service. A write counts when it has ended, so
// that later reads do not join an earlier one.
func (c *Client) call(ctx context.Context, r request) ([]byte, error) {
	if r.method != http.MethodGet {
		defer c.writes.Add(1)
	}
	if strings.HasSuffix(r.path, "/") {
		// The path would be that of the list.
		return nil, fmt.Errorf("%s: the object's ID or identifier is empty", r)
	}
	return c.send(ctx, r)
}

// readKey is what makes two reads the same: a path, and no write between them
// that either of the callers may depend on.
type readKey struct {
	writes uint64
	path   string
}

// read reads one object. Callers that ask for the same path at the same time
// share one request; one that gives up does not end it for the others.
func read[T any](ctx context.Context, c *Client, path string) (*T, error) {
	r := request{method: http.MethodGet, path: path}
	answer, err := c.reads.Do(ctx, readKey{writes: c.writes.Load(), path: path}, func(ctx context.Context) ([]byte, error) {
		return c.call(ctx, r)
	})
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("%s: %w", r, ctx.Err())
		}
		return nil, err
	}
	out := new(T)
	if err := r.decode(answer, out); err != nil {
		return nil, err
	}
	return out, nil
}

func (r request) decode(answer []byte, out any) error {
	if err := decode(answer, out); err != nil {
		return fmt.Errorf("%s: the answer is not what the service answers (check the domain): %w", r, err)
	}
	return nil
}

// escaped joins segments to a path, each escaped once, so that an identifier
// with slashes stays one segment.
func escaped(segments ...string) string {
	var path strings.Builder
	for _, s := range segments {
		path.WriteString("/" + url.PathEscape(s))
	}
	return path.String()
}
