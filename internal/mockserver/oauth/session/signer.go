package session

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// signer signs values that the mock keeps in the browser instead of in memory, so that only
// a replica of the tenant can have made them. Without the key they are invalid.
type signer struct {
	// key returns the key, which all replicas share.
	key func(context.Context) ([]byte, error)
}

// mac authenticates the parts for one purpose.
func (s *signer) mac(ctx context.Context, purpose string, parts ...string) (string, error) {
	key, err := s.key(ctx)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	for _, part := range append([]string{purpose}, parts...) {
		fmt.Fprintf(mac, "%d:%s", len(part), part)
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// isMAC reports whether the value is the MAC of the parts.
func (s *signer) isMAC(ctx context.Context, value, purpose string, parts ...string) (bool, error) {
	mac, err := s.mac(ctx, purpose, parts...)
	return err == nil && hmac.Equal([]byte(value), []byte(mac)), err
}

// encode returns the value as text with its MAC.
func (s *signer) encode(ctx context.Context, purpose string, value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("encoding a %s: %w", purpose, err)
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	mac, err := s.mac(ctx, purpose, body)
	return body + "." + mac, err
}

// decode reads what encode made for the purpose, and reports whether it is that.
func (s *signer) decode(ctx context.Context, encoded, purpose string, value any) (bool, error) {
	body, mac, _ := strings.Cut(encoded, ".")
	if authentic, err := s.isMAC(ctx, mac, purpose, body); err != nil || !authentic {
		return false, err
	}
	text, err := base64.RawURLEncoding.DecodeString(body)
	return err == nil && json.Unmarshal(text, value) == nil, nil
}
