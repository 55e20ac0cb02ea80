package keys

import (
	"context"
	"fmt"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Info describes a signing key as the Management API returns it (schema SigningKeys of
// the service's OpenAPI document).
type Info struct {
	Kid string `json:"kid"`
	// Cert and PKCS7 are the certificate: PEM with CRLF, as the service writes it.
	Cert  string `json:"cert"`
	PKCS7 string `json:"pkcs7"`

	Current  bool `json:"current"`
	Next     bool `json:"next"`
	Previous bool `json:"previous"`
	// CurrentSince, CurrentUntil and RevokedAt are RFC 3339, or empty.
	CurrentSince string `json:"current_since,omitempty"`
	CurrentUntil string `json:"current_until,omitempty"`

	// Fingerprint is the SHA-1 of the certificate with colons, Thumbprint without.
	Fingerprint string `json:"fingerprint"`
	Thumbprint  string `json:"thumbprint"`

	Revoked   bool   `json:"revoked,omitempty"`
	RevokedAt string `json:"revoked_at,omitempty"`
}

// List describes all keys: current, next, previous, and the latest revoked ones.
func (r *Ring) List(ctx context.Context) ([]Info, error) {
	p, err := r.load(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing the signing keys: %w", err)
	}
	infos := make([]Info, 0, len(p.stored))
	for _, key := range inOrder(p.stored) {
		info, err := describe(key)
		if err != nil {
			return nil, fmt.Errorf("listing the signing keys: %w", err)
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// Get describes one key. If there is no key with the id, the error is ErrUnknownKey.
func (r *Ring) Get(ctx context.Context, kid string) (Info, error) {
	p, err := r.load(ctx)
	if err != nil {
		return Info{}, fmt.Errorf("reading the signing key %s: %w", kid, err)
	}
	key := find(p.stored, kid)
	if key == nil {
		return Info{}, fmt.Errorf("reading the signing key %s: %w", kid, ErrUnknownKey)
	}
	return describe(key)
}

func find(stored []*store.SigningKey, kid string) *store.SigningKey {
	for _, key := range stored {
		if key.Kid == kid {
			return key
		}
	}
	return nil
}

func describe(key *store.SigningKey) (Info, error) {
	certificate, err := parseCertificate(key)
	if err != nil {
		return Info{}, err
	}
	wrapped, err := pkcs7(certificate.Raw)
	if err != nil {
		return Info{}, err
	}
	plain, colons := thumbprint(certificate.Raw)
	return Info{
		Kid:          key.Kid,
		Cert:         crlf(key.CertificatePEM),
		PKCS7:        crlf(wrapped),
		Current:      key.State == stateCurrent,
		Next:         key.State == stateNext,
		Previous:     key.State == statePrevious || key.State == stateRevoked,
		CurrentSince: key.CurrentSince,
		CurrentUntil: key.CurrentUntil,
		Fingerprint:  colons,
		Thumbprint:   plain,
		Revoked:      key.State == stateRevoked,
		RevokedAt:    key.RevokedAt,
	}, nil
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
