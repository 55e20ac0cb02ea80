package session

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// validations are the configurations that were validated and not planned since, by the
// type of their resource.
//
// Terraform validates a block just before it plans it, so that a process that plans or
// applies has none left. `terraform test` of newer versions validates, plans and applies
// a run in one process: the blocks of the walk that only validates stay here, and say
// that a block that is planned again need not be a second block.
type validations struct {
	mu     sync.Mutex
	byType map[string][]tftypes.Value
}

func (v *validations) add(resource string, config tftypes.Value) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.byType == nil {
		v.byType = map[string][]tftypes.Value{}
	}
	v.byType[resource] = append(v.byType[resource], config)
}

// planned removes the validation that came just before a plan.
func (v *validations) planned(resource string, config tftypes.Value) {
	v.mu.Lock()
	defer v.mu.Unlock()
	of := v.byType[resource]
	for i, validated := range slices.Backward(of) {
		if validated.Equal(config) {
			v.byType[resource] = slices.Delete(of, i, i+1)
			return
		}
	}
}

// remain reports whether a validation of the block with this configuration is left.
func (v *validations) remain(resource string, config tftypes.Value) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.ContainsFunc(v.byType[resource], func(validated tftypes.Value) bool { return sameBlock(validated, config) })
}

// sameBlock reports whether two configurations can be those of one block: what was
// unknown before may have any value now.
func sameBlock(before, now tftypes.Value) bool {
	switch {
	case !before.IsKnown():
		return true
	case before.IsFullyKnown() || before.IsNull() || now.IsNull() || !now.IsKnown():
		return before.Equal(now)
	}
	var members, present map[string]tftypes.Value
	if before.As(&members) == nil && now.As(&present) == nil {
		return maps.EqualFunc(members, present, sameBlock)
	}
	var elements, others []tftypes.Value
	if before.As(&elements) != nil || now.As(&others) != nil {
		return false
	}
	if before.Type().Is(tftypes.Set{}) {
		return sameSet(elements, others)
	}
	return slices.EqualFunc(elements, others, sameBlock)
}

// sameSet is sameBlock for the elements of sets, whose order and number may change once
// they are known.
func sameSet(before, now []tftypes.Value) bool {
	for _, element := range before {
		if !slices.ContainsFunc(now, func(other tftypes.Value) bool { return sameBlock(element, other) }) {
			return false
		}
	}
	for _, other := range now {
		if !slices.ContainsFunc(before, func(element tftypes.Value) bool { return sameBlock(element, other) }) {
			return false
		}
	}
	return true
}

// ConfigValidators notes that a configuration is validated, for Planning.
func (r *Resource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{noteValidation{r}}
}

// Planning notes that a block is planned. ModifyPlan of each resource calls it first.
func (r *Resource) Planning(req resource.ModifyPlanRequest) {
	if r.Session == nil {
		return
	}
	r.Session.validations.planned(r.Type, req.Config.Raw)
	if !req.State.Raw.IsNull() && !req.Plan.Raw.IsNull() {
		r.Session.Plans.notePlanned(r.Type, stateID(req.State.Raw), req.Config.Raw)
	}
}

// stateID returns the attribute id of a state, "" if it has none.
func stateID(state tftypes.Value) string {
	var attributes map[string]tftypes.Value
	var id string
	if state.As(&attributes) != nil || attributes["id"].Type() == nil || !attributes["id"].IsKnown() || attributes["id"].As(&id) != nil {
		return ""
	}
	return id
}

// noteValidation finds no error: it only notes what is validated.
type noteValidation struct{ of *Resource }

// Description implements resource.ConfigValidator.
func (noteValidation) Description(context.Context) string { return "" }

// MarkdownDescription implements resource.ConfigValidator.
func (noteValidation) MarkdownDescription(context.Context) string { return "" }

// ValidateResource implements resource.ConfigValidator.
func (n noteValidation) ValidateResource(_ context.Context, req resource.ValidateConfigRequest, _ *resource.ValidateConfigResponse) {
	if n.of.Session != nil {
		n.of.Session.validations.add(n.of.Type, req.Config.Raw)
	}
}
