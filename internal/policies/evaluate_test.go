// Package policies tests the policy files for Terraform 1.17 of examples/policies, which
// HashiCorp's tfpolicy evaluates. HashiCorp publishes that program, but not as a Go
// module: these tests interpret the part of its language that the files use, as
// https://developer.hashicorp.com/terraform/policy/reference describes it.
package policies

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// policyFile is one .policy.hcl file.
type policyFile struct {
	path     string
	inputs   map[string]*hclsyntax.Block
	locals   hclsyntax.Attributes
	policies []*hclsyntax.Block
}

// policyName identifies a policy: the file, and the block's type and name.
func (f *policyFile) policyName(policy *hclsyntax.Block) string {
	return filepath.Base(f.path) + ": " + strings.Join(policy.Labels, ".")
}

// walk is what a policy can read of the plan or the query: other resources, and data
// sources. A nil function refuses the call, as Terraform does for what it cannot read.
type walk struct {
	getResources  func(kind string, filter cty.Value) (cty.Value, error)
	getDataSource func(kind string, config cty.Value) (cty.Value, error)
}

// parseBody parses a policy file or a test of one.
func parseBody(t *testing.T, path string) *hclsyntax.Body {
	t.Helper()
	file, diags := hclparse.NewParser().ParseHCLFile(path)
	if diags.HasErrors() {
		t.Fatalf("%s: %s", path, diags)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatalf("%s is not in HCL's native syntax", path)
	}
	return body
}

// parsePolicies parses a policy file, and fails the test at what the language does not have.
func parsePolicies(t *testing.T, path string) *policyFile {
	t.Helper()
	file := &policyFile{path: path, inputs: map[string]*hclsyntax.Block{}, locals: hclsyntax.Attributes{}}
	requiresProvider := false
	for _, block := range parseBody(t, path).Blocks {
		switch block.Type {
		case "policy":
			for _, inner := range block.Body.Blocks {
				requiresProvider = requiresProvider || inner.Type == "required_providers" && inner.Body.Attributes["auth0api"] != nil
			}
		case "input":
			file.inputs[block.Labels[0]] = block
		case "locals":
			file.locals = block.Body.Attributes
		case "resource_policy":
			allowed(t, block, []string{"enforcement_level", "filter", "operations"}, []string{"enforce", "locals"})
			file.policies = append(file.policies, block)
		default:
			t.Errorf("%s: a policy file has no block %q", path, block.Type)
		}
	}
	if !requiresProvider {
		t.Errorf("%s: tfpolicy validate refuses a file without required_providers", path)
	}
	return file
}

func allowed(t *testing.T, block *hclsyntax.Block, attributes, blocks []string) {
	t.Helper()
	for name := range block.Body.Attributes {
		if !slices.Contains(attributes, name) {
			t.Errorf("%s: %s has no argument %q", block.DefRange(), block.Type, name)
		}
	}
	for _, inner := range block.Body.Blocks {
		if !slices.Contains(blocks, inner.Type) {
			t.Errorf("%s: %s has no block %q", inner.DefRange(), block.Type, inner.Type)
		}
		if inner.Type == "enforce" {
			allowed(t, inner, []string{"condition", "error_message", "info_message"}, nil)
		}
	}
}

// evaluate returns the error message of each condition that fails for an object, and
// whether the policy applies to it. The messages are evaluated even where the condition
// holds: tfpolicy test does not evaluate them, and a plan does.
func (f *policyFile) evaluate(policy *hclsyntax.Block, attrs cty.Value, inputs map[string]cty.Value, at walk) (failed []string, applies bool, err error) {
	scope := &hcl.EvalContext{Functions: functions(at), Variables: map[string]cty.Value{"attrs": attrs}}
	if scope.Variables["input"], err = f.inputValues(inputs); err != nil {
		return nil, false, err
	}
	locals := map[string]cty.Value{}
	if err := resolve(f.locals, locals, scope); err != nil {
		return nil, false, err
	}
	if filter := policy.Body.Attributes["filter"]; filter != nil {
		if matches, err := boolean(filter.Expr, scope); err != nil || !matches {
			return nil, false, err
		}
	}
	for _, block := range policy.Body.Blocks {
		if block.Type == "locals" {
			if err := resolve(block.Body.Attributes, locals, scope); err != nil {
				return nil, false, err
			}
		}
	}
	for _, block := range policy.Body.Blocks {
		if block.Type != "enforce" {
			continue
		}
		holds, err := boolean(block.Body.Attributes["condition"].Expr, scope)
		if err != nil {
			return nil, false, err
		}
		message, diags := block.Body.Attributes["error_message"].Expr.Value(scope)
		if diags.HasErrors() || message.IsNull() || message.Type() != cty.String {
			return nil, false, fmt.Errorf("the error_message of %s: %w", block.DefRange(), diags)
		}
		if !holds {
			failed = append(failed, message.AsString())
		}
	}
	return failed, true, nil
}

// inputValues are the values of all inputs of the file: those that are set, else the defaults.
func (f *policyFile) inputValues(set map[string]cty.Value) (cty.Value, error) {
	values := map[string]cty.Value{}
	for name, block := range f.inputs {
		typ, diags := typeexpr.TypeConstraint(block.Body.Attributes["type"].Expr)
		if diags.HasErrors() {
			return cty.NilVal, diags
		}
		value, isSet := set[name]
		if !isSet {
			byDefault := block.Body.Attributes["default"]
			if byDefault == nil {
				return cty.NilVal, fmt.Errorf("input %q is not set and has no default", name)
			}
			if value, diags = byDefault.Expr.Value(nil); diags.HasErrors() {
				return cty.NilVal, diags
			}
		}
		converted, err := convert.Convert(value, typ)
		if err != nil {
			return cty.NilVal, fmt.Errorf("input %q: %w", name, err)
		}
		values[name] = converted
	}
	return cty.ObjectVal(values), nil
}

// resolve evaluates local values, which may use each other, into scope's local.
func resolve(attributes hclsyntax.Attributes, locals map[string]cty.Value, scope *hcl.EvalContext) error {
	scope.Variables["local"] = cty.ObjectVal(locals)
	waiting := map[string]bool{}
	for name := range attributes {
		waiting[name] = true
	}
	for len(waiting) > 0 {
		resolved := 0
		for name := range waiting {
			if usesLocal(attributes[name].Expr, waiting) {
				continue
			}
			value, diags := attributes[name].Expr.Value(scope)
			if diags.HasErrors() {
				return diags
			}
			locals[name] = value
			scope.Variables["local"] = cty.ObjectVal(locals)
			delete(waiting, name)
			resolved++
		}
		if resolved == 0 {
			return fmt.Errorf("these local values use each other: %v", waiting)
		}
	}
	return nil
}

func usesLocal(expr hclsyntax.Expression, names map[string]bool) bool {
	for _, traversal := range expr.Variables() {
		if traversal.RootName() != "local" || len(traversal) < 2 {
			continue
		}
		if step, ok := traversal[1].(hcl.TraverseAttr); ok && names[step.Name] {
			return true
		}
	}
	return false
}

func boolean(expr hclsyntax.Expression, scope *hcl.EvalContext) (bool, error) {
	value, diags := expr.Value(scope)
	if diags.HasErrors() {
		return false, diags
	}
	if !value.IsKnown() || value.IsNull() || value.Type() != cty.Bool {
		return false, fmt.Errorf("%s is %#v, not true or false", expr.Range(), value)
	}
	return value.True(), nil
}

// attributesRead calls visit with each attribute of the object that a policy reads.
func attributesRead(policy *hclsyntax.Block, visit func(name string, at hcl.Range)) {
	hclsyntax.VisitAll(policy.Body, func(node hclsyntax.Node) hcl.Diagnostics {
		if expr, ok := node.(*hclsyntax.ScopeTraversalExpr); ok && expr.Traversal.RootName() == "attrs" {
			if step, ok := expr.Traversal[1].(hcl.TraverseAttr); ok {
				visit(step.Name, expr.Range())
			}
		}
		return nil
	})
}

// reader is core::getresources or core::getdatasource.
func reader(read func(kind string, filter cty.Value) (cty.Value, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "type", Type: cty.String}, {Name: "filter", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if read == nil {
				return cty.NilVal, fmt.Errorf("%s cannot be read here", args[0].AsString())
			}
			return read(args[0].AsString(), args[1])
		},
	})
}
