package mockserver

import "github.com/auth0api/terraform-provider-auth0api/internal/mockserver/seed"

// Seed is the content of a seed file: what a tenant contains before Terraform runs (see
// package seed).
type Seed = seed.Seed

// SeedError is a problem of a seed file, with its place. The errors of [ReadSeed] and
// [New] can join several.
type SeedError = seed.Error

// ReadSeed reads a seed file for [Options].Seed.
func ReadSeed(path string) (*Seed, error) { return seed.Read(path) }

// SeedSchema returns the JSON Schema of seed files.
func SeedSchema() []byte { return seed.Schema() }
