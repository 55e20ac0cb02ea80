package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
)

// NewWith returns a provider as New does, with an environment and a clock of
// the test's.
func NewWith(version string, getenv func(string) string, now func() time.Time) provider.Provider {
	return &auth0apiProvider{version: version, getenv: getenv, now: now}
}
