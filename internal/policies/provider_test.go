package policies

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// errNotOne is the error of a data source for which there is not exactly one mock.
type errNotOne struct {
	kind  string
	count int
}

func (e errNotOne) Error() string {
	return fmt.Sprintf("%d mocks of data source %s match", e.count, e.kind)
}

// providerSchemas returns the types of the provider's objects, by "resource TYPE" and "data TYPE".
func providerSchemas(t *testing.T) map[string]cty.Type {
	t.Helper()
	schema := providerSchema(t)
	types := map[string]cty.Type{}
	for prefix, schemas := range map[string]map[string]*tfprotov6.Schema{"resource ": schema.ResourceSchemas, "data ": schema.DataSourceSchemas} {
		for name, one := range schemas {
			encoded, err := one.ValueType().MarshalJSON() //nolint:staticcheck // there is no other way from one type system to the other
			if err != nil {
				t.Fatal(err)
			}
			if types[prefix+name], err = ctyjson.UnmarshalType(encoded); err != nil {
				t.Fatal(err)
			}
		}
	}
	return types
}

func providerSchema(t *testing.T) *tfprotov6.GetProviderSchemaResponse {
	t.Helper()
	schema, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// withoutComputed sets the attributes to null that no configuration can set.
func withoutComputed(t *testing.T, resource string, state cty.Value) cty.Value {
	t.Helper()
	attributes := state.AsValueMap()
	for _, attribute := range providerSchema(t).ResourceSchemas[resource].Block.Attributes {
		if attribute.Computed && !attribute.Optional {
			attributes[attribute.Name] = cty.NullVal(attributes[attribute.Name].Type())
		}
	}
	return cty.ObjectVal(attributes)
}

// conform converts a value to an object's type: attributes that it lacks are null, and
// those that the type lacks are an error, as for tfpolicy test.
func conform(value cty.Value, typ cty.Type) (cty.Value, error) {
	switch {
	case value.IsNull():
		return cty.NullVal(typ), nil
	case typ.IsObjectType():
		if !value.Type().IsObjectType() {
			return cty.NilVal, fmt.Errorf("an object is required, not %s", value.Type().FriendlyName())
		}
		attributes := map[string]cty.Value{}
		for name, wanted := range typ.AttributeTypes() {
			attributes[name] = cty.NullVal(wanted)
		}
		for name, one := range value.AsValueMap() {
			if !typ.HasAttribute(name) {
				return cty.NilVal, fmt.Errorf("the provider has no attribute %q", name)
			}
			converted, err := conform(one, typ.AttributeType(name))
			if err != nil {
				return cty.NilVal, fmt.Errorf("%s: %w", name, err)
			}
			attributes[name] = converted
		}
		return cty.ObjectVal(attributes), nil
	case typ.IsCollectionType() && typ.ElementType().IsObjectType() && value.CanIterateElements() && value.LengthInt() > 0:
		elements := make([]cty.Value, 0, value.LengthInt())
		for _, one := range value.AsValueSlice() {
			converted, err := conform(one, typ.ElementType())
			if err != nil {
				return cty.NilVal, err
			}
			elements = append(elements, converted)
		}
		return convert.Convert(cty.TupleVal(elements), typ)
	default:
		return convert.Convert(value, typ)
	}
}

// matching returns the attributes of the mocks whose attributes equal those of the filter.
func matching(mocks []mock, kind string, filter cty.Value) []cty.Value {
	var found []cty.Value
	for _, m := range mocks {
		matches := m.kind == kind
		for name, want := range filter.AsValueMap() {
			matches = matches && m.attrs.Type().HasAttribute(name) && m.attrs.GetAttr(name).RawEquals(want)
		}
		if matches {
			found = append(found, m.attrs)
		}
	}
	return found
}
