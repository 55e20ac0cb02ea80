package provider

import (
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// adoptExisting is the setting that takes over what exists as planned, and
// envAdoptExisting the environment variable that serves for it.
const (
	adoptExisting = "adopt_existing"
)

func adoptExistingAttribute() schema.Attribute {
	return schema.BoolAttribute{
		MarkdownDescription: "Whether a create adopts an API, scope, client grant or client that exists exactly as planned. Otherwise, the create of an existing API, scope or grant fails, and the create of a client makes another client with the same name. " +
			"Set it for a first import of many objects, or for one apply after a run was killed on another machine. The default is `false`. An object that another resource of the same run manages is never adopted. Environment: `" + kit.EnvAdoptExisting + "`.",
		Optional: true,
	}
}

// adopts resolves the setting from the block and the environment.
func adopts(value types.Bool, getenv func(string) string, diags *diag.Diagnostics) bool {
	if !value.IsNull() {
		return value.ValueBool()
	}
	text := getenv(kit.EnvAdoptExisting)
	if text == "" {
		return false
	}
	wanted, err := strconv.ParseBool(text)
	if err != nil {
		diags.AddAttributeError(path.Root(adoptExisting), adoptExisting+" is not usable",
			fmt.Sprintf("The environment variable %s is %q. Set it to true or false.", kit.EnvAdoptExisting, text))
	}
	return wanted
}
