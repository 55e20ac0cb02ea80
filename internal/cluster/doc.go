// Package cluster tests several replicas of the mock tenant that share a PostgreSQL database
// behind a load balancer: each replica is a process, and the tenant must be one tenant.
package cluster
