// Package forge creates JSON Web Tokens as an attacker would, for tests of the code
// that has to refuse them. It does not use a JOSE library, which would correct or
// refuse such tokens.
package forge

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
)

// Object is a header or a set of claims.
type Object = map[string]any

// With copies an object and changes the copy; nil removes a member.
func With(object Object, changes ...Object) Object {
	out := maps.Clone(object)
	for _, change := range changes {
		maps.Copy(out, change)
	}
	maps.DeleteFunc(out, func(_ string, value any) bool { return value == nil })
	return out
}

// NewKey generates an RSA key of the size that a tenant signs with. It takes some
// tenths of a second, so a test package generates each of its keys once.
func NewKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(fmt.Sprintf("generating an RSA key: %v", err))
	}
	return key
}

// Part encodes one part of a compact token as base64url: a string as it is, any
// other value as JSON.
func Part(value any) string {
	text, isText := value.(string)
	if !isText {
		encoded, err := json.Marshal(value)
		if err != nil {
			panic(fmt.Sprintf("forging a token: %v", err))
		}
		text = string(encoded)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// Sign creates a compact token. It signs with the algorithm (RS256, PS256, HS256, ES256 or
// their variants with 384 and 512 bits; RFC 7518, section 3.1), even if the header names
// another algorithm. The key is an *rsa.PrivateKey, an
// *ecdsa.PrivateKey of P-256, or a []byte with a secret. header and claims are as
// for [Part]. Sign panics if the key is not for the algorithm.
func Sign(algorithm string, key, header, claims any) string {
	input := Part(header) + "." + Part(claims)
	signature, err := sign(algorithm, key, input)
	if err != nil {
		panic(fmt.Sprintf("forging a token with %s: %v", algorithm, err))
	}
	return input + "." + Part(string(signature))
}

// Unsigned creates a token with an empty signature.
func Unsigned(header, claims any) string { return Part(header) + "." + Part(claims) + "." }

func sign(algorithm string, key any, input string) ([]byte, error) {
	family, hash := algorithm[:2], map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}[algorithm[2:]]
	if !hash.Available() {
		return nil, fmt.Errorf("the algorithm %s is unknown", algorithm)
	}
	digest := hash.New()
	digest.Write([]byte(input))
	sum := digest.Sum(nil)
	switch key := key.(type) {
	case []byte:
		if family == "HS" {
			mac := hmac.New(hash.New, key)
			mac.Write([]byte(input))
			return mac.Sum(nil), nil
		}
	case *rsa.PrivateKey:
		switch family {
		case "RS":
			return rsa.SignPKCS1v15(nil, key, hash, sum)
		case "PS":
			return rsa.SignPSS(rand.Reader, key, hash, sum, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}
	case *ecdsa.PrivateKey:
		if algorithm == "ES256" {
			r, s, err := ecdsa.Sign(rand.Reader, key, sum)
			if err != nil {
				return nil, err
			}
			signature := make([]byte, 64)
			r.FillBytes(signature[:32])
			s.FillBytes(signature[32:])
			return signature, nil
		}
	}
	return nil, fmt.Errorf("a %T is not a key for it", key)
}
