package management

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Application is what the service calls a client, which requests tokens. (Client is
// this package's client of the Management API.)
type Application struct {
	ClientID string
	// Settings are all other properties, with client_secret where the scopes of the
	// management token allow reading it.
	Settings Settings
	// Creation is set by a create.
	Creation Creation
}

// UnmarshalJSON reads the service's form.
func (a *Application) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &a.Settings); err != nil {
		return err
	}
	a.ClientID = a.Settings.Take("client_id")
	if a.ClientID == "" {
		return rest.ErrNoID
	}
	return nil
}

// ReadApplication reads a client by its ID. Reads at the same time share requests, and
// a client that was read within the last minute takes none.
func (c *Client) ReadApplication(ctx context.Context, clientID string) (*Application, error) {
	return reads.Read[Application](ctx, c.reads, reads.Clients(), reads.Ref{ID: clientID})
}

// KnownApplication returns a client that was read within the last minute; nil where
// reading it would take a request.
func (c *Client) KnownApplication(clientID string) *Application {
	return reads.Known[Application](c.reads, reads.Clients(), reads.Ref{ID: clientID})
}

// CreateApplication creates a client. A client whose answer is lost is found by its
// name and settings. A *LostCreateError reports that several clients have them, or
// that looking for it failed.
func (c *Client) CreateApplication(ctx context.Context, settings Settings) (*Application, error) {
	var created Application
	creation, err := c.creates.CreateClient(ctx, settings, &created)
	if err != nil {
		return nil, err
	}
	created.Creation = creation
	return &created, nil
}

// UpdateApplication changes these settings of a client and no others.
// Without settings it only reads.
func (c *Client) UpdateApplication(ctx context.Context, clientID string, settings Settings) (*Application, error) {
	if len(settings) == 0 {
		return c.ReadApplication(ctx, clientID)
	}
	var updated Application
	if err := c.rest.Do(ctx, http.MethodPatch, rest.Path(rest.Clients, clientID), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// DeleteApplication deletes a client and, with it, its grants. It succeeds when
// the client does not exist. owner and *HeldError are as in
// [Client.DeleteResourceServer].
func (c *Client) DeleteApplication(ctx context.Context, clientID, owner string) error {
	return c.holdings.Delete(holdings.Object{Kind: ApplicationKind, ID: clientID}, owner, func() error {
		return c.rest.Delete(ctx, rest.Path(rest.Clients, clientID))
	})
}

// RotateSecret gives a client another secret, which the service makes. The previous
// one ends at once.
func (c *Client) RotateSecret(ctx context.Context, clientID string) (*Application, error) {
	var rotated Application
	if err := c.rest.Do(ctx, http.MethodPost, rest.Path(rest.Clients, clientID, "rotate-secret"), nil, &rotated); err != nil {
		return nil, err
	}
	return &rotated, nil
}

// FindApplicationsByName finds the clients that have exactly this name. The service
// has no such filter: a search takes a request for each 100 clients, which searches
// share. That there is no client is never taken from memory.
func (c *Client) FindApplicationsByName(ctx context.Context, name string) ([]*Application, error) {
	objects, err := c.reads.Named(ctx, reads.Clients(), name)
	if err != nil {
		return nil, err
	}
	found := make([]*Application, len(objects))
	for i, object := range objects {
		found[i] = new(Application)
		if err := object.Decode(found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// ApplicationFilter selects clients; the zero value selects all.
type ApplicationFilter struct {
	// AppTypes are alternatives, such as "spa" and "native".
	AppTypes []string
	// FirstParty and Global select the clients that are, or are not; nil selects both.
	FirstParty, Global *bool
}

// ListApplications returns the clients of the tenant that the filter selects,
// without their secrets and keys: the request excludes them.
func (c *Client) ListApplications(ctx context.Context, filter ApplicationFilter) ([]*Application, error) {
	return reads.Select[Application](ctx, c.reads, filter.selection())
}

// EachApplication is ListApplications page by page; it ends with the first error.
func (c *Client) EachApplication(ctx context.Context, filter ApplicationFilter) iter.Seq2[*Application, error] {
	return reads.Each[Application](ctx, c.reads, filter.selection())
}

func (filter ApplicationFilter) selection() reads.Selection {
	query := url.Values{"fields": {"client_secret,signing_keys,encryption_key"}, "include_fields": {"false"}}
	if len(filter.AppTypes) > 0 {
		query.Set("app_type", strings.Join(filter.AppTypes, ","))
	}
	setBool(query, "is_first_party", filter.FirstParty)
	setBool(query, "is_global", filter.Global)
	return reads.Selection{Kind: reads.Clients(), Filter: query, Partial: true}
}

// setBool adds a filter for a property that is true or false; nil adds none.
func setBool(query url.Values, name string, value *bool) {
	if value != nil {
		query.Set(name, strconv.FormatBool(*value))
	}
}
