// Package fidelity says of each endpoint of the mock how it is known to answer
// as the service does: from recorded traffic, from documentation, or by best
// knowledge. It is the source of docs/guides/fidelity.md, which `make docs`
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
  Endpoint by endpoint: what of the mock tenant equals recorded traffic of the service, what is documented, what is best knowledge, and what is not there.
---

# Fidelity of the mock tenant

[The mock tenant](mock-tenant.md) stands in for the service, so what it makes up would make each test on it worthless. This page says, endpoint by endpoint, how its answers are known:

- **Equal**: how many exchanges of recorded traffic (25 recordings of the official provider, the Go SDK and the deploy CLI, 2023 to 2026) it answers as the service did. Compared are the status, each key and each value of the body, the form of each moment. Of values that differ each time (ids, secrets, keys) the key is compared.
- **Documented**: what rests on the service's documentation, or on what several users report.
- **Best knowledge**: behaviour of the service that is neither documented nor recorded. This column says what the mock does there. If a recording shows otherwise, the mock is wrong.

A test keeps the rows and the mock's routes together. The page is written by ` + "`make docs`" + ` from [internal/mockserver/fidelity](https://github.com/auth0api/terraform-provider-auth0api/tree/main/internal/mockserver/fidelity).

In general, by best knowledge: the ` + "`errorCode`" + ` and the words of a refusal that a row does not name otherwise; the order of a body's checks; the order of lists but for credentials (here that of creation).
`

// Page is the guide.
func Page() []byte {
	var out strings.Builder
	out.WriteString(head)
	out.WriteString("\n## Management API\n\n")
	table(&out, Management())
	out.WriteString("\n## Recorded exchanges that are answered otherwise\n\n| exchange | recorded | the mock | why |\n|---|---|---|---|\n")
	for _, each := range Differences() {
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", each.Exchange, each.Recorded, each.Mock, each.Why)
	}
	out.WriteString("\n## Authentication API\n\nThere are no recordings of it: what is known is documented or reported.\n\n")
	table(&out, Authentication())
	out.WriteString("\n## Not there\n\nThe mock answers 404 on what it does not serve. Of the service's APIs near those that it has, it lacks:\n\n| endpoint | note |\n|---|---|\n")
	for _, each := range NotThere() {
		fmt.Fprintf(&out, "| %s | %s |\n", code(each.Route), each.Note)
	}
	out.WriteString("\nThe control API and the sample endpoints under `/_mock/`, the page at `/`, and `/oauth/introspect`, which `--introspection` adds, are the mock's own: the service has none of them.\n")
	return []byte(out.String())
}

func table(out *strings.Builder, endpoints []Endpoint) {
	out.WriteString("| endpoint | equal | documented | best knowledge |\n|---|---|---|---|\n")
	for _, each := range endpoints {
		equal := "–"
		if each.Equal > 0 {
			equal = fmt.Sprint(each.Equal)
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", code(each.Route), equal, orDash(each.Documented), orDash(each.Chosen))
	}
}

func code(route string) string {
	return "`" + strings.NewReplacer("/api/v2", "", "{member}", "{credential_id}").Replace(route) + "`"
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
