package eventlog

import "github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"

// describe returns the description of an event. Published events have the summary that
// the API reference gives the operation, such as "Create a role".
func describe(op endpoint.Operation) string {
	if summary, known := summaries()[op.Method+" "+op.Path]; known {
		return summary
	}
	return op.Method + " " + endpoint.Prefix + op.Path
}

// summaries are those of the API reference (its OpenAPI document).
func summaries() map[string]string {
	return map[string]string{
		"POST resource-servers":           "Create a resource server",
		"PATCH resource-servers/{id}":     "Update a resource server",
		"DELETE resource-servers/{id}":    "Delete a resource server",
		"POST clients":                    "Create a client",
		"PATCH clients/{id}":              "Update a client",
		"DELETE clients/{id}":             "Delete a client",
		"POST clients/{id}/rotate-secret": "Rotate a client secret",
		"POST client-grants":              "Create client grant",
		"PATCH client-grants/{id}":        "Update client grant",
		"DELETE client-grants/{id}":       "Delete client grant",
		"POST keys/signing/rotate":        "Rotate the Application Signing Key",
		"PUT keys/signing/{id}/revoke":    "Revoke an Application Signing Key by its key id",
		"POST roles":                      "Create a role",
		"PATCH tenants/settings":          "Update tenant settings",
	}
}
