// Package paths has the paths of the page's views of objects.
package paths

import "net/url"

// Prefix is the beginning of all paths of the page but "/".
const Prefix = "/page/"

// API returns the path of an API's Quick Start. Its other views are below it.
func API(id string) string { return Prefix + "apis/" + url.PathEscape(id) }

// Client returns the path of a client's view.
func Client(id string) string { return Prefix + "clients/" + url.PathEscape(id) }

// Grant returns the path of a client grant's view.
func Grant(id string) string { return Prefix + "grants/" + url.PathEscape(id) }

// User returns the path of a user's view.
func User(id string) string { return Prefix + "users/" + url.PathEscape(id) }

// Role returns the path of a role's view.
func Role(id string) string { return Prefix + "roles/" + url.PathEscape(id) }
