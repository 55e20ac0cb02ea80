// Package fidelity says of each endpoint of the mock how it is known to answer
// as the service does: from recorded traffic, from documentation, or by
// inference. It is the source of docs/guides/fidelity.md, which `make docs`
// writes.
package fidelity

import (
	"fmt"
	"strings"
)

// An Endpoint is a method and path of the service.
type Endpoint struct {
	// Route is the method and path, such as "GET /api/v2/clients/{id}".
	Route string
	// Equal is how many recorded exchanges the mock answers as the service did:
	// status, and each key and value of the body. 0 means that there is no
	// recording.
	Equal int
	// Documented is what rests on the service's documentation, or on what users
	// report of it.
	Documented string
	// Chosen is the mock's behaviour where the service's behaviour is not public.
	Chosen string
}

// A Difference is a recorded exchange that the mock answers otherwise.
type Difference struct {
	// Exchange is the request, and when it was recorded.
	Exchange string
	// Recorded and Mock are the two answers.
	Recorded, Mock string
	// Why says what the mock follows instead.
	Why string
}

// Missing is a path of the service that the mock does not serve.
type Missing struct{ Route, Note string }

// Path is the file of the page, from the top of the repository.
const Path = "docs/guides/fidelity.md"

const head = `---
page_title: "Fidelity of the mock tenant"
description: |-
  Which responses of the mock tenant match recorded traffic of the service, which are documented, which are inferred, and what is missing, endpoint by endpoint.
---

# Fidelity of the mock tenant

[The mock tenant](mock-tenant.md) stands in for the service: if it invented behaviour, tests that run on it would be worthless. This page says, endpoint by endpoint, what its behaviour is based on:

- **Equal**: how many exchanges of recorded traffic (31 recordings of the official provider, the Go SDK and the deploy CLI, 2023 to 2026) the mock answers as the service did. A test compares the status, each key and each value of the body, and the format of each timestamp. For values that differ each time (IDs, secrets, keys), only the key is compared.
- **Documented**: behaviour that the service's documentation describes, or that several users report.
- **Inferred**: behaviour of the service that is neither documented nor recorded. This column says what the mock does. If a recording shows something else, the mock is wrong.

A test compares the rows with the mock's routes. ` + "`make docs`" + ` writes this page from [internal/mockserver/fidelity](https://github.com/auth0api/terraform-provider-auth0api/tree/main/internal/mockserver/fidelity).

Also inferred, unless a row says otherwise: the ` + "`errorCode`" + ` and the text of an error; the order in which the properties of a body are checked; the order of lists other than credentials, which is the order of creation; and the 503 with ` + "`Retry-After`" + ` while the database of a tenant in PostgreSQL is away.
`

// Page is the guide.
func Page() []byte {
	var out strings.Builder
	out.WriteString(head)
	out.WriteString("\n## Management API\n\n")
	table(&out, Management())
	out.WriteString("\n## Recorded exchanges that the mock answers differently\n\n| Exchange | Recorded | The mock | Why |\n|---|---|---|---|\n")
	for _, each := range Differences() {
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", each.Exchange, each.Recorded, each.Mock, each.Why)
	}
	out.WriteString("\n## Authentication API\n\nThere are no recordings of this API: its behaviour is documented or reported.\n\n")
	table(&out, Authentication())
	out.WriteString("\n## What is missing\n\nThe mock answers 404 to requests that it does not serve. These endpoints of the service are related to those above, but missing:\n\n| Endpoint | Note |\n|---|---|\n")
	for _, each := range NotThere() {
		fmt.Fprintf(&out, "| %s | %s |\n", code(each.Route), each.Note)
	}
	out.WriteString("\nThe control API and the sample endpoints under `/_mock/`, the page at `/`, and `/oauth/introspect`, which `--introspection` adds, belong to the mock: the service does not have them.\n")
	return []byte(out.String())
}

func table(out *strings.Builder, endpoints []Endpoint) {
	out.WriteString("| Endpoint | Equal | Documented | Inferred |\n|---|---|---|---|\n")
	for _, each := range endpoints {
		equal := "–"
		if each.Equal > 0 {
			equal = fmt.Sprint(each.Equal)
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", code(each.Route), equal, orDash(each.Documented), orDash(each.Chosen))
	}
}

func code(route string) string {
	return "`" + strings.NewReplacer("/api/v2", "", "client-grants/{member}", "client-grants/{grant_id}", "{member}", "{credential_id}", "name/{id}", "name/{name}").Replace(route) + "`"
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
