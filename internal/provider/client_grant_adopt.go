package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// adopt takes over the grant that is in the way of a create, and brings it to
// the planned settings. It warns, and says what the grant permitted before,
// since somebody else may have relied on that.
func (r *clientGrantResource) adopt(ctx context.Context, key management.GrantKey, body management.Settings, diags *diag.Diagnostics) (*management.ClientGrant, error) {
	if key.SubjectType == "" {
		key.SubjectType = defaultSubjectType
	}
	existing, err := r.clients.management.FindClientGrant(ctx, key)
	if err != nil {
		return nil, err
	}
	if existing == nil {
		diags.AddError("A client grant is in the way and cannot be found",
			fmt.Sprintf("The tenant refused %s, since one exists, but lists none. It may have been deleted meanwhile: run terraform apply again.", grantName(key)))
		return nil, nil
	}
	before, adopted := permitted(existing), existing
	if changes := r.adoptionChanges(body, existing); len(changes) > 0 {
		if adopted, err = r.clients.management.UpdateClientGrant(ctx, existing.ID, changes); err != nil {
			return nil, err
		}
	}
	diags.AddWarning("A client grant existed and was adopted",
		fmt.Sprintf("The tenant already had %s (%s). It permitted %s; now it permits %s, as the configuration says. It is managed here from now on: destroying this resource removes it.",
			grantName(key), existing.ID, before, permitted(adopted)))
	return adopted, nil
}

// adoptionChanges is what an existing grant lacks of the planned one.
func (r *clientGrantResource) adoptionChanges(body management.Settings, existing *management.ClientGrant) management.Settings {
	changes := r.settings.Differing(body, existing.Settings)
	if existing.Settings["allow_all_scopes"] == true && body["allow_all_scopes"] != true {
		changes["allow_all_scopes"] = false
	}
	return changes
}

// permitted says for a person which scopes a grant permits.
func permitted(grant *management.ClientGrant) string {
	if grant.Settings["allow_all_scopes"] == true {
		return "all scopes of the API"
	}
	list, _ := grant.Settings["scope"].([]any)
	if len(list) == 0 {
		return "no scopes"
	}
	scopes := make([]string, len(list))
	for i, scope := range list {
		scopes[i] = fmt.Sprint(scope)
	}
	slices.Sort(scopes)
	return strings.Join(scopes, ", ")
}
