package kit

import (
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// DefaultSubjectType is what the service takes when a grant does not say.
const DefaultSubjectType = "client"

// GrantName names a grant for a person.
func GrantName(key management.GrantKey) string {
	if key.DefaultFor != "" {
		return fmt.Sprintf("the default grant for %s on API %q", key.DefaultFor, key.Audience)
	}
	return fmt.Sprintf("the grant of client %q on API %q", key.ClientID, key.Audience)
}
