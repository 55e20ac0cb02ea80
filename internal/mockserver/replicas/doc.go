// Package replicas tests that several servers with the same stores are one tenant: what one of
// them issues, revokes, counts or sets is so at the others.
package replicas
