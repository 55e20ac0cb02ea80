// Package session knows who is logged in to the mock tenant in a browser. A
// session is a signed cookie.
package session

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// The cookies of the tenant. browserCookie distinguishes browsers, so that a form
// can be posted only from the page that it was sent with; sessionCookie says who
// is logged in.
const (
	browserCookie = "mock_browser"
	sessionCookie = "mock_session"
)

// Lifetime is the service's default for a session that is used.
const Lifetime = 72 * time.Hour

// Login is who logged in, and when.
type Login struct {
	User user.User
	At   time.Time
	// ID is that of the session, the "sid" of ID tokens; empty without a session.
	ID string
}

// Options are what sessions work with. All are needed.
type Options struct {
	// Issuer is the tenant's URL: cookies of one with https are secure.
	Issuer string
	// Transient has the key of the cookies, and the sessions that ended.
	Transient transient.Store
	// Random must be safe for concurrent use.
	Random io.Reader
	Now    func() time.Time
	// NewID returns so many random bytes as text.
	NewID func(bytes int) (string, error)
}

// Sessions reads and writes the cookies. It is safe for concurrent use.
type Sessions struct {
	Options
	signer signer
}

// New returns the sessions of a tenant. They end if the store loses the key of the cookies.
func New(options Options) *Sessions {
	s := &Sessions{Options: options}
	s.signer.key = func(ctx context.Context) ([]byte, error) {
		return transient.Secret(ctx, s.Transient, "cookies", sha256.Size, s.Random, s.Now())
	}
	return s
}

// content is that of sessionCookie.
type content struct {
	ID   string `json:"id"`
	User string `json:"user"`
	// At is the Unix time of the login.
	At int64 `json:"at"`
}

// Find returns who is logged in in the browser that sent the request.
func (s *Sessions) Find(r *http.Request) (login Login, found bool, err error) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return Login{}, false, nil //nolint:nilerr // the browser has no cookie
	}
	var stored content
	if found, err := s.signer.decode(r.Context(), cookie.Value, sessionCookie, &stored); err != nil || !found {
		return Login{}, false, err
	}
	login = Login{user.User{Name: stored.User}, time.Unix(stored.At, 0), stored.ID}
	now := s.Now()
	_, ended, err := s.Transient.Get(r.Context(), endedKey(login.ID), now)
	if err != nil {
		return Login{}, false, fmt.Errorf("reading whether a session ended: %w", err)
	}
	return login, !ended && now.Before(login.At.Add(Lifetime)), nil
}

// endedKey is the key of a session that ended while its cookie may still exist somewhere.
func endedKey(id string) transient.Key {
	return transient.Key{Kind: transient.KindEndedSession, ID: id}
}

// Begin logs the user in in the browser, as of now.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, who user.User) (Login, error) {
	id, err := s.NewID(16)
	if err != nil {
		return Login{}, err
	}
	login := Login{who, s.Now(), id}
	encoded, err := s.signer.encode(r.Context(), sessionCookie, content{id, who.Name, login.At.Unix()})
	if err != nil {
		return Login{}, err
	}
	cookie := s.cookie(sessionCookie, encoded) //nolint:gosec // see there
	if cookie.Secure {
		// An application's page may ask for tokens in a frame (prompt=none), where
		// browsers send no other cookies to another site.
		cookie.SameSite = http.SameSiteNoneMode
	}
	http.SetCookie(w, cookie)
	return login, nil
}

// End logs out the browser that sent the request.
func (s *Sessions) End(w http.ResponseWriter, r *http.Request) error {
	login, found, err := s.Find(r)
	if err == nil && found {
		err = s.Transient.Put(r.Context(), endedKey(login.ID), transient.Value{Expires: login.At.Add(Lifetime)}, s.Now())
	}
	if err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	cookie := s.cookie(sessionCookie, "") //nolint:gosec // see there
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
	return nil
}

// Browser returns the ID of the browser that sent the request. A browser without
// an ID gets a new ID with the answer.
func (s *Sessions) Browser(w http.ResponseWriter, r *http.Request) (string, error) {
	if cookie, err := r.Cookie(browserCookie); err == nil && cookie.Value != "" {
		return cookie.Value, nil
	}
	id, err := s.NewID(16)
	if err == nil {
		http.SetCookie(w, s.cookie(browserCookie, id))
	}
	return id, err
}

// FormToken returns what a form must contain that is sent to the browser for one
// purpose with this content, so that no other site can post it.
func (s *Sessions) FormToken(ctx context.Context, browser, purpose, form string) (string, error) {
	return s.signer.mac(ctx, "csrf "+purpose, browser, form)
}

// IsFormToken reports whether the form was sent to the browser of the request for
// that purpose.
func (s *Sessions) IsFormToken(r *http.Request, csrf, purpose, form string) (bool, error) {
	cookie, err := r.Cookie(browserCookie)
	if err != nil {
		return false, nil //nolint:nilerr // the browser has no cookie
	}
	return s.signer.isMAC(r.Context(), csrf, "csrf "+purpose, cookie.Value, form)
}

// cookie keeps a value from scripts, and from forms of other sites, until the
// browser is closed.
func (s *Sessions) cookie(name, value string) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows the tenant's scheme: plain http is a mock's on loopback
		Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(s.Issuer, "https:"),
	}
}
