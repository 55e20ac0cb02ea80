package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
)

// signer signs values that the mock keeps in the browser instead of in memory, so
// that only this process can have made them. A restart makes them invalid.
type signer struct {
	random io.Reader

	mu sync.Mutex
	// key is made when it is first needed.
	key []byte
}

func (s *signer) currentKey() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key == nil {
		key := make([]byte, sha256.Size)
		if _, err := io.ReadFull(s.random, key); err != nil {
			return nil, fmt.Errorf("making a key for cookies: %w", err)
		}
		s.key = key
	}
	return s.key, nil
}

// replaceKey makes all values so far invalid.
func (s *signer) replaceKey() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = nil
}

// mac authenticates the parts for one purpose.
func (s *signer) mac(purpose string, parts ...string) (string, error) {
	key, err := s.currentKey()
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
func (s *signer) isMAC(value, purpose string, parts ...string) bool {
	mac, err := s.mac(purpose, parts...)
	return err == nil && hmac.Equal([]byte(value), []byte(mac))
}

// encode returns the value as text with its MAC.
func (s *signer) encode(purpose string, value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("encoding a %s: %w", purpose, err)
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	mac, err := s.mac(purpose, body)
	return body + "." + mac, err
}

// decode reads what encode made for the purpose, and reports whether it is that.
func (s *signer) decode(encoded, purpose string, value any) bool {
	body, mac, _ := strings.Cut(encoded, ".")
	if !s.isMAC(mac, purpose, body) {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(body)
	return err == nil && json.Unmarshal(text, value) == nil
}
