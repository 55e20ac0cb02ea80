package acctest

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// PlanCheckFunc is a function that implements plancheck.PlanCheck.
type PlanCheckFunc func(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse)

// CheckPlan calls the function.
func (f PlanCheckFunc) CheckPlan(ctx context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	f(ctx, req, resp)
}

// ExpectUpdate checks that the plan updates the resource in place, and that exactly
// these attributes change.
func ExpectUpdate(address string, attributes ...string) plancheck.PlanCheck {
	return PlanCheckFunc(func(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
		for _, rc := range req.Plan.ResourceChanges {
			if rc.Address != address {
				continue
			}
			got := changedAttributes(rc.Change.Before, rc.Change.After, rc.Change.AfterUnknown)
			want := slices.Sorted(slices.Values(attributes))
			if !rc.Change.Actions.Update() || !slices.Equal(got, want) {
				resp.Error = fmt.Errorf("%s: the plan is to %v and changes %q, want an update of %q", address, rc.Change.Actions, got, want)
			}
			return
		}
		resp.Error = fmt.Errorf("%s is not in the plan", address)
	})
}

// changedAttributes returns the names of the attributes whose planned value differs
// or is unknown.
func changedAttributes(before, after, unknown any) []string {
	b, _ := before.(map[string]any)
	a, _ := after.(map[string]any)
	u, _ := unknown.(map[string]any)
	changed := map[string]bool{}
	for _, object := range []map[string]any{a, b, u} {
		for name := range object {
			if !reflect.DeepEqual(a[name], b[name]) || u[name] == true {
				changed[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(changed))
}

// AfterPlan calls a function between plan and apply, if it is among the PreApply
// checks.
func AfterPlan(do func()) plancheck.PlanCheck {
	return PlanCheckFunc(func(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) { do() })
}
