package provider

import (
	"fmt"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// envRecoverClients is for the one apply after an apply that was killed. It is no
// setting of the provider block, where it would stay: it takes a request for each
// 100 clients, and takes over what was made by nobody knows whom.
const envRecoverClients = "AUTH0API_RECOVER_CLIENTS"

// recoverClients tells whether clients are looked for before they are created.
func recoverClients(getenv func(string) string, diags *diag.Diagnostics) bool {
	text := getenv(envRecoverClients)
	if text == "" {
		return false
	}
	wanted, err := strconv.ParseBool(text)
	if err != nil {
		diags.AddError(envRecoverClients+" is not usable", fmt.Sprintf("The environment variable is %q; it has to be true or false.", text))
	}
	return wanted
}
