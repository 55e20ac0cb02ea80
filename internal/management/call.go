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
	// look, unless nil, finds what an attempt made whose answer was lost: the
	// object as the service has it, or nothing. It lets a POST be repeated.
	look func(context.Context) ([]byte, error)
	// secrets are values of the body that no error may repeat.
	secrets []string
	// leave is the pacer's leave for the first attempt, if it was acquired
	// already.
	leave *permit
}

// String names the call, as errors do.
func (r request) String() string { return r.method + " " + basePath + r.path }

// do makes a call, and decodes the answer into out unless out is nil.
func (c *Client) do(ctx context.Context, method, path string, body Settings, out any) error {
	return c.exchange(ctx, request{method: method, path: path}, body, out)
}

// exchange is do for a request that is more than method and path.
func (c *Client) exchange(ctx context.Context, r request, body Settings, out any) error {
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

// call is the one way to the service. What a write leaves is what later reads
// are answered with.
func (c *Client) call(ctx context.Context, r request) ([]byte, error) {
	if strings.HasSuffix(r.path, "/") {
		r.leave.unused()
		// The path would be that of the list.
		return nil, fmt.Errorf("%s: the object's ID or identifier is empty", r)
	}
	if r.method == http.MethodGet {
		return c.send(ctx, r)
	}
	done := c.writing(r)
	answer, err := c.send(ctx, r)
	done(answer, err)
	return answer, err
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
