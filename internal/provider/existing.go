package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// existing describes an object that a create may meet in the tenant.
type existing struct {
	// resource is the type of the resource: "auth0api_client_grant".
	resource string
	// object names the object in a sentence: `API "https://…"`.
	object string
	// at is the attribute that holds the natural key.
	at path.Path
	// details, unless nil, describes the existing object: `It permits read:a.`
	details func(management.Settings) string
	// advice is added to the error; it may be empty.
	advice string
}

// report turns an *ExistsError into a diagnostic with the ways out, ready to
// paste. It returns false for any other error.
func (e existing) report(err error, diags *diag.Diagnostics) bool {
	exists, is := errors.AsType[*management.ExistsError](err)
	if !is {
		return false
	}
	var text strings.Builder
	e.say(&text, exists)
	if exists.ID != "" && !exists.Held {
		fmt.Fprintf(&text, "\n\nIf it was made outside of this configuration, import it instead of creating it:\n\n%s", importBlock(e.resource, exists.ID))
	}
	fmt.Fprintf(&text, "\n\nIf the block was renamed or moved to another module, say so, and Terraform keeps the object:\n\n%s", movedBlock(e.resource))
	text.WriteString("\n\nIf another block or another state declares it, keep one of them: two of them would overwrite and delete each other's object. " +
		"If this is a replacement, remove create_before_destroy: the tenant takes no second object of this key.")
	if exists.AsPlanned && !exists.Held {
		fmt.Fprintf(&text, "\n\nTo take over everything that exists exactly as planned, as in a first import, set adopt_existing = true in the provider block (or %s=true) for one apply.", envAdoptExisting)
	}
	if e.advice != "" {
		text.WriteString("\n\n" + e.advice)
	}
	diags.AddAttributeError(e.at, fmt.Sprintf("%s exists already", capital(e.object)), text.String())
	return true
}

// say begins the error: what was attempted, and what exists.
func (e existing) say(text *strings.Builder, exists *management.ExistsError) {
	fmt.Fprintf(text, "Creating %s failed, and nothing was changed: ", e.object)
	switch {
	case exists.Lookup != nil:
		fmt.Fprintf(text, "the tenant has one already. Looking for it failed: %s", sentence(exists.Lookup))
		return
	case exists.ID == "":
		text.WriteString("the tenant refused it since one exists, but has none when asked for it. Run terraform apply again.")
		return
	case exists.Held:
		fmt.Fprintf(text, "another resource of this configuration manages it (ID %s).", exists.ID)
	default:
		fmt.Fprintf(text, "the tenant has one already, with the ID %s.", exists.ID)
	}
	if e.details != nil && exists.Settings != nil {
		text.WriteString(" " + e.details(exists.Settings))
	}
}

// warn says why a create took over an object that existed.
func (e existing) warn(creation management.Creation, id string, diags *diag.Diagnostics) {
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
	diags.AddAttributeWarning(e.at, fmt.Sprintf("Taken over: %s", e.object),
		fmt.Sprintf("%s It has the ID %s and is managed here from now on: destroying this resource deletes it. If it belongs to something else, run terraform state rm ADDRESS.", why, id))
}

// importBlock is an import block with a placeholder for the address.
func importBlock(resource, id string) string {
	return fmt.Sprintf("  import {\n    to = %s.NAME\n    id = %s\n  }", resource, hclString(id))
}

// movedBlock is a moved block with placeholders for the addresses.
func movedBlock(resource string) string {
	return fmt.Sprintf("  moved {\n    from = %[1]s.OLD_NAME\n    to   = %[1]s.NEW_NAME\n  }", resource)
}

// hclString quotes a text as a configuration does.
func hclString(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", "$${", "%{", "%%{").Replace(text) + `"`
}

func capital(text string) string {
	return strings.ToUpper(text[:1]) + text[1:]
}
