package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Result is the result of a provider function.
type Result struct {
	// Value is a Go value: string, bool, int64, []any, map[string]any, or nil for
	// null.
	Value any
	// Error is the error of the function; empty if it succeeded.
	Error string
	// Argument is the position of the argument that the error is about, from 0; -1
	// if it is about none.
	Argument int64
}

// Call calls a function. Arguments are as in Values; an argument for a dynamic
// parameter is a tftypes.Value.
func (p *Plugin) Call(function string, arguments ...any) Result {
	p.tb.Helper()
	definition := p.schema.Functions[function]
	if definition == nil || len(definition.Parameters) != len(arguments) {
		p.tb.Fatalf("the provider has no function %s with %d parameters", function, len(arguments))
	}
	encoded := make([]*tfprotov6.DynamicValue, len(arguments))
	for i, argument := range arguments {
		typ := definition.Parameters[i].Type
		value, isValue := argument.(tftypes.Value)
		if !isValue {
			var err error
			value, err = typed(typ, argument)
			p.must(err)
		}
		one, err := tfprotov6.NewDynamicValue(typ, value)
		p.must(err)
		encoded[i] = &one
	}
	answer, err := p.server.CallFunction(p.tb.Context(), &tfprotov6.CallFunctionRequest{Name: function, Arguments: encoded})
	p.must(err)
	out := Result{Argument: -1}
	if answer.Error != nil {
		out.Error = answer.Error.Text
		if answer.Error.FunctionArgument != nil {
			out.Argument = *answer.Error.FunctionArgument
		}
		return out
	}
	value, err := answer.Result.Unmarshal(definition.Return.Type)
	p.must(err)
	out.Value = plain(value)
	return out
}
