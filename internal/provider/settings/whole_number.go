package settings

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	_ basetypes.Int64Typable      = WholeNumberType{}
	_ basetypes.Int64Valuable     = WholeNumber{}
	_ xattr.ValidateableAttribute = WholeNumber{}
)

// WholeNumberType is the type of attributes that are whole numbers. The framework's own
// type reports a number with a fraction at the object that has the attribute, as a
// failed conversion; this one reports it at the attribute, and says what is allowed.
type WholeNumberType struct{ basetypes.Int64Type }

// Equal implements attr.Type.
func (t WholeNumberType) Equal(other attr.Type) bool {
	_, same := other.(WholeNumberType)
	return same
}

// String implements attr.Type.
func (WholeNumberType) String() string { return "settings.WholeNumberType" }

// ValueType implements attr.Type.
func (WholeNumberType) ValueType(context.Context) attr.Value { return WholeNumber{} }

// ValueFromInt64 implements basetypes.Int64Typable.
func (WholeNumberType) ValueFromInt64(_ context.Context, value basetypes.Int64Value) (basetypes.Int64Valuable, diag.Diagnostics) {
	return WholeNumber{Int64Value: value}, nil
}

// ValueFromTerraform implements attr.Type. A number that does not fit is kept for
// ValidateAttribute.
func (t WholeNumberType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	var number big.Float
	if in.IsKnown() && !in.IsNull() && in.As(&number) == nil {
		if _, accuracy := number.Int64(); accuracy != big.Exact {
			return WholeNumber{Int64Value: basetypes.NewInt64Unknown(), other: &number}, nil
		}
	}
	value, err := t.Int64Type.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, err
	}
	whole, isWhole := value.(basetypes.Int64Value)
	if !isWhole {
		return nil, fmt.Errorf("unexpected value type %T", value)
	}
	return WholeNumber{Int64Value: whole}, nil
}

// WholeNumber is a value of WholeNumberType.
type WholeNumber struct {
	basetypes.Int64Value
	// other is a number that is not a whole number of 64 bits; nil for all others. It
	// does not get past the validation.
	other *big.Float
}

// NewWholeNumber returns a known value.
func NewWholeNumber(value int64) WholeNumber {
	return WholeNumber{Int64Value: basetypes.NewInt64Value(value)}
}

// Type implements attr.Value.
func (WholeNumber) Type(context.Context) attr.Type { return WholeNumberType{} }

// Equal implements attr.Value.
func (v WholeNumber) Equal(other attr.Value) bool {
	o, same := other.(WholeNumber)
	return same && v.Int64Value.Equal(o.Int64Value) && (v.other == nil) == (o.other == nil) && (v.other == nil || v.other.Cmp(o.other) == 0)
}

// ToTerraformValue implements attr.Value.
func (v WholeNumber) ToTerraformValue(ctx context.Context) (tftypes.Value, error) {
	if v.other != nil {
		return tftypes.NewValue(tftypes.Number, v.other), nil
	}
	return v.Int64Value.ToTerraformValue(ctx)
}

// ValidateAttribute refuses what is not a whole number.
func (v WholeNumber) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest, resp *xattr.ValidateAttributeResponse) {
	if v.other == nil {
		return
	}
	detail := fmt.Sprintf("The value is %s. Set a whole number, such as %s.", v.other.Text('g', 20), new(big.Float).Copy(v.other).Text('f', 0))
	if v.other.IsInt() {
		detail = fmt.Sprintf("The value is %s, which is too large. Set a number of at most 18 digits.", v.other.Text('g', 20))
	}
	resp.Diagnostics.AddAttributeError(req.Path, "A whole number is needed", detail)
}
