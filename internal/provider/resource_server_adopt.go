package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// adopt takes over the API that is in the way of a create if it is as that would
// have made it, and nobody has changed a setting since: as an apply leaves it
// that was killed. It warns, since somebody else may have made it. Any other API
// is the conflict that it was.
func (r *resourceServerResource) adopt(ctx context.Context, identifier string, body management.Settings, conflict error, diags *diag.Diagnostics) (*management.ResourceServer, error) {
	existing, err := r.clients.management.FindResourceServerAsCreated(ctx, identifier, body)
	if err != nil || existing == nil {
		return nil, conflict
	}
	diags.AddAttributeWarning(path.Root("identifier"), "The API existed and was adopted",
		fmt.Sprintf("The tenant already had an API %q (%s) that is exactly as this configuration creates it, as an apply that was interrupted leaves it. "+
			"It is managed here from now on: destroying this resource deletes it. If it is somebody else's: terraform state rm ADDRESS. "+
			"An apply that was interrupted may have left clients too, whose names are not unique: the next one can take them over with "+envRecoverClients+"=true.", identifier, existing.ID))
	return existing, nil
}
