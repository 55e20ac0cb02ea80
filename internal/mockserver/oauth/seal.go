package oauth

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

// seal makes and knows values that only this process can have made: they hold
// its state in the browser instead of in memory. A restart forgets them.
type seal struct {
	random io.Reader

	mu sync.Mutex
	// made is the key, which is made when it is first needed.
	made []byte
}

func (s *seal) key() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made == nil {
		key := make([]byte, sha256.Size)
		if _, err := io.ReadFull(s.random, key); err != nil {
			return nil, fmt.Errorf("making a key for cookies: %w", err)
		}
		s.made = key
	}
	return s.made, nil
}

// forget makes all values so far those of nobody.
func (s *seal) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made = nil
}

// mac authenticates the parts for one purpose.
func (s *seal) mac(purpose string, parts ...string) (string, error) {
	key, err := s.key()
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	for _, part := range append([]string{purpose}, parts...) {
		fmt.Fprintf(mac, "%d:%s", len(part), part)
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// checks tells whether the value is the mac of the parts.
func (s *seal) checks(value, purpose string, parts ...string) bool {
	made, err := s.mac(purpose, parts...)
	return err == nil && hmac.Equal([]byte(value), []byte(made))
}

// close encodes a value with its mac.
func (s *seal) close(purpose string, value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("sealing a %s: %w", purpose, err)
	}
	body := base64.RawURLEncoding.EncodeToString(text)
	mac, err := s.mac(purpose, body)
	return body + "." + mac, err
}

// open decodes what close made for the purpose.
func (s *seal) open(sealed, purpose string, value any) bool {
	body, mac, _ := strings.Cut(sealed, ".")
	if !s.checks(mac, purpose, body) {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(body)
	return err == nil && json.Unmarshal(text, value) == nil
}
