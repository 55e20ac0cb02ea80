package endpoint

import (
	"encoding/hex"
	"fmt"
	"io"
)

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// urlSafe has 64 characters, those of base64url.
const urlSafe = alphanumeric + "-_"

// randomText makes n characters of an alphabet of at most 64, all equally
// likely: bytes that would favour the first ones are thrown away.
func randomText(random io.Reader, alphabet string, n int) (string, error) {
	out := make([]byte, 0, n)
	chunk := make([]byte, n+n/4)
	for len(out) < n {
		if _, err := io.ReadFull(random, chunk); err != nil {
			return "", fmt.Errorf("reading randomness: %w", err)
		}
		for _, b := range chunk {
			if i := int(b & 63); i < len(alphabet) && len(out) < n {
				out = append(out, alphabet[i])
			}
		}
	}
	return string(out), nil
}

// NewResourceServerID makes 24 hexadecimal digits.
func NewResourceServerID(random io.Reader) (string, error) {
	id := make([]byte, 12)
	if _, err := io.ReadFull(random, id); err != nil {
		return "", fmt.Errorf("reading randomness: %w", err)
	}
	return hex.EncodeToString(id), nil
}

// NewClientGrantID makes "cgr_" and 16 characters.
func NewClientGrantID(random io.Reader) (string, error) {
	return prefixed(random, "cgr_", 16)
}

// NewCredentialID makes "cred_" and 22 characters.
func NewCredentialID(random io.Reader) (string, error) {
	return prefixed(random, "cred_", 22)
}

// NewRoleID makes "rol_" and 16 characters.
func NewRoleID(random io.Reader) (string, error) { return prefixed(random, "rol_", 16) }

// NewOrganizationID makes "org_" and 16 characters.
func NewOrganizationID(random io.Reader) (string, error) { return prefixed(random, "org_", 16) }

func prefixed(random io.Reader, prefix string, n int) (string, error) {
	id, err := randomText(random, alphanumeric, n)
	return prefix + id, err
}

// NewClientID makes 32 characters.
func NewClientID(random io.Reader) (string, error) { return randomText(random, alphanumeric, 32) }

// NewThirdPartyClientID makes the id of a strict third-party client: "tpc_" and
// 22 characters (recorded 2026-05).
func NewThirdPartyClientID(random io.Reader) (string, error) {
	return prefixed(random, "tpc_", 22)
}

// NewSecret makes a client's secret, or an HS256 API's: 384 bits.
func NewSecret(random io.Reader) (string, error) { return randomText(random, urlSafe, 64) }
