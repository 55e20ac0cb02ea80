package mockserver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// Admin calls the tenant's Management API in process, with a token of the bootstrap
// client, as the dashboard would. path begins with a slash and is below /api/v2, such
// as "/client-grants/cgr_1". A body that is not nil is sent as JSON, and a response is
// decoded into an out that is not nil. A response other than 2xx is an error that
// quotes it.
func (s *Server) Admin(ctx context.Context, method, path string, body, out any) error {
	var payload io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("encoding the body of %s %s: %w", method, path, err)
		}
		payload = bytes.NewReader(encoded)
	}
	res, err := s.Change(ctx, method, path, payload)
	if err != nil {
		return err
	}
	return decodeResponse(res, out)
}

// Change calls the Management API in process as the bootstrap client, like
// [Server.Admin], and returns the response, also if it is an error response. Faults
// and the rate limit do not apply to it, and it is not logged. The caller closes the
// body of the response.
func (s *Server) Change(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	ctx = faults.Exempt(ctx)
	token, err := s.adminToken(ctx)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, management.Audience(s.issuer)+strings.TrimPrefix(path, "/"), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	return s.roundTrip(req)
}

func (s *Server) adminToken(ctx context.Context) (string, error) {
	form := url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {s.clientID},
		"client_secret": {s.clientSecret},
		"audience":      {management.Audience(s.issuer)},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(s.issuer, "/")+oauth.TokenPath, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	res, err := s.roundTrip(req)
	if err != nil {
		return "", err
	}
	err = decodeResponse(res, &answer)
	return answer.AccessToken, err
}

// roundTrip sends req to the tenant in process.
func (s *Server) roundTrip(req *http.Request) (*http.Response, error) {
	res, err := s.Transport().RoundTrip(req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", req.Method, req.URL.EscapedPath(), err)
	}
	return res, nil
}

// decodeResponse decodes a 2xx response.
func decodeResponse(res *http.Response, out any) error {
	defer res.Body.Close()
	req := res.Request
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("reading the response to %s %s: %w", req.Method, req.URL.EscapedPath(), err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("%s %s answered %s: %s", req.Method, req.URL.EscapedPath(), res.Status, bytes.TrimSpace(data))
	}
	if out == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("decoding the response to %s %s: %w", req.Method, req.URL.EscapedPath(), err)
	}
	return nil
}
