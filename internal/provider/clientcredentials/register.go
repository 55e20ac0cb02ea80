// Package clientcredentials manages how a client authenticates: a secret, or keys.
package clientcredentials

import (
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources returns the resources of this package.
func Resources() []func() resource.Resource {
	return []func() resource.Resource{
		newClientCredentialsResource,
	}
}
