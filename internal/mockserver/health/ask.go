package health

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// askTimeout limits a question of Ask.
const askTimeout = 2 * time.Second

// maxAnswer limits the part of a response that an error quotes, in bytes.
const maxAnswer = 1 << 10

// Ask returns nil if the server at the base URL is ready, else why not.
func Ask(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(url, "/")+ReadyPath, http.NoBody)
	if err != nil {
		return fmt.Errorf("%q is not a URL: %w", url, err)
	}
	// The certificate may be self-signed, and be for the tenant's name only. Nothing is sent
	// that another program may not see.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // as the comment says
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("reading the health from %s: %w", req.URL, err)
	}
	if res.StatusCode != http.StatusOK {
		return errors.New("it is not ready: " + string(bytes.TrimSpace(body)))
	}
	return nil
}
