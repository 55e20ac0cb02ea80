package assignment

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// The attributes that several resources have.
const (
	roleID         = "role_id"
	userID         = "user_id"
	organizationID = "organization_id"
	apiIdentifier  = "resource_server_identifier"
	permissions    = "permissions"
)

// kind describes a resource of this package.
type kind struct {
	// resource is its type without the provider's name. The official provider's type
	// has the same name behind auth0_.
	resource string
	// object is what diagnostics call one, with its article.
	object, description string
	// plural says that object is a plural.
	plural bool
	// holder is the attribute with the ID of the role, user or organization.
	holder, holderDescription string
	// items are the attributes of an item: of the resource, for one item; of a block,
	// for a list of permissions.
	items []attribute
	// list is the list of a holder.
	list func(holder string) management.AssignmentList
}

// attribute identifies an item, alone or with others.
type attribute struct{ name, description string }

// validators are the rules for the values of the attribute.
func (a attribute) validators() []validator.String {
	switch a.name {
	case apiIdentifier:
		return []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)}
	case "permission", "name":
		return []validator.String{values.ScopeName()}
	default: // an ID
		return []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()}
	}
}

func permissionAttributes(name string) []attribute {
	return []attribute{
		{apiIdentifier, "The identifier of the API that defines the scope. At most 600 characters."},
		{name, "The name of the scope, such as `read:appointments`. 1 to 280 characters."},
	}
}

func rolePermission() kind {
	return kind{
		resource: "role_permission", object: "a permission of a role", holder: roleID, holderDescription: "The ID of the role.",
		items: permissionAttributes("permission"), list: management.RolePermissions,
		description: "One permission of a role: a scope of an API. Several of them of one role, also in several configurations, leave each other alone. " +
			"To own all permissions of a role, use `auth0api_role_permissions`; use one kind or the other for a role, not both.",
	}
}

func rolePermissions() kind {
	return kind{
		resource: "role_permissions", object: "the permissions of a role", plural: true, holder: roleID, holderDescription: "The ID of the role.",
		items: permissionAttributes("name"), list: management.RolePermissions,
		description: "All permissions of a role: a permission that is not listed is removed. " +
			"For permissions that several configurations share, use `auth0api_role_permission` instead, not both for one role.",
	}
}

func userPermissions() kind {
	return kind{
		resource: "user_permissions", object: "the permissions of a user", plural: true, holder: userID, holderDescription: "The ID of the user, such as `auth0|42`.",
		items: permissionAttributes("name"), list: management.UserPermissions,
		description: "All permissions that a user has directly: a permission that is not listed is removed. What the user's roles permit is not part of it.",
	}
}

func userRoles() kind {
	return kind{
		resource: "user_roles", object: "the roles of a user", plural: true, holder: userID, holderDescription: "The ID of the user, such as `auth0|42`.",
		items: []attribute{{"roles", "The IDs of the user's roles."}}, list: management.UserRoles,
		description: "All roles of a user: a role that is not listed is taken away.",
	}
}

func organizationClientGrant() kind {
	return kind{
		resource: "organization_client_grant", object: "a client grant of an organization", holder: organizationID, holderDescription: "The ID of the organization.",
		items: []attribute{{"grant_id", "The ID of the client grant, whose `organization_usage` is `allow` or `require`."}}, list: management.OrganizationGrants,
		description: "Lets the client of a grant use it for an organization: request tokens with `organization`.",
	}
}

// ofPermissions reports whether the items are permissions.
func (k kind) ofPermissions() bool { return k.items[0].name == apiIdentifier }

// describe names the resource's object in a sentence.
func (k kind) describe(holder string) string {
	return fmt.Sprintf("%s %q", strings.Replace(k.object, " of a ", " of ", 1), holder)
}

// describeItem names an item of a list in a sentence.
func (k kind) describeItem(holder string, i management.Assignment) string {
	switch {
	case i.API != "":
		return fmt.Sprintf("permission %q on API %q of %s %q", i.Name, i.API, noun(k.holder), holder)
	case k.holder == organizationID:
		return fmt.Sprintf("client grant %q of organization %q", i.Name, holder)
	default:
		return fmt.Sprintf("role %q of user %q", i.Name, holder)
	}
}

// noun is what an attribute names: role for role_id.
func noun(holder string) string { return holder[:len(holder)-len("_id")] }

// hints find the attribute that a refusal of the service is about.
func (k kind) hints(items string) []kit.Hint {
	at := kit.Hint{At: pathOf(items)}
	var hints []kit.Hint
	for _, text := range []string{"inexistent_resource_server", "has no permission", "inexistent_client_grant", "organization_usage", "role does not exist"} {
		if text == "role does not exist" && k.holder == roleID {
			continue
		}
		at.Text = text
		hints = append(hints, at)
	}
	for _, text := range []string{"role does not exist", "inexistent_user", "No organization found"} {
		hints = append(hints, kit.Hint{Text: text, At: pathOf(k.holder)})
	}
	return hints
}
