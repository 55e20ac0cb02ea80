package kit

import (
	"context"
	"fmt"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// QueryResult is one object that `terraform query` found.
type QueryResult struct {
	// DisplayName names it for people.
	DisplayName string
	// Store writes it to a resource's state, as a read does.
	Store func(*tfsdk.State) diag.Diagnostics
}

// Results are the query results of the listed objects that keep selects.
func Results[T any](listed iter.Seq2[*T, error], keep func(*T) bool, result func(*T) QueryResult) iter.Seq2[QueryResult, error] {
	return func(yield func(QueryResult, error) bool) {
		for object, err := range listed {
			if err != nil {
				yield(QueryResult{}, err)
				return
			}
			if keep(object) && !yield(result(object), nil) {
				return
			}
		}
	}
}

// Stream streams the objects that a list block finds, as their pages arrive, and
// requests only as many pages as the limit needs. An error ends it. filters are the
// attributes that the Management API's refusals may be about, by the API's names
// for them.
func (names IdentityAttributes) Stream(ctx context.Context, req list.ListRequest, kind string, filters map[string]path.Path, all iter.Seq2[QueryResult, error]) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		count := int64(0)
		for one, err := range all {
			if err != nil {
				var diags diag.Diagnostics
				if !ReportTooManyAPIs(err, filters["identifiers"], &diags) {
					ErrorContext{Action: "Listing", Object: kind, Attributes: filters}.Report(err, &diags)
				}
				push(list.ListResult{Diagnostics: diags})
				return
			}
			result := req.NewListResult(ctx)
			result.DisplayName = one.DisplayName
			state := tfsdk.State{Schema: result.Resource.Schema, Raw: result.Resource.Raw}
			result.Diagnostics.Append(one.Store(&state)...)
			names.SetIdentity(&state, result.Identity, &result.Diagnostics)
			if result.Resource.Raw = state.Raw; !req.IncludeResource {
				result.Resource = nil
			}
			if !push(result) {
				return
			}
			if count++; req.Limit > 0 && count >= req.Limit {
				return
			}
		}
	}
}

// FailedQuery is a query that ends before it began.
func FailedQuery(diags diag.Diagnostics) iter.Seq[list.ListResult] {
	return list.ListResultsStreamDiagnostics(diags)
}

// QueryNameFilter selects objects by a part of their names.
func QueryNameFilter(objects string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: fmt.Sprintf("Only the %s whose names contain this text (case-sensitive).", objects),
		Optional:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

// DisplayName is an object's name with what identifies it.
func DisplayName(answer management.Settings, id string) string {
	if name, _ := answer["name"].(string); name != "" && name != id {
		return name + " (" + id + ")"
	}
	return id
}

// IdentifiersFilter selects APIs by their identifiers.
func IdentifiersFilter(description string) schema.Attribute {
	return schema.ListAttribute{
		MarkdownDescription: description,
		ElementType:         types.StringType,
		Optional:            true,
		Validators: []validator.List{
			listvalidator.SizeAtLeast(1),
			listvalidator.ValueStringsAre(stringvalidator.UTF8LengthBetween(1, MaxIdentifierLength)),
		},
	}
}
