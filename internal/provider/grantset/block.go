package grantset

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// setModel is the state of an [setResource].
type setModel struct {
	ID         types.String `tfsdk:"id"`
	Identifier types.String `tfsdk:"resource_server_identifier"`
	Grants     types.Set    `tfsdk:"grants"`
	Except     types.Set    `tfsdk:"except"`
	GrantIDs   types.Map    `tfsdk:"grant_ids"`
	Kept       types.List   `tfsdk:"kept"`

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// grantBlock is one grant of the set.
type grantBlock struct {
	ClientID                  types.String `tfsdk:"client_id"`
	DefaultFor                types.String `tfsdk:"default_for"`
	SubjectType               types.String `tfsdk:"subject_type"`
	Scopes                    types.Set    `tfsdk:"scopes"`
	AllowAllScopes            types.Bool   `tfsdk:"allow_all_scopes"`
	OrganizationUsage         types.String `tfsdk:"organization_usage"`
	AllowAnyOrganization      types.Bool   `tfsdk:"allow_any_organization"`
	AuthorizationDetailsTypes types.Set    `tfsdk:"authorization_details_types"`
}

// grantID is what makes a grant unique among those on one API.
type grantID struct{ clientID, defaultFor, subjectType string }

// String is the form of the keys of grant_ids.
func (id grantID) String() string {
	return cmp.Or(id.clientID, id.defaultFor) + "::" + id.subjectType
}

func (id grantID) compare(other grantID) int { return cmp.Compare(id.String(), other.String()) }

// key is the grant's key in the tenant.
func (id grantID) key(audience string) management.GrantKey {
	return management.GrantKey{ClientID: id.clientID, DefaultFor: id.defaultFor, Audience: audience, SubjectType: id.subjectType}
}

func idOf(g *management.ClientGrant) grantID {
	return grantID{g.ClientID, g.DefaultFor, cmp.Or(g.SubjectType, kit.DefaultSubjectType)}
}

func (b grantBlock) id() grantID {
	return grantID{b.ClientID.ValueString(), b.DefaultFor.ValueString(), cmp.Or(b.SubjectType.ValueString(), kit.DefaultSubjectType)}
}

// identified reports whether the values that make up the ID are known.
func (b grantBlock) identified() bool {
	return !b.ClientID.IsUnknown() && !b.DefaultFor.IsUnknown() && !b.SubjectType.IsUnknown()
}

// scopeNames returns the scopes that are known; whole is false where others are not.
func (b grantBlock) scopeNames() (names []string, whole bool) {
	if b.Scopes.IsUnknown() {
		return nil, false
	}
	return knownTexts(b.Scopes)
}

// knownTexts returns the known texts of a set; whole is false where it has others, or is
// unknown itself.
func knownTexts(set types.Set) (texts []string, whole bool) {
	whole = !set.IsUnknown()
	for _, element := range set.Elements() {
		if text, ok := element.(types.String); ok && !text.IsUnknown() {
			texts = append(texts, text.ValueString())
		} else {
			whole = false
		}
	}
	return texts, whole
}

// object is the block as [settings.Table] takes it: allow_all_scopes has a value, as the
// service knows no absent one.
func (b grantBlock) object(ctx context.Context, diags *diag.Diagnostics) settings.Object {
	object := settings.Object{}
	for name, value := range map[string]attr.Value{
		"scopes": b.Scopes, "allow_all_scopes": types.BoolValue(b.AllowAllScopes.ValueBool()), "organization_usage": b.OrganizationUsage,
		"allow_any_organization": b.AllowAnyOrganization, "authorization_details_types": b.AuthorizationDetailsTypes,
	} {
		raw, err := value.ToTerraformValue(ctx)
		if err != nil {
			diags.AddError("Reading Terraform's values failed", fmt.Sprintf("%s: %s.", name, err))
			continue
		}
		object[name] = raw
	}
	return object
}

// blocksOf returns the blocks of a set, sorted; known is false where the set is unknown.
func blocksOf(ctx context.Context, set types.Set, diags *diag.Diagnostics) (blocks []grantBlock, known bool) {
	if set.IsNull() || set.IsUnknown() {
		return nil, set.IsNull()
	}
	diags.Append(set.ElementsAs(ctx, &blocks, false)...)
	slices.SortFunc(blocks, func(a, b grantBlock) int { return a.id().compare(b.id()) })
	return blocks, true
}

// byID indexes blocks by the grant's ID in the set.
func byID(blocks []grantBlock) map[grantID]grantBlock {
	index := make(map[grantID]grantBlock, len(blocks))
	for _, b := range blocks {
		index[b.id()] = b
	}
	return index
}

// blockOf is a grant as the state has it. known is the block before the answer, or nil:
// what it leaves out follows the tenant, and stays out. A grant that was not known shows
// all that differs from the service's defaults.
func blockOf(ctx context.Context, g *management.ClientGrant, known *grantBlock, diags *diag.Diagnostics) grantBlock {
	b := grantBlock{
		ClientID: textOrNull(g.ClientID), DefaultFor: textOrNull(g.DefaultFor), SubjectType: types.StringValue(idOf(g).subjectType),
		Scopes: types.SetNull(types.StringType), AllowAllScopes: types.BoolNull(), AuthorizationDetailsTypes: types.SetNull(types.StringType),
	}
	all := g.Settings["allow_all_scopes"] == true
	if all || known != nil && !known.AllowAllScopes.IsNull() {
		b.AllowAllScopes = types.BoolValue(all)
	}
	if !all {
		b.Scopes = textSet(ctx, g.Settings["scope"], diags)
	}
	usage, _ := g.Settings["organization_usage"].(string)
	anyOrganization, _ := g.Settings["allow_any_organization"].(bool)
	details := textSet(ctx, g.Settings["authorization_details_types"], diags)
	if known == nil && cmp.Or(usage, "deny") != "deny" || known != nil && !known.OrganizationUsage.IsNull() {
		b.OrganizationUsage = types.StringValue(cmp.Or(usage, "deny"))
	}
	if known == nil && anyOrganization || known != nil && !known.AllowAnyOrganization.IsNull() {
		b.AllowAnyOrganization = types.BoolValue(anyOrganization)
	}
	if known == nil && len(details.Elements()) > 0 || known != nil && !known.AuthorizationDetailsTypes.IsNull() {
		b.AuthorizationDetailsTypes = details
	}
	if known != nil && known.SubjectType.IsNull() {
		b.SubjectType = known.SubjectType
	}
	return b
}

func textOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// textSet is the set of a list of texts in an answer.
func textSet(ctx context.Context, answered any, diags *diag.Diagnostics) types.Set {
	list, _ := answered.([]any)
	texts := make([]string, len(list))
	for i, each := range list {
		texts[i] = fmt.Sprint(each)
	}
	slices.Sort(texts)
	set, problems := types.SetValueFrom(ctx, types.StringType, slices.Compact(texts))
	diags.Append(problems...)
	return set
}

// keptGrant is an element of kept.
type keptGrant struct {
	ID             types.String `tfsdk:"id"`
	ClientID       types.String `tfsdk:"client_id"`
	DefaultFor     types.String `tfsdk:"default_for"`
	SubjectType    types.String `tfsdk:"subject_type"`
	Scopes         types.Set    `tfsdk:"scopes"`
	AllowAllScopes types.Bool   `tfsdk:"allow_all_scopes"`
	Reason         types.String `tfsdk:"reason"`
}

// The reasons for which the set leaves a grant as it is.
const (
	keptSystem  = "system"
	keptDefault = "default"
	keptExcept  = "except"
)

// reasonToKeep says why the set leaves a grant as it is; empty where it does not. listed
// are the grants that the set declares or had, and except the clients it leaves alone.
func reasonToKeep(g *management.ClientGrant, listed map[grantID]grantBlock, except []string) string {
	_, isListed := listed[idOf(g)]
	switch {
	case g.ClientID != "" && slices.Contains(except, g.ClientID):
		return keptExcept
	case isListed:
		return ""
	case g.Settings[kit.IsSystemAttribute] == true:
		return keptSystem
	case g.DefaultFor != "":
		return keptDefault
	}
	return ""
}

// fill sets everything that the tenant answers: the grants of the set, with known as the
// blocks before, their IDs, and what is kept.
func (m *setModel) fill(ctx context.Context, found []*management.ClientGrant, known []grantBlock, diags *diag.Diagnostics) {
	listed := byID(known)
	except, _ := knownTexts(m.Except)
	grants, ids, kept := []grantBlock{}, map[string]string{}, []keptGrant{}
	slices.SortFunc(found, func(a, b *management.ClientGrant) int { return idOf(a).compare(idOf(b)) })
	for _, g := range found {
		var before *grantBlock
		if b, is := listed[idOf(g)]; is {
			before = &b
		}
		b := blockOf(ctx, g, before, diags)
		if reason := reasonToKeep(g, listed, except); reason != "" {
			kept = append(kept, keptGrant{
				ID: types.StringValue(g.ID), ClientID: b.ClientID, DefaultFor: b.DefaultFor, SubjectType: types.StringValue(idOf(g).subjectType),
				Scopes: b.Scopes, AllowAllScopes: types.BoolValue(g.Settings["allow_all_scopes"] == true), Reason: types.StringValue(reason),
			})
			continue
		}
		grants, ids[idOf(g).String()] = append(grants, b), g.ID
	}
	var problems diag.Diagnostics
	m.ID = m.Identifier
	m.Grants, problems = types.SetValueFrom(ctx, grantBlockType(), grants)
	diags.Append(problems...)
	m.GrantIDs, problems = types.MapValueFrom(ctx, types.StringType, ids)
	diags.Append(problems...)
	m.Kept, problems = types.ListValueFrom(ctx, keptType(), kept)
	diags.Append(problems...)
}
