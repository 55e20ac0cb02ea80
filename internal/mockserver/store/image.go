package store

import (
	"cmp"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/tree"
)

// An image is the whole tenant in memory, with its indexes. Both stores read from it. A
// published image never changes: a transaction changes a copy.
type image struct {
	// lastOrder is the highest position in the order of creation so far.
	lastOrder uint64

	resourceServers table[ResourceServer]
	byIdentifier    tree.Tree[string, *ResourceServer]
	clients         table[Client]
	byExternalID    tree.Tree[string, *Client]
	grants          table[ClientGrant]
	byNaturalKey    tree.Tree[grantKey, row[ClientGrant]]
	byAudience      tree.Tree[audienceKey, *ClientGrant]
	refreshTokens   table[RefreshToken]
	signingKeys     table[SigningKey]
	roles           table[Role]
	users           table[User]
	organizations   table[Organization]
	settings        tree.Tree[string, string]
	settingsBytes   int64
}

// A grantKey is the natural key of a client grant.
type grantKey struct{ clientID, audience, subjectType string }

// An audienceKey sorts the grants on one API by creation.
type audienceKey struct {
	audience string
	order    uint64
}

func newImage() *image {
	return &image{
		resourceServers: newTable[ResourceServer](),
		byIdentifier:    tree.New[string, *ResourceServer](cmp.Compare[string]),
		clients:         newTable[Client](),
		byExternalID:    tree.New[string, *Client](cmp.Compare[string]),
		grants:          newTable[ClientGrant](),
		byNaturalKey:    tree.New[grantKey, row[ClientGrant]](grantKey.compare),
		byAudience:      tree.New[audienceKey, *ClientGrant](audienceKey.compare),
		refreshTokens:   newTable[RefreshToken](),
		signingKeys:     newTable[SigningKey](),
		roles:           newTable[Role](),
		users:           newTable[User](),
		organizations:   newTable[Organization](),
		settings:        tree.New[string, string](cmp.Compare[string]),
	}
}

// next returns a copy that can be changed.
func (m *image) next() image {
	return image{
		lastOrder:       m.lastOrder,
		resourceServers: m.resourceServers.copy(),
		byIdentifier:    m.byIdentifier.Copy(),
		clients:         m.clients.copy(),
		byExternalID:    m.byExternalID.Copy(),
		grants:          m.grants.copy(),
		byNaturalKey:    m.byNaturalKey.Copy(),
		byAudience:      m.byAudience.Copy(),
		refreshTokens:   m.refreshTokens.copy(),
		signingKeys:     m.signingKeys.copy(),
		roles:           m.roles.copy(),
		users:           m.users.copy(),
		organizations:   m.organizations.copy(),
		settings:        m.settings.Copy(),
		settingsBytes:   m.settingsBytes,
	}
}

func (m *image) ResourceServer(id string) *ResourceServer { return m.resourceServers.get(id) }

func (m *image) ResourceServerByIdentifier(identifier string) *ResourceServer {
	api, _ := m.byIdentifier.Get(identifier)
	return api
}

func (m *image) ResourceServers() List[ResourceServer] { return m.resourceServers.list() }

func (m *image) Client(clientID string) *Client { return m.clients.get(clientID) }

func (m *image) ClientByExternalID(id string) *Client {
	client, _ := m.byExternalID.Get(id)
	return client
}

func (m *image) Clients() List[Client] { return m.clients.list() }

func (m *image) ClientGrant(id string) *ClientGrant { return m.grants.get(id) }

func (m *image) ClientGrantFor(clientID, audience, subjectType string) *ClientGrant {
	r, _ := m.byNaturalKey.Get(grantKey{clientID, audience, subjectType})
	return r.object
}

func (m *image) ClientGrants() List[ClientGrant] { return m.grants.list() }

func (m *image) ClientGrantsOfClient(clientID string) []*ClientGrant {
	var rows []row[ClientGrant]
	m.byNaturalKey.Ascend(grantKey{clientID: clientID}, func(k grantKey, r row[ClientGrant]) bool {
		if k.clientID != clientID {
			return false
		}
		rows = append(rows, r)
		return true
	})
	slices.SortFunc(rows, func(a, b row[ClientGrant]) int { return cmp.Compare(a.order, b.order) })
	grants := make([]*ClientGrant, len(rows))
	for i, r := range rows {
		grants[i] = r.object
	}
	return grants
}

func (m *image) ClientGrantsOfAudience(audience string) []*ClientGrant {
	grants := []*ClientGrant{}
	m.byAudience.Ascend(audienceKey{audience: audience}, func(k audienceKey, g *ClientGrant) bool {
		if k.audience != audience {
			return false
		}
		grants = append(grants, g)
		return true
	})
	return grants
}

func (m *image) RefreshToken(id string) *RefreshToken { return m.refreshTokens.get(id) }

func (m *image) RefreshTokens() List[RefreshToken] { return m.refreshTokens.list() }

func (m *image) SigningKeys() []*SigningKey { return m.signingKeys.list().All() }

func (m *image) Setting(name string) string {
	value, _ := m.settings.Get(name)
	return value
}

func (k grantKey) compare(other grantKey) int {
	return cmp.Or(
		cmp.Compare(k.clientID, other.clientID),
		cmp.Compare(k.audience, other.audience),
		cmp.Compare(k.subjectType, other.subjectType),
	)
}

func (k audienceKey) compare(other audienceKey) int {
	return cmp.Or(cmp.Compare(k.audience, other.audience), cmp.Compare(k.order, other.order))
}

func naturalKey(g *ClientGrant) grantKey { return grantKey{g.ClientID, g.Audience, g.SubjectType} }
