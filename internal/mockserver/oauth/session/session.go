// Package session knows who is logged in to the mock tenant in a browser. A
// session is a signed cookie.
package session

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
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
}

// Sessions reads and writes the cookies. It is safe for concurrent use.
type Sessions struct {
	signer signer
	now    func() time.Time
	secure bool
}

// New returns the sessions of a tenant with this issuer. random must be safe for
// concurrent use.
func New(issuer string, random io.Reader, now func() time.Time) *Sessions {
	return &Sessions{signer: signer{random: random}, now: now, secure: strings.HasPrefix(issuer, "https:")}
}

// Forget ends all sessions.
func (s *Sessions) Forget() { s.signer.replaceKey() }

// content is that of sessionCookie.
type content struct {
	User string `json:"user"`
	// At is the Unix time of the login.
	At int64 `json:"at"`
}

// Find returns who is logged in in the browser that sent the request.
func (s *Sessions) Find(r *http.Request) (Login, bool) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return Login{}, false
	}
	var stored content
	if !s.signer.decode(cookie.Value, sessionCookie, &stored) {
		return Login{}, false
	}
	login := Login{user.User{Name: stored.User}, time.Unix(stored.At, 0)}
	return login, s.now().Before(login.At.Add(Lifetime))
}

// Begin logs the user in in the browser.
func (s *Sessions) Begin(w http.ResponseWriter, login Login) error {
	encoded, err := s.signer.encode(sessionCookie, content{login.User.Name, login.At.Unix()})
	if err != nil {
		return err
	}
	s.setCookie(w, sessionCookie, encoded)
	return nil
}

// Browser returns the id of the browser that sent the request; newID makes one
// for a browser that has none, which the answer tells it.
func (s *Sessions) Browser(w http.ResponseWriter, r *http.Request, newID func() (string, error)) (string, error) {
	if cookie, err := r.Cookie(browserCookie); err == nil && cookie.Value != "" {
		return cookie.Value, nil
	}
	id, err := newID()
	if err == nil {
		s.setCookie(w, browserCookie, id)
	}
	return id, err
}

// FormToken returns what a form must contain that is sent to the browser with
// this content, so that no other site can post it.
func (s *Sessions) FormToken(browser, form string) (string, error) {
	return s.signer.mac("csrf", browser, form)
}

// IsFormToken reports whether the form was sent to the browser of the request.
func (s *Sessions) IsFormToken(r *http.Request, csrf, form string) bool {
	cookie, err := r.Cookie(browserCookie)
	return err == nil && s.signer.isMAC(csrf, "csrf", cookie.Value, form)
}

// setCookie keeps a cookie from scripts, and from forms of other sites. It is a
// cookie of the browser's session.
func (s *Sessions) setCookie(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows the tenant's scheme: plain http is a mock's on loopback
		Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure,
	})
}
