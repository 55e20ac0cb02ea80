package command

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
)

// controlKey returns the key of the control API: the content of the file of --control-key, or
// of the environment, so that the list of processes does not show it. It is nil without one,
// or without a control API.
func (o options) controlKey(getenv func(string) string) (*control.Key, error) {
	hasAPI := o.control || o.tenancy.enabled
	text, from := getenv(controlKeyVariable), controlKeyVariable
	if o.controlKeyFile != "" {
		if !hasAPI {
			return nil, errors.New("--control-key is the file with the key of the control API: it needs --control or --tenants")
		}
		content, err := os.ReadFile(o.controlKeyFile)
		if err != nil {
			return nil, fmt.Errorf("reading the key of the control API: %w", err)
		}
		text, from = strings.TrimSpace(string(content)), "--control-key "+o.controlKeyFile
	} else if text == "" || !hasAPI {
		return nil, nil
	}
	key, err := control.NewKey(text, time.Now)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	return key, nil
}
