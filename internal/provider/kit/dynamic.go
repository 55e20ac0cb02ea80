package kit

import (
	"context"
	"encoding/json"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// DynamicObject is a decoded JSON object as a value of Terraform's own types,
// so that a configuration can say claims.aud or claims["permissions"].
func DynamicObject(ctx context.Context, object map[string]any) types.Dynamic {
	return types.DynamicValue(dynamicValue(ctx, object))
}

func dynamicValue(ctx context.Context, value any) attr.Value {
	switch v := value.(type) {
	case string:
		return types.StringValue(v)
	case bool:
		return types.BoolValue(v)
	case json.Number:
		number, _, err := big.ParseFloat(v.String(), 10, 512, big.ToNearestEven)
		if err != nil {
			return types.StringValue(v.String())
		}
		return types.NumberValue(number)
	case []any:
		elements, elementTypes := make([]attr.Value, len(v)), make([]attr.Type, len(v))
		for i, e := range v {
			elements[i] = dynamicValue(ctx, e)
			elementTypes[i] = elements[i].Type(ctx)
		}
		return types.TupleValueMust(elementTypes, elements)
	case map[string]any:
		attributes, attributeTypes := make(map[string]attr.Value, len(v)), make(map[string]attr.Type, len(v))
		for name, e := range v {
			attributes[name] = dynamicValue(ctx, e)
			attributeTypes[name] = attributes[name].Type(ctx)
		}
		return types.ObjectValueMust(attributeTypes, attributes)
	default:
		return types.DynamicNull()
	}
}
