package grantset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

func (r *setResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages all client grants of an API. A grant that is not listed, such as a grant made in the dashboard, shows in the plan as a removal. " +
			"Grants of the clients in `except`, the tenant's own (system) grants, and default grants that are not listed stay as they are; `kept` shows them. " +
			"To manage single grants from several configurations, use `auth0api_client_grant`. For one API, use both only for clients in `except`.",
		Attributes: map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The ID of this resource: the identifier of the API.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"resource_server_identifier": schema.StringAttribute{
				MarkdownDescription: "The identifier of the API. At most 600 characters. Another API replaces this resource. Take it from `auth0api_resource_server_scopes` rather than from `auth0api_resource_server`, so that the scopes exist before the grants.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"except": schema.SetAttribute{
				MarkdownDescription: "The IDs of clients whose grants for this API are managed elsewhere, and stay as they are.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.Set{setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1), values.Trimmed())},
			},
			"grant_ids": schema.MapAttribute{
				MarkdownDescription: "The IDs of the grants, by `CLIENT_ID::SUBJECT_TYPE`, such as `abc123::client`; for a default grant, `third_party_clients::SUBJECT_TYPE`.",
				ElementType:         types.StringType,
				Computed:            true,
			},
			"kept": schema.ListNestedAttribute{
				MarkdownDescription: "The grants for the API that this resource leaves as they are, sorted by client and subject type.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: keptAttributes()},
			},
		},
		Blocks: map[string]schema.Block{
			"grants": schema.SetNestedBlock{
				MarkdownDescription: "A grant for the API. Without any block, no client has a grant. One block at most for each client and subject type; their order does not matter.",
				NestedObject:        schema.NestedBlockObject{Attributes: grantBlockAttributes()},
			},
		},
	}
}

func keptAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: description, Computed: true}
	}
	return map[string]schema.Attribute{
		"id":           text("The ID of the grant."),
		"client_id":    text("The ID of the client; null for a default grant."),
		"default_for":  text("The group of clients of a default grant; null for the grant of a single client."),
		"subject_type": text("Which tokens the grant permits: `client` or `user`."),
		"scopes": schema.SetAttribute{
			MarkdownDescription: "The scopes that the grant permits; null for all scopes.", ElementType: types.StringType, Computed: true,
		},
		"allow_all_scopes": schema.BoolAttribute{MarkdownDescription: "Whether the grant permits all scopes of the API.", Computed: true},
		"reason":           text("Why this resource leaves the grant as it is: `system`, `default`, or `except`."),
	}
}

// grantBlockAttributes are those of auth0api_client_grant, each of them optional and
// none computed: a set has no place for values that are known after the apply.
func grantBlockAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"client_id": schema.StringAttribute{
			MarkdownDescription: "The ID of the client. Set either this or `default_for`.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
		},
		"default_for": schema.StringAttribute{
			MarkdownDescription: "The group of clients that the grant applies to by default: `third_party_clients`. Set either this or `client_id`. Not for system APIs.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.OneOf("third_party_clients")},
		},
		"subject_type": schema.StringAttribute{
			MarkdownDescription: "Which tokens the grant permits: `client`, for the client itself; `user`, on behalf of a user. The default is `client`.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.OneOf("client", "user")},
		},
	}
	for _, s := range grantrules.Settings() {
		switch single := s.Attribute.(type) {
		case schema.SetAttribute:
			single.Computed, single.PlanModifiers = false, nil
			attributes[s.Name] = single
		case schema.StringAttribute:
			single.Computed, single.PlanModifiers = false, nil
			attributes[s.Name] = single
		case schema.BoolAttribute:
			if !single.Optional {
				continue // only the tenant sets it
			}
			single.Computed, single.PlanModifiers = false, nil
			attributes[s.Name] = single
		}
	}
	return attributes
}

// grantBlockType and keptType are the types of a block and of an element of kept.
func grantBlockType() types.ObjectType { return objectType(grantBlockAttributes()) }

func keptType() types.ObjectType { return objectType(keptAttributes()) }

func objectType(attributes map[string]schema.Attribute) types.ObjectType {
	members := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		members[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: members}
}
