package resourceserver

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// A system API, such as the Management API, belongs to the tenant: it is there
// before Terraform and stays after it, and few of its settings can be changed.

// changeableOfSystem are the settings of a system API that the service lets
// change; of subject_type_authorization, the part for users.
func changeableOfSystem() []string {
	return []string{"token_lifetime", "token_lifetime_for_web", "skip_consent_for_verifiable_first_party_clients", subjectTypeAuthorization}
}

// planSystemAPI refuses a plan that the service would.
func (r *resourceServerResource) planSystemAPI(state tfsdk.State, plan tfsdk.Plan, diags *diag.Diagnostics) {
	before, problems := settings.ObjectOf(state.Raw)
	diags.Append(problems...)
	planned, problems := settings.ObjectOf(plan.Raw)
	diags.Append(problems...)
	if diags.HasError() || !kit.IsSystemState(before) || !planned["identifier"].Equal(before["identifier"]) {
		return
	}
	for _, s := range r.Settings {
		if !slices.Contains(changeableOfSystem(), s.Name) && planned[s.Name].IsFullyKnown() && !planned[s.Name].Equal(before[s.Name]) {
			refuseSystemChange(path.Root(s.Name), diags)
		}
	}
	wanted, known := clientPolicy(planned)
	if has, _ := clientPolicy(before); known && !wanted.Equal(has) {
		refuseSystemChange(path.Root(subjectTypeAuthorization).AtName("client"), diags)
	}
}

func refuseSystemChange(at path.Path, diags *diag.Diagnostics) {
	diags.AddAttributeError(at, "This setting of a system API cannot be changed",
		fmt.Sprintf("This is a system API: the tenant accepts changes only to %s (the part for users). Remove %s from the configuration, so that it follows the tenant.",
			strings.Join(changeableOfSystem(), ", "), at))
}

// clientPolicy is the part for clients of subject_type_authorization; false
// while it is not known.
func clientPolicy(object settings.Object) (tftypes.Value, bool) {
	var parts map[string]tftypes.Value
	policies := object[subjectTypeAuthorization]
	if policies.IsNull() || !policies.IsKnown() || policies.As(&parts) != nil {
		return tftypes.Value{}, false
	}
	return parts["client"], parts["client"].IsFullyKnown()
}

// forSystem is an update's body as the service takes it for a system API.
func forSystem(body management.Settings) management.Settings {
	policies, ok := body[subjectTypeAuthorization].(map[string]any)
	if !ok {
		return body
	}
	users := maps.Clone(policies)
	delete(users, "client")
	changed := maps.Clone(body)
	changed[subjectTypeAuthorization] = users
	return changed
}
