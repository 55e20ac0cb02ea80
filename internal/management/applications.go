package management

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const applications = "clients"

// Application is what the service calls a client: somebody who asks for
// tokens. (Client is this package's client of the Management API.)
type Application struct {
	ClientID string
	// Settings are all other properties, with client_secret where the token's
	// scopes allow to read it.
	Settings Settings
	// Creation is set by a create.
	Creation Creation
}

// UnmarshalJSON reads the service's form.
func (a *Application) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &a.Settings); err != nil {
		return err
	}
	a.ClientID = a.Settings.take("client_id")
	if a.ClientID == "" {
		return errNoID
	}
	return nil
}

// ReadApplication reads a client by its ID. Reads at the same time share
// requests, and what was read within the last minute is not asked for again.
func (c *Client) ReadApplication(ctx context.Context, clientID string) (*Application, error) {
	return read[Application](ctx, c.readers[applications], ref{id: clientID})
}

// KnownApplication returns a client that was read within the last minute; nil
// where that would take a request.
func (c *Client) KnownApplication(clientID string) *Application {
	rd := c.readers[applications]
	rd.mu.Lock()
	defer rd.mu.Unlock()
	var known Application
	if e := rd.snapshot.find(ref{id: clientID}); e == nil || json.Unmarshal(e.raw, &known) != nil {
		return nil
	}
	return &known
}

// UpdateApplication changes the given settings of a client and no others.
// Without settings it only reads.
func (c *Client) UpdateApplication(ctx context.Context, clientID string, settings Settings) (*Application, error) {
	if len(settings) == 0 {
		return c.ReadApplication(ctx, clientID)
	}
	var updated Application
	if err := c.do(ctx, http.MethodPatch, escaped(applications, clientID), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// DeleteApplication deletes a client and, with it, its grants. It succeeds when
// the client does not exist. owner and *HeldError are as in
// [Client.DeleteResourceServer].
func (c *Client) DeleteApplication(ctx context.Context, clientID, owner string) error {
	return c.deleteHeld(heldObject{ApplicationKind, clientID}, owner, func() error {
		return c.remove(ctx, escaped(applications, clientID))
	})
}

// FindApplicationsByName finds the clients that have exactly this name. The
// service has no such filter: it takes a request for each 100 clients, which
// searches share. The answer of a search that finds nothing is not older than
// the call.
func (c *Client) FindApplicationsByName(ctx context.Context, name string) ([]*Application, error) {
	objects, err := c.readers[applications].named(ctx, name)
	if err != nil {
		return nil, err
	}
	found := make([]*Application, len(objects))
	for i, object := range objects {
		found[i] = new(Application)
		if err := object.decode(applicationKind(), found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// ApplicationFilter selects clients; the zero value selects all.
type ApplicationFilter struct {
	// AppTypes are alternatives, such as "spa" and "native".
	AppTypes []string
	// FirstParty and Global select those that are, or are not; nil, both.
	FirstParty, Global *bool
}

// ListApplications returns the clients of the tenant that the filter selects,
// without their secrets and keys: the service is asked to leave them out.
func (c *Client) ListApplications(ctx context.Context, filter ApplicationFilter) ([]*Application, error) {
	return selected[Application](ctx, c, filter.selection())
}

// EachApplication is ListApplications page by page; the first error ends it.
func (c *Client) EachApplication(ctx context.Context, filter ApplicationFilter) iter.Seq2[*Application, error] {
	return each[Application](ctx, c, filter.selection())
}

func (filter ApplicationFilter) selection() selection {
	query := url.Values{"fields": {"client_secret,signing_keys,encryption_key"}, "include_fields": {"false"}}
	if len(filter.AppTypes) > 0 {
		query.Set("app_type", strings.Join(filter.AppTypes, ","))
	}
	setBool(query, "is_first_party", filter.FirstParty)
	setBool(query, "is_global", filter.Global)
	return selection{kind: applicationKind(), filter: query, partial: true}
}

// setBool adds a filter that selects what is so or is not; nil selects both.
func setBool(query url.Values, name string, value *bool) {
	if value != nil {
		query.Set(name, strconv.FormatBool(*value))
	}
}
