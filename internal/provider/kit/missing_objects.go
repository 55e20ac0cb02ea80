package kit

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
)

// MissingClient is the hint for a client that the tenant does not have, at the
// attribute that names it.
func MissingClient(at path.Path, id string) Hint {
	return Hint{Text: "inexistent_client", At: at, Advice: fmt.Sprintf(
		"The tenant has no client with the ID %q. Check the ID and the tenant (domain). If this configuration creates the client, refer to it, so that Terraform creates it first:\n\n  %s = auth0api_client.NAME.client_id\n\n"+
			"If the client was deleted, run terraform plan again.", id, at)}
}

// MissingAPI is the hint for an API that the tenant does not have, at the attribute
// that names it.
func MissingAPI(at path.Path, identifier string) Hint {
	return Hint{Text: "inexistent_resource_server", At: at, Advice: fmt.Sprintf(
		"The tenant has no API with the identifier %q. Identifiers are compared exactly, including letter case and a slash at the end. If this configuration creates the API, refer to it, so that Terraform creates it first:\n\n  %s = auth0api_resource_server.NAME.identifier", identifier, at)}
}
