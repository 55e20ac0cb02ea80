package management

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	// logPageSize is the largest page of the log (API reference), and maxLogPages bounds a
	// search, as maxLogTime does.
	logPageSize = 100
	maxLogPages = 5
	maxLogTime  = 30 * time.Second
)

// ChangesOf names the object whose changes are searched for.
type ChangesOf struct {
	// Kind is the first segment of the object's path: "resource-servers", "clients" or
	// "client-grants".
	Kind string
	// ID is the object's ID; for an API, also its identifier.
	ID string
}

// Change is a log event of a write of the Management API.
type Change struct {
	LogID       string `json:"log_id"`
	Date        string `json:"date"`
	Description string `json:"description"`
	ClientID    string `json:"client_id"`
	UserID      string `json:"user_id"`
	IP          string `json:"ip"`
	Details     struct {
		Request struct {
			Method string `json:"method"`
			Path   string `json:"path"`
			Auth   struct {
				User struct {
					ID    string `json:"user_id"`
					Email string `json:"email"`
				} `json:"user"`
			} `json:"auth"`
		} `json:"request"`
		Response struct {
			Body any `json:"body"`
		} `json:"response"`
	} `json:"details"`
}

// Changes returns the latest changes of an object from the tenant's log, the newest first,
// and whether the search reached the limit or the end of the log. The service cannot search
// for a path (documentation, "Log Search Query Syntax"), so that the events of all
// objects are read: at most 500, in five requests and 30 seconds.
func (c *Client) Changes(ctx context.Context, of ChangesOf, limit int) (found []Change, complete bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, maxLogTime)
	defer cancel()
	for number := range maxLogPages {
		r := rest.Request{Method: http.MethodGet, Path: rest.Path(rest.Logs), Query: url.Values{
			"q": {"type:sapi"}, "sort": {"date:-1"}, "per_page": {strconv.Itoa(logPageSize)}, "page": {strconv.Itoa(number)},
		}}
		answer, err := c.rest.Call(ctx, r)
		if err != nil {
			return nil, false, err
		}
		var page []Change
		if err := r.Decode(answer, &page); err != nil {
			return nil, false, err
		}
		for _, change := range page {
			// An event that arrives during the search moves the others to the next page.
			again := slices.ContainsFunc(found, func(f Change) bool { return f.LogID == change.LogID })
			if !again && of.matches(change) {
				found = append(found, change)
			}
			if len(found) == limit {
				return found, true, nil
			}
		}
		if len(page) < logPageSize {
			return found, true, nil
		}
	}
	return found, false, nil
}

// matches reports whether a change was one of the object: by the path, or by the ID or
// identifier in the answer, which is all that a create has.
func (of ChangesOf) matches(change Change) bool {
	rest, is := strings.CutPrefix(change.Details.Request.Path, "/api/v2/"+of.Kind)
	if !is || rest != "" && rest[0] != '/' {
		return false
	}
	segment, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	if decoded, err := url.PathUnescape(segment); segment == of.ID || err == nil && decoded == of.ID {
		return true
	}
	body, _ := change.Details.Response.Body.(map[string]any)
	return slices.ContainsFunc([]string{"id", "client_id", "identifier"}, func(name string) bool {
		// The client_id of a grant is that of its client.
		return body[name] == of.ID && (name != "client_id" || of.Kind == "clients")
	})
}
