package management

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The types of credentials.
const (
	credentialPublicKey = "public_key"
	credentialX509      = "x509_cert"
	credentialSubjectDN = "cert_subject_dn"
)

// maxCredentialKeyBits is the longest RSA key that a client may have
// (documented).
const maxCredentialKeyBits = 4096

// newCredential reads what was sent of a credential, as an element of a new
// client's authentication methods or alone: the service's rules for it are the
// same. The error is what is wrong with it, and begins with the property.
func (a *api) newCredential(sent map[string]any) (store.Credential, error) {
	var credential store.Credential
	var err error
	if credential.ID, err = newCredentialID(a.Random); err != nil {
		return credential, err
	}
	now := timestamp(a.Now())
	credential.CreatedAt, credential.UpdatedAt = now, now
	credential.Type, _ = sent["credential_type"].(string)
	if name, given := sent["name"].(string); given {
		credential.Name = &name
	}
	credential.PEM, _ = sent["pem"].(string)
	credential.SubjectDN, _ = sent["subject_dn"].(string)
	if credential.Type == credentialPublicKey {
		return credential, completeKey(&credential, sent)
	}
	return credential, completeCertificate(&credential, sent)
}

// completeKey reads a PublicKeyCredential of the service's schema.
func completeKey(credential *store.Credential, sent map[string]any) error {
	if credential.SubjectDN != "" {
		return invalidBody("subject_dn is only for credentials of type %s.", credentialSubjectDN)
	}
	parsed, err := parsePublicKey(credential.PEM)
	if err != nil {
		return invalidBody("pem: %s.", err)
	}
	if bits := parsed.rsa.N.BitLen(); bits > maxCredentialKeyBits {
		return invalidBody("pem: expected an RSA key of %d to %d bits, not %d.", minKeyBits, maxCredentialKeyBits, bits)
	}
	credential.Alg = "RS256"
	if alg, given := sent["alg"].(string); given {
		credential.Alg = alg
	}
	if kid, given := sent["kid"].(string); given {
		credential.Kid = kid
	} else if credential.Kid, err = thumbprint(credential.PEM); err != nil {
		return err
	}
	return setKeyExpiry(credential, sent, parsed.expires)
}

// setKeyExpiry reads when a public key expires: at expires_at, or, with
// parse_expiry_from_cert, at the end of its certificate, which is zero for a
// key without one. The two together are refused (documented).
func setKeyExpiry(credential *store.Credential, sent map[string]any, certificateEnd time.Time) error {
	expires, given := sent["expires_at"].(string)
	parse := sent["parse_expiry_from_cert"] == true
	switch {
	case given && parse:
		return invalidBody("expires_at and parse_expiry_from_cert exclude each other.")
	case parse && certificateEnd.IsZero():
		return invalidBody("parse_expiry_from_cert needs a certificate.")
	case parse:
		credential.ExpiresAt = timestamp(certificateEnd)
	case given:
		return setExpiry(credential, expires)
	}
	return nil
}

// setExpiry keeps a moment in the form in which the service answers it: UTC,
// with milliseconds, whatever form it was sent in (recorded 2026-05).
func setExpiry(credential *store.Credential, expires string) error {
	at, err := time.Parse(time.RFC3339, strings.ToUpper(expires))
	if err != nil {
		return invalidBody("'Object didn't pass validation for format date-time: %s' on property expires_at.", expires)
	}
	credential.ExpiresAt = timestamp(at)
	return nil
}

// completeCertificate reads a certificate, or the name of one.
func completeCertificate(credential *store.Credential, sent map[string]any) error {
	for _, name := range []string{"alg", "kid", "expires_at", "parse_expiry_from_cert"} {
		if isSet(sent, name) {
			return invalidBody("%s is only for credentials of type %s.", name, credentialPublicKey)
		}
	}
	if credential.Type == credentialSubjectDN && credential.SubjectDN != "" {
		if credential.PEM != "" {
			return invalidBody("pem and subject_dn exclude each other.")
		}
		return nil
	}
	if credential.SubjectDN != "" {
		return invalidBody("subject_dn is only for credentials of type %s.", credentialSubjectDN)
	}
	certificate, err := parseCertificate(credential.PEM)
	if err != nil {
		return invalidBody("pem: %s.", err)
	}
	if credential.Type == credentialSubjectDN {
		credential.SubjectDN, err = subjectDN(certificate)
		return err
	}
	credential.ExpiresAt = timestamp(certificate.NotAfter)
	sum := sha256.Sum256(certificate.Raw)
	credential.ThumbprintSHA256 = base64.RawURLEncoding.EncodeToString(sum[:])
	return nil
}

// timestamp is a time as the service writes it.
func timestamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// credentialView is a credential as the service answers it: without the PEM,
// and without a name if none was sent (recorded 2023 to 2026).
type credentialView struct {
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

func viewCredential(c store.Credential) credentialView {
	return credentialView{c.ID, c.Type, c.Kid, c.Alg, c.Name, c.SubjectDN, c.ThumbprintSHA256, c.CreatedAt, c.UpdatedAt, c.ExpiresAt}
}

// within says where in a client a credential is wrong.
func within(place string, err error) error {
	refusal := asAPIError(err)
	const prefix = "Payload validation error: "
	if what, isBody := strings.CutPrefix(refusal.Message, prefix); isBody {
		refusal.Message = fmt.Sprintf("%s%s: %s", prefix, place, what)
	}
	return refusal
}
