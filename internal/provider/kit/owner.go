package kit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// ownerKey is where the private state has the text that stands for the resource:
// Terraform tells a provider no addresses, and a run must not delete for one
// address what it created for another.
const ownerKey = "owner"

// Owner returns the owner that a create kept; empty for an imported object.
func Owner(ctx context.Context, private settings.PrivateState, diags *diag.Diagnostics) string {
	var owner string
	encoded, problems := private.GetKey(ctx, ownerKey)
	diags.Append(problems...)
	if len(encoded) > 0 {
		if err := json.Unmarshal(encoded, &owner); err != nil {
			diags.AddError("Reading the private state failed", fmt.Sprintf("%q is not a text: %s.", ownerKey, err))
		}
	}
	return owner
}

// KeepOwner keeps the owner that a create gave the object.
func KeepOwner(ctx context.Context, creation management.Creation, private settings.PrivateState, diags *diag.Diagnostics) {
	encoded, err := json.Marshal(creation.Owner)
	if err != nil {
		diags.AddError("Writing the private state failed", fmt.Sprintf("%q: %s.", ownerKey, err))
		return
	}
	diags.Append(private.SetKey(ctx, ownerKey, encoded)...)
}

// ReportHeld turns a deletion that was not made into a warning: this run created
// the object, or took it over, for another address. It returns false for any other
// error.
func ReportHeld(err error, object string, diags *diag.Diagnostics) bool {
	held, is := errors.AsType[*management.HeldError](err)
	if is {
		WarnKept(object, held.ID, diags)
	}
	return is
}

// WarnKept warns that a destroy keeps an object that this run created or took over
// for another address.
func WarnKept(object, id string, diags *diag.Diagnostics) {
	diags.AddWarning(fmt.Sprintf("Kept: %s", object),
		fmt.Sprintf("The resource that this run destroys refers to the object with the ID %s, which the same run created or took over for another resource address. "+
			"The tenant keeps the object, and the new address manages it. Terraform only forgets it at the old address.", id))
}
