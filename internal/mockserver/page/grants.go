package page

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// maxClients is how many clients a view lists at most.
const maxClients = 200

// grantView is a grant on an API. It does not have the client's secret.
type grantView struct {
	ID string
	// Client and ClientID are the name and id of the client. For a default grant,
	// Client is the class of clients.
	Client, ClientID string
	SubjectType      string
	AllScopes        bool
	Scopes           []string
}

// grantList is the listed grants of an API, and the number of grants that are not listed.
type grantList struct {
	Shown []grantView
	More  int
}

func grantsOf(tenant store.Reader, api *store.ResourceServer) grantList {
	grants := tenant.ClientGrantsOfAudience(api.Identifier)
	list := grantList{More: max(len(grants)-maxClients, 0)}
	for _, grant := range grants[:len(grants)-list.More] {
		view := grantView{
			ID: grant.ID, Client: "every one of " + grant.DefaultFor, ClientID: grant.ClientID, SubjectType: grant.SubjectType,
			AllScopes: grant.AllowAllScopes != nil && *grant.AllowAllScopes, Scopes: grant.Scope,
		}
		if client := tenant.Client(grant.ClientID); client != nil {
			view.Client = client.Name
		}
		list.Shown = append(list.Shown, view)
	}
	return list
}

// candidate is a client that the page can request a token for.
type candidate struct {
	ID, Name string
	Granted  bool
}

// candidates returns the clients with the grant type client_credentials. Those with a
// grant on the API come first.
func candidates(tenant store.Reader, api *store.ResourceServer) []candidate {
	var granted, others []candidate
	seen := map[string]bool{}
	add := func(client *store.Client, has bool) {
		if client == nil || seen[client.ClientID] || !slices.Contains(client.GrantTypes, clientCredentials) || len(seen) >= maxClients {
			return
		}
		seen[client.ClientID] = true
		each := candidate{ID: client.ClientID, Name: client.Name, Granted: has}
		if has {
			granted = append(granted, each)
		} else {
			others = append(others, each)
		}
	}
	for _, grant := range tenant.ClientGrantsOfAudience(api.Identifier) {
		if grant.SubjectType == "client" {
			add(tenant.Client(grant.ClientID), true)
		}
	}
	for _, client := range tenant.Clients().Slice(0, maxClients) {
		add(client, false)
	}
	return append(granted, others...)
}
