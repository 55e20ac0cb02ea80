package authcode

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Codes are the authorization codes of a tenant. All replicas share them. It is safe for
// concurrent use.
type Codes struct{ store transient.Store }

// NewCodes returns the codes in a store.
func NewCodes(store transient.Store) *Codes { return &Codes{store} }

// stored is the form of a code in the store.
type stored struct {
	ClientID        string    `json:"client_id"`
	Audience        string    `json:"audience"`
	User            string    `json:"user"`
	AuthTime        time.Time `json:"auth_time"`
	Scopes          []string  `json:"scopes,omitempty"`
	Organization    string    `json:"organization,omitempty"`
	SessionID       string    `json:"session_id,omitempty"`
	Nonce           string    `json:"nonce,omitempty"`
	KeyThumbprint   string    `json:"key_thumbprint,omitempty"`
	RedirectURI     string    `json:"redirect_uri,omitempty"`
	RedirectURISent bool      `json:"redirect_uri_sent,omitempty"`
	Challenge       Challenge `json:"challenge,omitzero"`
	Expires         time.Time `json:"expires"`

	// Used is set by the first use, and Reused by any other.
	Used   bool   `json:"used,omitempty"`
	Reused bool   `json:"reused,omitempty"`
	Issued Issued `json:"issued,omitzero"`
}

// Add stores a new code under its value.
func (c *Codes) Add(ctx context.Context, value string, code *Code, now time.Time) error {
	made := &stored{
		ClientID: code.Client.ClientID, Audience: code.API.Identifier, User: code.User.Name, AuthTime: code.AuthTime,
		Scopes: code.Scopes, SessionID: code.SessionID, Nonce: code.Nonce, KeyThumbprint: code.KeyThumbprint,
		RedirectURI: code.RedirectURI, RedirectURISent: code.RedirectURISent, Challenge: code.Challenge, Expires: code.Expires,
	}
	if code.Organization != nil {
		made.Organization = code.Organization.ID
	}
	encoded, err := made.encode()
	if err != nil {
		return err
	}
	if err := c.store.Put(ctx, keyOf(value), *encoded, now); err != nil {
		return fmt.Errorf("storing an authorization code: %w", err)
	}
	return nil
}

// Redeem uses up the code, unless check refuses the request. The error for a code that was
// used before is a [ReusedError]. check may be called several times.
func (c *Codes) Redeem(ctx context.Context, value string, now time.Time, check func(*Code) error) (code *Code, err error) {
	var refused error // of a use that changes the code
	err = c.change(ctx, value, now, func(s *stored) (changed bool, err error) {
		refused = nil
		if s == nil {
			return false, invalid()
		}
		code = s.code()
		if err := check(code); err != nil {
			return false, err
		}
		if s.Used {
			s.Reused, refused = true, &ReusedError{s.Issued}
			return true, nil
		}
		if !now.Before(s.Expires) {
			return false, invalid()
		}
		s.Used = true
		return true, nil
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return nil, err
	}
	return code, nil
}

// Record stores what a redeemed code was exchanged for. The error is a [ReusedError] if the
// code was presented again in the meantime: the tokens must not be handed out.
func (c *Codes) Record(ctx context.Context, value string, issued Issued, now time.Time) error {
	reused := false
	err := c.change(ctx, value, now, func(s *stored) (changed bool, err error) {
		if s == nil { // it was dropped: nothing remembers its use
			return false, nil
		}
		s.Issued, reused = issued, s.Reused
		return true, nil
	})
	if err == nil && reused {
		return &ReusedError{issued}
	}
	return err
}

// change changes a stored code, which is nil if the value is unknown.
func (c *Codes) change(ctx context.Context, value string, now time.Time, fn func(*stored) (changed bool, err error)) error {
	return c.store.Update(ctx, []transient.Key{keyOf(value)}, now, func(current [][]byte) ([]*transient.Value, error) {
		var s *stored
		if current[0] != nil {
			s = &stored{}
			if err := json.Unmarshal(current[0], s); err != nil {
				return nil, fmt.Errorf("reading an authorization code: %w", err)
			}
		}
		changed, err := fn(s)
		if err != nil || !changed {
			return []*transient.Value{nil}, err
		}
		encoded, err := s.encode()
		return []*transient.Value{encoded}, err
	})
}

func keyOf(value string) transient.Key { return transient.Hashed(transient.KindCode, value) }

func (s *stored) encode() (*transient.Value, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encoding an authorization code: %w", err)
	}
	return &transient.Value{Data: data, Expires: s.Expires.Add(memory - Lifetime)}, nil
}

func (s *stored) code() *Code {
	code := &Code{
		Delegation: policy.Delegation{
			Client: &store.Client{ClientID: s.ClientID}, API: &store.ResourceServer{Identifier: s.Audience}, User: user.User{Name: s.User},
			AuthTime: s.AuthTime, Scopes: s.Scopes, SessionID: s.SessionID, Nonce: s.Nonce, KeyThumbprint: s.KeyThumbprint,
		},
		RedirectURI: s.RedirectURI, RedirectURISent: s.RedirectURISent, Challenge: s.Challenge, Expires: s.Expires,
	}
	if s.Organization != "" {
		code.Organization = &policy.Organization{ID: s.Organization}
	}
	return code
}
