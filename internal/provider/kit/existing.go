package kit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/zclconf/go-cty/cty"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// Existing describes an object that a create may meet in the tenant.
type Existing struct {
	// Resource is the type of the resource: "auth0api_client_grant".
	Resource string
	// Object names the object in a sentence: `API "https://…"`.
	Object string
	// Plural says that Object is a plural: `the scopes of API "https://…"`.
	Plural bool
	// At is the attribute that holds the natural key.
	At path.Path
	// details, unless nil, describes the existing object: `It permits read:a.`
	Details func(management.Settings) string
	// Advice is added to the error; it may be empty.
	Advice string
}

// Report turns an *ExistsError into a diagnostic with the ways out, ready to
// paste. It returns false for any other error.
func (e Existing) Report(err error, diags *diag.Diagnostics) bool {
	exists, is := errors.AsType[*management.ExistsError](err)
	if !is {
		return false
	}
	var text strings.Builder
	e.say(&text, exists)
	if exists.ID != "" && !exists.Held {
		fmt.Fprintf(&text, "\n\nIf it was created outside this configuration, import it instead of creating it:\n\n%s", ImportBlock(e.Resource, exists.ID))
	}
	fmt.Fprintf(&text, "\n\nIf the block was renamed or moved to another module, add a moved block, and Terraform keeps the object:\n\n%s", MovedBlock(e.Resource))
	text.WriteString("\n\nIf another block or another state declares it, keep one of them: two of them would overwrite and delete each other's object. " +
		"If this is a replacement, remove create_before_destroy: the tenant accepts no second object with the same key.")
	if exists.AsPlanned && !exists.Held {
		fmt.Fprintf(&text, "\n\nTo take over everything that exists exactly as planned, as in a first import, set adopt_existing = true in the provider block (or %s=true) for one apply.", EnvAdoptExisting)
	}
	if e.Advice != "" {
		text.WriteString("\n\n" + e.Advice)
	}
	verb := "exists"
	if e.Plural {
		verb = "exist"
	}
	diags.AddAttributeError(e.At, fmt.Sprintf("%s %s already", capital(e.Object), verb), text.String())
	return true
}

// say begins the error: what was attempted, and what exists.
func (e Existing) say(text *strings.Builder, exists *management.ExistsError) {
	fmt.Fprintf(text, "Creating %s failed, and nothing was changed: ", e.Object)
	switch {
	case exists.Lookup != nil:
		fmt.Fprintf(text, "the tenant has one already. Looking for it failed: %s", Sentence(exists.Lookup))
		return
	case exists.ID == "":
		text.WriteString("the tenant refused it since one exists, but has none when asked for it. Run terraform apply again.")
		return
	case exists.Held:
		fmt.Fprintf(text, "another resource of this configuration manages it (ID %s).", exists.ID)
	default:
		one := "one"
		if e.Plural {
			one = "some"
		}
		fmt.Fprintf(text, "the tenant has %s already, with the ID %s.", one, exists.ID)
	}
	if e.Details != nil && exists.Settings != nil {
		text.WriteString(" " + e.Details(exists.Settings))
	}
}

// WarnTakenOver says why a create took over an object that existed.
func (e Existing) WarnTakenOver(creation management.Creation, id string, diags *diag.Diagnostics) {
	why := ""
	switch creation.Origin {
	case management.Created:
		return
	case management.AnswerLost:
		why = "The answer to this create was lost. The tenant has the object exactly as this create would make it, so this create made it."
	case management.Interrupted:
		why = "An earlier run in this folder was killed while it was creating exactly this object."
	case management.Adopted:
		why = "adopt_existing is set, and the object existed exactly as this configuration describes it."
	}
	diags.AddAttributeWarning(e.At, fmt.Sprintf("Taken over: %s", e.Object),
		fmt.Sprintf("%s It has the ID %s and is managed here from now on: destroying this resource deletes it. If it belongs to something else, run terraform state rm ADDRESS.", why, id))
}

// ImportBlock is an import block with a placeholder for the address.
func ImportBlock(resource, id string) string {
	return fmt.Sprintf("  import {\n    to = %s.NAME\n    id = %s\n  }", resource, hclwrite.TokensForValue(cty.StringVal(id)).Bytes())
}

// MovedBlock is a moved block with placeholders for the addresses.
func MovedBlock(resource string) string {
	return fmt.Sprintf("  moved {\n    from = %[1]s.OLD_NAME\n    to   = %[1]s.NEW_NAME\n  }", resource)
}

func capital(text string) string {
	return strings.ToUpper(text[:1]) + text[1:]
}
