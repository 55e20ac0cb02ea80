// Package credential is what a client proves itself with: public keys and
// certificates, read from a request, checked, compared, and shown.
package credential

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/publickey"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The types of credentials.
const (
	PublicKey = "public_key"
	X509      = "x509_cert"
	SubjectDN = "cert_subject_dn"
)

// maxKeyBits is the longest RSA key that a client may have (documented).
const maxKeyBits = 4096

// New reads what was sent of a credential, as an element of a new client's
// authentication methods or alone: the service's rules for it are the same. The
// error is what is wrong with it, and begins with the property.
func New(tenant endpoint.Tenant, sent map[string]any) (store.Credential, error) {
	var credential store.Credential
	var err error
	if credential.ID, err = endpoint.NewCredentialID(tenant.Random); err != nil {
		return credential, err
	}
	now := endpoint.Timestamp(tenant.Now())
	credential.CreatedAt, credential.UpdatedAt = now, now
	credential.Type, _ = sent["credential_type"].(string)
	if name, isSet := sent["name"].(string); isSet {
		credential.Name = &name
	}
	credential.PEM, _ = sent["pem"].(string)
	credential.SubjectDN, _ = sent["subject_dn"].(string)
	if credential.Type == PublicKey {
		return credential, completeKey(&credential, sent)
	}
	return credential, completeCertificate(&credential, sent)
}

// completeKey reads a PublicKeyCredential of the service's schema.
func completeKey(credential *store.Credential, sent map[string]any) error {
	if credential.SubjectDN != "" {
		return endpoint.InvalidBody("subject_dn is only for credentials of type %s.", SubjectDN)
	}
	key, err := publickey.Parse(credential.PEM)
	if err != nil {
		return endpoint.InvalidBody("pem: %s.", err)
	}
	if bits := key.RSA.N.BitLen(); bits > maxKeyBits {
		return endpoint.InvalidBody("pem: expected an RSA key of %d to %d bits, not %d.", publickey.MinBits, maxKeyBits, bits)
	}
	credential.Alg = "RS256"
	if alg, isSet := sent["alg"].(string); isSet {
		credential.Alg = alg
	}
	if kid, isSet := sent["kid"].(string); isSet {
		credential.Kid = kid
	} else if credential.Kid, err = key.Thumbprint(); err != nil {
		return err
	}
	return setKeyExpiry(credential, sent, key.Expires)
}

// setKeyExpiry reads when a public key expires: at expires_at, or, with
// parse_expiry_from_cert, at the end of its certificate, which is zero for a
// key without one. The two together are refused (documented).
func setKeyExpiry(credential *store.Credential, sent map[string]any, certificateEnd time.Time) error {
	expires, isSet := sent["expires_at"].(string)
	parse := sent["parse_expiry_from_cert"] == true
	switch {
	case isSet && parse:
		return endpoint.InvalidBody("expires_at and parse_expiry_from_cert exclude each other.")
	case parse && certificateEnd.IsZero():
		return endpoint.InvalidBody("parse_expiry_from_cert needs a certificate.")
	case parse:
		credential.ExpiresAt = endpoint.Timestamp(certificateEnd)
	case isSet:
		return SetExpiry(credential, expires)
	}
	return nil
}

// SetExpiry keeps a moment in the form in which the service answers it: UTC,
// with milliseconds, whatever form it was sent in (recorded 2026-05).
func SetExpiry(credential *store.Credential, expires string) error {
	at, err := time.Parse(time.RFC3339, strings.ToUpper(expires))
	if err != nil {
		return endpoint.InvalidBody("'Object didn't pass validation for format date-time: %s' on property expires_at.", expires)
	}
	credential.ExpiresAt = endpoint.Timestamp(at)
	return nil
}

// completeCertificate reads a certificate, or the name of one.
func completeCertificate(credential *store.Credential, sent map[string]any) error {
	for _, name := range []string{"alg", "kid", "expires_at", "parse_expiry_from_cert"} {
		if endpoint.IsSet(sent, name) {
			return endpoint.InvalidBody("%s is only for credentials of type %s.", name, PublicKey)
		}
	}
	if credential.Type == SubjectDN && credential.SubjectDN != "" {
		if credential.PEM != "" {
			return endpoint.InvalidBody("pem and subject_dn exclude each other.")
		}
		return nil
	}
	if credential.SubjectDN != "" {
		return endpoint.InvalidBody("subject_dn is only for credentials of type %s.", SubjectDN)
	}
	certificate, err := publickey.ParseCertificate(credential.PEM)
	if err != nil {
		return endpoint.InvalidBody("pem: %s.", err)
	}
	if credential.Type == SubjectDN {
		credential.SubjectDN, err = publickey.SubjectDN(certificate)
		return err
	}
	credential.ExpiresAt = endpoint.Timestamp(certificate.NotAfter)
	sum := sha256.Sum256(certificate.Raw)
	credential.ThumbprintSHA256 = base64.RawURLEncoding.EncodeToString(sum[:])
	return nil
}

// View is a credential as the service answers it: without the PEM, and without
// a name if none was sent (recorded 2023 to 2026).
type View struct {
	ID               string  `json:"id"`
	Type             string  `json:"credential_type"`
	Kid              string  `json:"kid,omitempty"`
	Alg              string  `json:"alg,omitempty"`
	Name             *string `json:"name,omitempty"`
	SubjectDN        string  `json:"subject_dn,omitempty"`
	ThumbprintSHA256 string  `json:"thumbprint_sha256,omitempty"`
	CreatedAt        string  `json:"created_at"`
	UpdatedAt        string  `json:"updated_at"`
	ExpiresAt        string  `json:"expires_at,omitempty"`
}

// Show makes the view of a credential.
func Show(c store.Credential) View {
	return View{c.ID, c.Type, c.Kid, c.Alg, c.Name, c.SubjectDN, c.ThumbprintSHA256, c.CreatedAt, c.UpdatedAt, c.ExpiresAt}
}

// Within says where in a client's body a credential is wrong.
func Within(place string, err error) error {
	refusal := endpoint.AsError(err)
	const prefix = "Payload validation error: "
	if what, isBody := strings.CutPrefix(refusal.Message, prefix); isBody {
		refusal.Message = fmt.Sprintf("%s%s: %s", prefix, place, what)
	}
	return refusal
}
