package verify

import (
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// minRSABits is the smallest RSA key that RFC 7518, sections 3.3 and 3.5 allow.
const minRSABits = 2048

// checkSignature accepts the token if one of the candidates signed it with this
// algorithm. The algorithm comes from the token, so each key is used only with the
// algorithms that are for its type.
func checkSignature(raw string, token *Token, algorithm jose.SignatureAlgorithm, candidates []any) error {
	if len(candidates) == 0 {
		if _, named := token.Header["kid"]; !named {
			return refuse(ReasonUnknownKey, "the token names no key (no \"kid\"); expected the kid of a known key")
		}
		return refuse(ReasonUnknownKey, "the token was signed with the key %s, which is not among the known keys", quote(token.Kid()))
	}
	fits := false
	for _, candidate := range candidates {
		switch key := candidate.(type) {
		case Shared:
			if algorithm != jose.HS256 {
				continue
			}
			fits = true
			if hs256(raw, key) {
				return nil
			}
		case *rsa.PublicKey:
			if !isRSA(algorithm) || key.N.BitLen() < minRSABits {
				continue
			}
			fits = true
			if rsaSignature(raw, algorithm, key) {
				return nil
			}
		}
	}
	if !fits {
		return refuse(ReasonKeyType, "the token's algorithm %s does not fit the key: HS256 needs a shared secret, RS and PS algorithms an RSA key of %d bits or more", algorithm, minRSABits)
	}
	return refuse(ReasonSignature, "the token's %s signature is not valid: it was changed after it was signed, or signed with another key", algorithm)
}

func isRSA(algorithm jose.SignatureAlgorithm) bool {
	switch algorithm {
	case jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512:
		return true
	}
	return false
}

func rsaSignature(raw string, algorithm jose.SignatureAlgorithm, key *rsa.PublicKey) bool {
	signed, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{algorithm})
	if err != nil {
		return false
	}
	_, err = signed.Verify(key)
	return err == nil
}

// hs256 verifies an HS256 signature. It does not use go-jose, which refuses secrets
// of less than 32 bytes (RFC 7518, section 3.2); the service accepts 16 characters.
func hs256(raw string, key Shared) bool {
	cut := strings.LastIndexByte(raw, '.')
	signature, err := base64.RawURLEncoding.Strict().DecodeString(raw[cut+1:])
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key.secret)
	mac.Write([]byte(raw[:cut]))
	return hmac.Equal(signature, mac.Sum(nil))
}
