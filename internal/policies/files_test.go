package policies

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

const example = "../../examples/policies/terraform-policy"

// mock is a resource or a data source of a policy test.
type mock struct {
	kind, name    string
	attrs         cty.Value
	declared      map[string]cty.Value // those of attrs that the test declares
	skip, expects bool
	inputs        map[string]cty.Value
}

// policyTest is one .policytest.hcl file.
type policyTest struct {
	targets   []string
	inputs    map[string]cty.Value
	resources []mock
	data      []mock
}

// files returns the paths of the example's files with a suffix.
func files(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(example, pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s has no files %s: %v", example, pattern, err)
	}
	return paths
}

// Each policy passes for the objects that keep it and fails for those that do not, as
// the example's test files say; each has a test of both kinds. The attributes of the
// tests' objects are those of the provider.
func TestPolicyFilesPassAndFailAsTheirTestsExpect(t *testing.T) {
	t.Parallel()
	schemas := providerSchemas(t)
	passed, failed := map[string]bool{}, map[string]bool{}
	for _, path := range files(t, "tests/*.policytest.hcl") {
		test := parseTest(t, path, schemas)
		for _, target := range test.targets {
			file := parsePolicies(t, target)
			for _, policy := range file.policies {
				for _, object := range test.resources {
					if object.skip || policy.Labels[0] != object.kind {
						continue
					}
					got := test.evaluate(t, file, policy, object)
					if got.failed != object.expects {
						t.Errorf("%s: %s for %s: failed %v, want %v", path, file.policyName(policy), object.name, got.failed, object.expects)
					}
					passed[file.policyName(policy)] = passed[file.policyName(policy)] || got.passed
					failed[file.policyName(policy)] = failed[file.policyName(policy)] || got.failed
				}
			}
		}
	}
	policies := 0
	for _, path := range files(t, "*/*.policy.hcl") {
		file := parsePolicies(t, path)
		for _, policy := range file.policies {
			policies++
			if name := file.policyName(policy); !passed[name] || !failed[name] {
				t.Errorf("%s has no test that it passes (%v) or none that it fails (%v)", name, passed[name], failed[name])
			}
		}
	}
	if policies != 12 {
		t.Errorf("the example has %d policies, want 12", policies)
	}
}

// The example has a file for each check block of the pack, for plans and for queries.
func TestEachCheckHasAPolicyFileForPlansAndForQueries(t *testing.T) {
	t.Parallel()
	checks := map[string]bool{}
	for _, block := range parseBody(t, "../../examples/policies/main.tf").Blocks {
		if block.Type == "check" {
			checks[block.Labels[0]] = true
		}
	}
	for _, command := range []string{"plan", "query"} {
		found := map[string]bool{}
		for _, path := range append(files(t, "common/*.policy.hcl"), files(t, command+"/*.policy.hcl")...) {
			name := strings.ReplaceAll(strings.TrimSuffix(filepath.Base(path), ".policy.hcl"), "-", "_")
			found[name] = true
			for _, policy := range parsePolicies(t, path).policies {
				if policy.Labels[1] != name {
					t.Errorf("%s has policy %q", path, policy.Labels[1])
				}
			}
		}
		if !maps.Equal(found, checks) {
			t.Errorf("%s: the policies are %v, the checks %v", command, slices.Sorted(maps.Keys(found)), slices.Sorted(maps.Keys(checks)))
		}
	}
}

// Each attribute that a policy reads exists: tfpolicy validate refuses others.
func TestPolicyFilesReadAttributesOfTheProvider(t *testing.T) {
	t.Parallel()
	schemas := providerSchemas(t)
	for _, path := range files(t, "*/*.policy.hcl") {
		for _, policy := range parsePolicies(t, path).policies {
			typ, known := schemas["resource "+policy.Labels[0]]
			if !known {
				t.Errorf("%s: the provider has no resource %q", path, policy.Labels[0])
				continue
			}
			attributesRead(policy, func(name string, at hcl.Range) {
				if !typ.HasAttribute(name) {
					t.Errorf("%s: %s has no attribute %q", at, policy.Labels[0], name)
				}
			})
		}
	}
}

func parseTest(t *testing.T, path string, schemas map[string]cty.Type) policyTest {
	t.Helper()
	test := policyTest{inputs: map[string]cty.Value{}}
	for _, block := range parseBody(t, path).Blocks {
		switch block.Type {
		case "policytest":
			for _, target := range constant(t, block.Body.Attributes["targets"].Expr).AsValueSlice() {
				test.targets = append(test.targets, filepath.Join(filepath.Dir(path), target.AsString()))
			}
		case "inputs":
			test.inputs = constants(t, block)
		case "resource", "data":
			typ, known := schemas[block.Type+" "+block.Labels[0]]
			if !known {
				t.Fatalf("%s: the provider has no %s %q", path, block.Type, block.Labels[0])
			}
			parsed := parseMock(t, block, typ)
			if block.Type == "data" {
				test.data = append(test.data, parsed)
			} else {
				test.resources = append(test.resources, parsed)
			}
		default:
			t.Errorf("%s: a policy test has no block %q", path, block.Type)
		}
	}
	return test
}

func parseMock(t *testing.T, block *hclsyntax.Block, typ cty.Type) mock {
	t.Helper()
	m := mock{kind: block.Labels[0], name: strings.Join(block.Labels, "."), inputs: map[string]cty.Value{}}
	for name, attribute := range block.Body.Attributes {
		value := constant(t, attribute.Expr)
		switch name {
		case "attrs":
			m.declared = value.AsValueMap()
			var err error
			if m.attrs, err = conform(value, typ); err != nil {
				t.Fatalf("%s: %v", attribute.SrcRange, err)
			}
		case "skip":
			m.skip = value.True()
		case "expect_failure":
			m.expects = value.True()
		default:
			t.Errorf("%s: a mock has no argument %q", attribute.SrcRange, name)
		}
	}
	for _, inner := range block.Body.Blocks {
		m.inputs = constants(t, inner)
	}
	return m
}

func constants(t *testing.T, block *hclsyntax.Block) map[string]cty.Value {
	t.Helper()
	values := map[string]cty.Value{}
	for name, attribute := range block.Body.Attributes {
		values[name] = constant(t, attribute.Expr)
	}
	return values
}

func constant(t *testing.T, expr hclsyntax.Expression) cty.Value {
	t.Helper()
	value, diags := expr.Value(nil)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return value
}

// result is what a policy says of an object. A policy that does not apply neither passes nor fails.
type result struct{ passed, failed bool }

func (p policyTest) evaluate(t *testing.T, file *policyFile, policy *hclsyntax.Block, object mock) result {
	t.Helper()
	attributesRead(policy, func(name string, at hcl.Range) {
		if _, declared := object.declared[name]; !declared {
			t.Errorf("%s: %s does not declare %q, which tfpolicy test refuses", at, object.name, name)
		}
	})
	inputs := maps.Clone(p.inputs)
	maps.Copy(inputs, object.inputs)
	messages, applies, err := file.evaluate(policy, object.attrs, inputs, p.walk())
	if err != nil {
		t.Errorf("%s for %s: %v", file.policyName(policy), object.name, err)
	}
	return result{passed: err == nil && applies && len(messages) == 0, failed: len(messages) > 0}
}

// walk answers from the test's mocks.
func (p policyTest) walk() walk {
	return walk{
		getResources: func(kind string, filter cty.Value) (cty.Value, error) {
			return cty.TupleVal(matching(p.resources, kind, filter)), nil
		},
		getDataSource: func(kind string, config cty.Value) (cty.Value, error) {
			found := matching(p.data, kind, config)
			if len(found) != 1 {
				return cty.NilVal, errNotOne{kind, len(found)}
			}
			return found[0], nil
		},
	}
}
