// Package session is what a configured provider hands to its objects: the clients
// of the tenant, timeouts, and what the plans of one walk tell each other.
package session
