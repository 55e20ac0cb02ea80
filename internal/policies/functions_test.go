package policies

import (
	"strings"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are those of https://developer.hashicorp.com/terraform/policy/reference/functions
// that the policy files call.
func functions(at walk) map[string]function.Function {
	return map[string]function.Function{
		"core::contains":      stdlib.ContainsFunc,
		"core::endswith":      ofTwoStrings(strings.HasSuffix),
		"core::getdatasource": reader(at.getDataSource),
		"core::getresources":  reader(at.getResources),
		"core::join":          stdlib.JoinFunc,
		"core::length":        stdlib.LengthFunc,
		"core::split":         stdlib.SplitFunc,
		"core::startswith":    ofTwoStrings(strings.HasPrefix),
		"core::try":           tryfunc.TryFunc,
	}
}

func ofTwoStrings(predicate func(text, part string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "string", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(predicate(args[0].AsString(), args[1].AsString())), nil
		},
	})
}
