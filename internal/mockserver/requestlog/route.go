package requestlog

import "strings"

// Route replaces each id in a path of the Management API by "{id}", so that requests for
// different objects are counted together.
func Route(path string) string {
	const base = "/api/v2/"
	rest, ok := strings.CutPrefix(path, base)
	if !ok {
		return path
	}
	segments := strings.Split(rest, "/")
	at := 1 // /clients/{id}
	switch {
	case segments[0] == "keys":
		at = 2 // /keys/signing/{kid}/revoke
	case segments[0] == "tenants", len(segments) > 1 && segments[1] == "cimd":
		return path // /tenants/settings, /clients/cimd/register
	}
	if len(segments) > at && segments[at] != "" && segments[at] != "rotate" {
		segments[at] = "{id}"
	}
	if len(segments) == 4 && segments[2] == "credentials" {
		segments[3] = "{id}" // /clients/{id}/credentials/{id}
	}
	return base + strings.Join(segments, "/")
}
