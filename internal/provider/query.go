package provider

import (
	"context"
	"fmt"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// queried is one object that `terraform query` found.
type queried struct {
	// display names it for people.
	display string
	// store writes it to a resource's state, as a read does.
	store func(*tfsdk.State) diag.Diagnostics
}

// query streams the objects that a list block finds, as their pages come, and
// asks for no more pages than the limit needs. An error ends it; filters are
// the attributes that the Management API's refusals may be about, by its names.
func (names identified) query(ctx context.Context, req list.ListRequest, kind string, filters map[string]path.Path, all iter.Seq2[queried, error]) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		count := int64(0)
		for one, err := range all {
			if err != nil {
				var diags diag.Diagnostics
				if !tooManyAPIs(err, filters["identifiers"], &diags) {
					attempt{action: "Listing", object: kind, attributes: filters}.fail(err, &diags)
				}
				push(list.ListResult{Diagnostics: diags})
				return
			}
			result := req.NewListResult(ctx)
			result.DisplayName = one.display
			state := tfsdk.State{Schema: result.Resource.Schema, Raw: result.Resource.Raw}
			result.Diagnostics.Append(one.store(&state)...)
			names.identify(ctx, &state, result.Identity, &result.Diagnostics)
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

// queryFailed is a query that ends before it began.
func queryFailed(diags diag.Diagnostics) iter.Seq[list.ListResult] {
	return list.ListResultsStreamDiagnostics(diags)
}

// queryNameFilter selects objects by a part of their names.
func queryNameFilter(objects string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: fmt.Sprintf("The %s whose names contain this text, case included.", objects),
		Optional:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}
