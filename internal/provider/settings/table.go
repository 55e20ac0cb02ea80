// Package settings describes the settings of the tenant's objects: those
// properties that the provider carries between Terraform and the Management
// API without reasoning about them. One entry in a Table is all that a setting
// needs; the schemas, request bodies and states derive from it.
package settings

import (
	"fmt"
	"maps"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// Setting is one property of an object of the Management API.
type Setting struct {
	// Name is the attribute's name in Terraform.
	Name string
	// Property is the name in the API's JSON; empty means Name.
	Property string
	// Attribute describes the setting in the resource's schema.
	Attribute schema.Attribute
	// Absent is what an answer without the property means, in JSON's values;
	// nil means null.
	Absent any
	// Cleared means that removing the setting from the configuration sets it to
	// Absent. Any other setting then stays as it is, and follows the tenant from
	// there on.
	Cleared bool
	// Reset, for a setting that is cleared, means that the service may then choose
	// a default: the new value is not known at plan.
	Reset bool
	// ByKey marks a map whose keys the service changes one by one: it keeps
	// those that a request does not name, and removes those that are null.
	ByKey bool
	// Encode, unless nil, turns the attribute's value into the property's, for a
	// setting whose form differs. Both are JSON's values, and not null.
	Encode func(value any) any
	// Decode, unless nil, is the reverse. known is the attribute's value before
	// the answer, for what the API does not repeat; nil for null.
	Decode func(answered, known any) any
}

func (s Setting) property() string {
	if s.Property != "" {
		return s.Property
	}
	return s.Name
}

// Table lists the settings of one kind of object.
type Table []Setting

// AddTo adds the settings' attributes to those of a resource.
func (t Table) AddTo(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	for _, s := range t {
		attributes[s.Name] = s.Attribute
	}
	return attributes
}

// AddToDataSource adds the settings to the attributes of a data source, where
// each of them is computed.
func (t Table) AddToDataSource(attributes map[string]dsschema.Attribute) map[string]dsschema.Attribute {
	for _, s := range t {
		attributes[s.Name] = readOnly(s.Attribute)
	}
	return attributes
}

// Create returns the body of a create request: each setting that has a value in
// the plan.
func (t Table) Create(plan Object) (management.Settings, diag.Diagnostics) {
	return t.Update(plan, Object{})
}

// Update returns the body of an update request: each setting whose planned
// value is known and differs from the state's. A setting that the plan removes is
// null in the body. Attributes of a setting that the tenant decides are omitted. A
// setting that cannot be configured, such as a secret that the service makes, is
// never in a body.
func (t Table) Update(plan, state Object) (management.Settings, diag.Diagnostics) {
	var diags diag.Diagnostics
	body := management.Settings{}
	for _, s := range t {
		planned, ok := plan[s.Name]
		prior, existed := state[s.Name]
		if !ok || !s.Attribute.IsRequired() && !s.Attribute.IsOptional() {
			continue
		}
		if s.Reset && !planned.IsKnown() && !prior.IsNull() {
			body[s.property()] = nil
			continue
		}
		if !decided(planned) || planned.IsNull() && (!existed || prior.IsNull()) || existed && planned.Equal(prior) {
			continue
		}
		value, err := toJSON(planned)
		if err != nil {
			diags.AddAttributeError(path.Root(s.Name), "Encoding a setting failed", err.Error())
			continue
		}
		if s.ByKey {
			value = withRemovedKeys(value, prior)
		}
		if s.Encode != nil && value != nil {
			value = s.Encode(value)
		}
		body[s.property()] = value
	}
	return body, diags
}

// withRemovedKeys is a map with null for each key that it had and no longer has.
func withRemovedKeys(value any, prior tftypes.Value) any {
	object, isMap := value.(map[string]any)
	var before map[string]tftypes.Value
	if !isMap || prior.IsNull() || prior.As(&before) != nil {
		return value
	}
	for key := range before {
		if _, kept := object[key]; !kept {
			object[key] = nil
		}
	}
	return object
}

const (
	unexpectedForm = "The Management API's answer has an unexpected form"
	pleaseReport   = "The service may have changed; please report this with the provider's version."
)

// Store writes the settings of an answer to a state, together with the
// object's other attributes. prior holds the values known before, for what the
// API does not repeat.
func (t Table) Store(answer management.Settings, prior, others Object, state *tfsdk.State) diag.Diagnostics {
	var diags diag.Diagnostics
	attributes := attributeTypes(state)
	values := make(Object, len(t)+len(others))
	maps.Copy(values, others)
	for _, s := range t {
		value, err := s.stored(attributes[s.Name], answer, prior)
		if err != nil {
			diags.AddAttributeError(path.Root(s.Name), unexpectedForm, fmt.Sprintf("Property %q: %s. %s", s.property(), err, pleaseReport))
			continue
		}
		values[s.Name] = value
	}
	diags.Append(values.Assign(state)...)
	return diags
}

// stored is the setting's value in an answer, as the setting's type.
func (s Setting) stored(typ tftypes.Type, answer management.Settings, prior Object) (tftypes.Value, error) {
	known, has := prior[s.Name]
	answered := answer[s.property()]
	switch {
	case answered == nil:
		answered = s.Absent
	case s.Decode != nil:
		var before any
		if has && decided(known) {
			var err error
			if before, err = toJSON(known); err != nil {
				return tftypes.Value{}, err
			}
		}
		answered = s.Decode(answered, before)
	}
	return fromJSON(typ, answered)
}

// Paths maps the API's property names to the attributes that hold them.
func (t Table) Paths() map[string]path.Path {
	paths := make(map[string]path.Path, len(t))
	for _, s := range t {
		paths[s.property()] = path.Root(s.Name)
	}
	return paths
}

// Differing returns the part of a request body that an existing object does not
// already have. Lists are compared as sets, as the service treats them.
func (t Table) Differing(body, existing management.Settings) management.Settings {
	differing := management.Settings{}
	for property, wanted := range body {
		if !equalJSON(wanted, existing[property]) {
			differing[property] = wanted
		}
	}
	return differing
}
