// Package clientcimd manages clients that a client ID metadata document (CIMD)
// describes.
package clientcimd

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources returns the resources of this package. The framework makes one for
// each call of the protocol; they share a table of fields.
func Resources() []func() resource.Resource {
	table := sync.OnceValue(documentFields)
	return []func() resource.Resource{
		func() resource.Resource { return newClientDocumentResource(table()) },
	}
}
