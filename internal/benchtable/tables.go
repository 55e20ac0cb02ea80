package main

import (
	"fmt"
	"strings"
)

// The number of objects in the benchmark.
const (
	apis      = 20
	scopes    = 10
	clients   = 10
	grants    = 50
	resources = apis + apis*scopes + clients + grants
)

// ungrouped is how many requests a step takes if each resource is read, created and
// deleted with its own requests. A scope takes two: the service keeps the scopes of
// an API in one list, which must be read and written.
func ungrouped(step string) int {
	const writes = apis + clients + grants + 2*apis*scopes
	switch step {
	case "plan":
		return resources
	case "destroy": // refreshes first
		return resources + writes
	default:
		return writes
	}
}

// requestsTable returns the table in the guide to rate limits.
func requestsTable(measured results) (string, error) {
	var out strings.Builder
	fmt.Fprintf(&out, "| %d APIs with %d scopes each, %d clients, %d grants | each by itself | `auth0api` | with `auth0api_resource_server_scopes` |\n|---|---|---|---|\n", apis, scopes, clients, grants)
	for _, step := range []struct{ name, title string }{
		{"plan", "plan, nothing to do"}, {"apply", "apply"}, {"destroy", "destroy"},
	} {
		unit := step.name + "-requests/op"
		single, err := measured.median("RequestsOfWrites/single", unit)
		if err != nil {
			return "", err
		}
		set, err := measured.median("RequestsOfWrites/set", unit)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "| %s | %d | %.0f | %.0f |\n", step.title, ungrouped(step.name), single, set)
	}
	return out.String(), nil
}

// speedTable returns the table of the mock's speed on this number of cores.
func speedTable(cores int) func(results) (string, error) {
	return func(measured results) (string, error) {
		var out strings.Builder
		fmt.Fprintf(&out, "| The mock on %d cores, with 10,000 APIs | a second | 99 of 100 within |\n|---|---|---|\n", cores)
		for _, row := range []struct{ title, name, unit string }{
			{"tokens, RS256", "Token/RS256", "tokens/s"},
			{"tokens, PS256", "Token/PS256", "tokens/s"},
			{"tokens, HS256", "Token/HS256", "tokens/s"},
			{"an API read", "ManagementRead/memory", "reads/s"},
			{"the same, in a data file", "ManagementRead/file", "reads/s"},
			{"50 APIs listed", "ManagementList/memory", "lists/s"},
			{"the same, in a data file", "ManagementList/file", "lists/s"},
			{"an API changed", "ManagementWrite/memory", "writes/s"},
			{"the same, in a data file", "ManagementWrite/file", "writes/s"},
		} {
			rate, err := measured.median(row.name, row.unit)
			if err != nil {
				return "", err
			}
			within, err := measured.median(row.name, "p99-ms")
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&out, "| %s | %.0f | %.1f ms |\n", row.title, rate, within)
		}
		boot, err := measured.median("Boot", "ms/boot")
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "| the data file opened | | %.0f ms |\n", boot)
		return out.String(), nil
	}
}

// storesTable returns the table in the guide to clusters: how fast a tenant is with each
// store on this number of cores, beside what one core signs. The benchmarks skip PostgreSQL
// where it is not installed.
func storesTable(cores int) func(results) (string, error) {
	return func(measured results) (string, error) {
		var out strings.Builder
		fmt.Fprintf(&out, "| On %d cores, a second | tokens, RS256 | an API read | an API changed |\n|---|---|---|---|\n", cores)
		for _, row := range []struct{ title, store string }{
			{"in memory", "memory"},
			{"in a data file", "file"},
			{"in PostgreSQL", "postgres"},
			{"in PostgreSQL, three replicas", "postgres-3"},
		} {
			fmt.Fprintf(&out, "| %s |", row.title)
			if strings.HasPrefix(row.store, "postgres") && measured["StoreToken/"+row.store] == nil {
				out.WriteString(" not measured: PostgreSQL is not installed | | |\n")
				continue
			}
			for _, column := range []struct{ benchmark, unit string }{{"StoreToken", "tokens/s"}, {"StoreRead", "reads/s"}, {"StoreWrite", "writes/s"}} {
				rate, err := measured.median(column.benchmark+"/"+row.store, column.unit)
				if err != nil {
					return "", err
				}
				fmt.Fprintf(&out, " %.0f |", rate)
			}
			out.WriteString("\n")
		}
		signatures, err := measured.median("SignRS256/one_core", "signatures/s")
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "| signatures of one core that does nothing else | %.0f | | |\n", signatures)
		return out.String(), nil
	}
}
