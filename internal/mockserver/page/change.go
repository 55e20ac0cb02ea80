package page

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// refusal is an error response of the Management API to a form, or a value of the form
// that the page itself refuses.
type refusal struct {
	// Request is the request, such as "PATCH /api/v2/clients/…"; empty if none was sent.
	Request string
	// Status is 0 if no request was sent.
	Status        int
	Code, Message string
}

// change sends a request to the Management API as the tenant's own client, and decodes
// the response into an out that is not nil. path is below /api/v2. refused is nil if the
// response is 2xx.
func (p *page) change(ctx context.Context, method, path string, body, out any) (refused *refusal, err error) {
	var payload io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("encoding the body of %s %s: %w", method, path, err)
		}
		payload = bytes.NewReader(encoded)
	}
	res, err := p.Change(ctx, method, path, payload)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the response to %s %s: %w", method, path, err)
	}
	if res.StatusCode >= http.StatusOK && res.StatusCode < http.StatusMultipleChoices {
		if out == nil {
			return nil, nil
		}
		if err := json.Unmarshal(text, out); err != nil {
			return nil, fmt.Errorf("decoding the response to %s %s: %w", method, path, err)
		}
		return nil, nil
	}
	var answered struct {
		Message string `json:"message"`
		Code    string `json:"errorCode"`
	}
	if err := json.Unmarshal(text, &answered); err != nil || answered.Message == "" {
		answered.Message = string(text)
	}
	return &refusal{
		Request: method + " /api/v2" + path, Status: res.StatusCode, Code: answered.Code, Message: answered.Message,
	}, nil
}

// The notices of successful changes: values of the parameter done.
const (
	doneCreated    = "created"
	doneSaved      = "saved"
	doneUnchanged  = "unchanged"
	doneDeleted    = "deleted"
	doneScope      = "scope-added"
	doneScopeGone  = "scope-removed"
	doneAuthorized = "authorized"
	doneRevoked    = "revoked"
	doneRotated    = "rotated"
)

// noticeFor returns the text of a notice, or "" if there is no such notice.
func noticeFor(done string) string {
	const next = " The next terraform plan compares it with the configuration."
	return map[string]string{
		doneCreated:    "Created." + next,
		doneSaved:      "Saved." + next,
		doneUnchanged:  "Nothing to save: every setting has this value already.",
		doneDeleted:    "Deleted." + next,
		doneScope:      "Added the scope." + next,
		doneScopeGone:  "Removed the scope." + next,
		doneAuthorized: "Authorized the client." + next,
		doneRevoked:    "Deleted the grant. The client gets no further tokens." + next,
		doneRotated:    "Rotated. Tokens of the previous key verify until it is revoked.",
	}[done]
}

// finish ends a successful change: it leads the browser to a view that shows a notice.
func finish(w http.ResponseWriter, r *http.Request, path, done string) {
	http.Redirect(w, r, path+"?"+url.Values{"done": {done}}.Encode(), http.StatusSeeOther)
}
