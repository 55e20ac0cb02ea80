package kit

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// SecretInStateArgument is the argument of a data source without which a secret
// reaches neither plan nor state. secret is the attribute that holds it.
func SecretInStateArgument(secret, instead string) schema.Attribute {
	return schema.BoolAttribute{
		MarkdownDescription: fmt.Sprintf("Whether to read `%s` into the state and into saved plans. The default is `false`. %s", secret, instead),
		Optional:            true,
	}
}
