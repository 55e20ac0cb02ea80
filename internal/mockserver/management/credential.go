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
	credential.Name, _ = sent["name"].(string)
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
	credential.Alg = "RS256"
	if alg, given := sent["alg"].(string); given {
		credential.Alg = alg
	}
	if kid, given := sent["kid"].(string); given {
		credential.Kid = kid
	} else if credential.Kid, err = thumbprint(credential.PEM); err != nil {
		return err
	}
	if expires, given := sent["expires_at"].(string); given {
		credential.ExpiresAt = expires
	} else if sent["parse_expiry_from_cert"] == true {
		if parsed.expires.IsZero() {
			return invalidBody("parse_expiry_from_cert needs a certificate.")
		}
		credential.ExpiresAt = timestamp(parsed.expires)
	}
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
	credential.ExpiresAt = timestamp(certificate.NotAfter)
	if credential.Type == credentialSubjectDN {
		credential.SubjectDN = certificate.Subject.String()
		return nil
	}
	sum := sha256.Sum256(certificate.Raw)
	credential.ThumbprintSHA256 = base64.RawURLEncoding.EncodeToString(sum[:])
	return nil
}

// timestamp is a time as the service writes it.
func timestamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// viewCredential is the credential as the service answers it: without the PEM.
func viewCredential(credential store.Credential) map[string]any {
	view := map[string]any{"id": credential.ID, "credential_type": credential.Type, "name": credential.Name}
	for name, value := range map[string]string{
		"kid": credential.Kid, "alg": credential.Alg, "subject_dn": credential.SubjectDN,
		"thumbprint_sha256": credential.ThumbprintSHA256, "expires_at": credential.ExpiresAt,
		"created_at": credential.CreatedAt, "updated_at": credential.UpdatedAt,
	} {
		if value != "" {
			view[name] = value
		}
	}
	return view
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
