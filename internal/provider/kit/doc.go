// Package kit has what several objects of the provider share: diagnostics,
// identities, request bodies, queries and limits. It knows of no object.
package kit
