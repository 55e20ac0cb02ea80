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

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// Admin calls the tenant's Management API in process, with a token of the
// bootstrap client: what somebody does in the dashboard, behind Terraform's
// back. path starts with a slash and is below /api/v2, such as
// "/client-grants/cgr_1". body is sent as JSON unless it is nil, and a
// successful answer is decoded into out unless that is nil. Any other answer
// than 2xx is an error that quotes it.
func (s *Server) Admin(ctx context.Context, method, path string, body, out any) error {
	token, err := s.adminToken(ctx)
	if err != nil {
		return err
	}
	var payload io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("encoding the body of %s %s: %w", method, path, err)
		}
		payload = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, method, management.Audience(s.issuer)+strings.TrimPrefix(path, "/"), payload)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	return s.roundTrip(req, out)
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
	err = s.roundTrip(req, &answer)
	return answer.AccessToken, err
}

// roundTrip sends req to the tenant in process and decodes a 2xx answer.
func (s *Server) roundTrip(req *http.Request, out any) error {
	res, err := s.Transport().RoundTrip(req)
	if err != nil {
		return fmt.Errorf("%s %s: %w", req.Method, req.URL.EscapedPath(), err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("reading the answer to %s %s: %w", req.Method, req.URL.EscapedPath(), err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("%s %s answered %s: %s", req.Method, req.URL.EscapedPath(), res.Status, bytes.TrimSpace(data))
	}
	if out == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("decoding the answer to %s %s: %w", req.Method, req.URL.EscapedPath(), err)
	}
	return nil
}
