// Package oauth is the Authentication API of the mock tenant, put together from
// the packages below it: the token endpoint with its grants here, the
// authorization endpoint, discovery and key set, protected resources; and what
// the mock adds so that tokens can be tried out: introspection, and a protected
// sample endpoint of each API.
package oauth

import (
	"context"
	"crypto/subtle"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authcode"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authorize"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/discovery"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/logout"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protected"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/quota"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/refreshtoken"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/registration"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/webpage"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// The paths of the Authentication API.
const (
	AuthorizePath      = authorize.Path
	LoginPath          = authorize.LoginPath
	LogoutPath         = logout.V2Path
	OIDCLogoutPath     = logout.OIDCPath
	ConfirmLogoutPath  = logout.ConfirmPath
	TokenPath          = "/oauth/token"
	RevokePath         = "/oauth/revoke"
	UserinfoPath       = "/userinfo"
	DiscoveryPath      = discovery.OpenIDPath
	OAuthDiscoveryPath = discovery.OAuthPath
	RegistrationPath   = registration.Path
	JWKSPath           = discovery.JWKSPath
	// IntrospectPath is that of token introspection (RFC 7662), an addition of the
	// mock. It is served with [Deps].Introspection.
	IntrospectPath = "/oauth/introspect"
	// CheckPrefix is that of the sample endpoints of the APIs.
	CheckPrefix = protected.CheckPrefix
)

// CheckPath is the path of the sample endpoint of the API with this identifier.
func CheckPath(identifier string) string { return protected.CheckPath(identifier) }

// SigningKeys are the tenant's keys; *keys.Ring implements it.
type SigningKeys interface {
	mint.Keys
	protected.Keys
}

// Deps are what the handler works with. All but Transient and the last four are needed.
type Deps struct {
	Store store.Store
	// Transient stores what expires by itself, such as authorization codes. Nil means
	// in the memory of this handler alone.
	Transient transient.Store
	Keys      SigningKeys
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	Now    func() time.Time
	// Random makes ids and secrets. It must be safe for concurrent use.
	Random io.Reader
	// Introspection serves [IntrospectPath] and names it in the discovery
	// document. The service has no such endpoint.
	Introspection bool
	// OnlyDeclaredUsers lets only users of the Management API log in. Otherwise the
	// login page takes any name.
	OnlyDeclaredUsers bool
	// CompareSecrets returns 1 where x and y are equal, else 0. Nil is
	// subtle.ConstantTimeCompare; tests see by it what is compared.
	CompareSecrets func(x, y []byte) int
	// Meter measures tokens and signatures. Nil measures nothing.
	Meter mint.Meter
}

// Handler serves every path that Serves names.
type Handler struct {
	routes http.Handler
	state  *handler
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.routes.ServeHTTP(w, r) }

// Forget forgets what the handler remembers beside the store: who is logged in and
// what they consented to, authorization codes, opaque and revoked access tokens,
// the IDs of used assertions and proofs, the counts of quotas; so do all replicas. It may be called
// while requests are served.
func (h *Handler) Forget(ctx context.Context) error {
	return h.state.Transient.Clear(ctx,
		transient.KindCode, transient.KindConsent, transient.KindEndedSession, transient.KindKey, transient.KindQuota, transient.KindRegistration,
		transient.KindRevoked, transient.KindUsed)
}

// Sweep deletes the refresh tokens that have expired.
func (h *Handler) Sweep(ctx context.Context) error {
	return refreshtoken.Sweep(ctx, h.state.Store, h.state.Now())
}

// handler is the token endpoint with the parts that the other endpoints share.
type handler struct {
	Deps
	clients       *clientauth.Authenticator
	proofs        *dpop.Verifier
	users         policy.Users
	minter        *mint.Minter
	codes         *authcode.Codes
	sessions      *session.Sessions
	pages         *webpage.Pages
	authorization *authorize.Endpoint
	resources     *protected.Resources
	sweeper       refreshtoken.Sweeper
	quotas        *quota.Counter
}

// url is the absolute URL of a path of the tenant.
func (h *handler) url(path string) string { return strings.TrimSuffix(h.Issuer, "/") + path }

// New makes the handler of every path that Serves names.
func New(deps Deps) *Handler {
	if deps.CompareSecrets == nil {
		deps.CompareSecrets = subtle.ConstantTimeCompare
	}
	if deps.Transient == nil {
		deps.Transient = transient.NewMemory()
	}
	h := &handler{Deps: deps}
	h.users = policy.Users{UserinfoURL: h.url(UserinfoPath), OnlyDeclared: deps.OnlyDeclaredUsers}
	h.clients = clientauth.New(clientauth.Options{Store: deps.Store, Used: deps.Transient, Issuer: deps.Issuer, TokenURL: h.url(TokenPath), Now: deps.Now, CompareSecrets: deps.CompareSecrets})
	h.proofs = dpop.New(deps.Transient, deps.Now)
	h.minter = &mint.Minter{Keys: deps.Keys, Transient: deps.Transient, Random: deps.Random, Now: deps.Now, Issuer: deps.Issuer, UserinfoURL: h.users.UserinfoURL, Meter: deps.Meter}
	h.sessions = session.New(session.Options{Issuer: deps.Issuer, Transient: deps.Transient, Random: deps.Random, Now: deps.Now, NewID: h.minter.ID})
	h.pages = webpage.New(h.minter.ID)
	h.quotas = quota.NewCounter(deps.Transient)
	h.codes = authcode.NewCodes(deps.Transient)
	h.authorization = authorize.New(authorize.Options{
		Store: deps.Store, Transient: deps.Transient, Issuer: deps.Issuer, Minter: h.minter, Users: h.users, Codes: h.codes, Sessions: h.sessions, Pages: h.pages, Now: deps.Now,
	})
	h.resources = protected.New(protected.Options{
		Store: deps.Store, Transient: deps.Transient, Keys: deps.Keys, Issuer: deps.Issuer, URL: h.url, Users: h.users, Proof: h.proofs,
		Reveal: h.minter.Reveal, Now: deps.Now,
	})
	return &Handler{routes: h.routes(), state: h}
}

// introspectionPath is empty when there is no introspection.
func (h *handler) introspectionPath() string {
	if h.Introspection {
		return IntrospectPath
	}
	return ""
}
