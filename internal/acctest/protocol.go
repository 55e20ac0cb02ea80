package acctest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Plugin speaks the plugin protocol with a provider, as Terraform does, without a
// CLI. It takes milliseconds, and shows what a CLI does not show exactly, such as
// the attributes of diagnostics.
type Plugin struct {
	tb     testing.TB
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
	// problems are the diagnostics that TakeProblems has not returned yet.
	problems []Problem
}

// unknown is the type of Unknown.
type unknown struct{}

// Unknown is an unknown value.
var Unknown = unknown{} //nolint:gochecknoglobals // a constant that Go has no form for

// Values are the attributes of a configuration: strings, bools, numbers, nil,
// Unknown, and []any and map[string]any of them. Other attributes are null.
type Values = map[string]any

// Answer is the response of the provider.
type Answer struct {
	// Value is the planned state, the new state, or the result.
	Value tftypes.Value
	// Private is the private state that belongs to Value.
	Private []byte
	// Deferred says that the provider deferred the operation.
	Deferred bool
	// Replace are the attributes that require a replacement of the object.
	Replace []string
	// Diagnostics have the form "error at ATTRIBUTE: SUMMARY: DETAIL".
	Diagnostics []string
}

// NewPlugin serves a provider.
func NewPlugin(tb testing.TB, p provider.Provider) *Plugin {
	tb.Helper()
	server := providerserver.NewProtocol6(p)()
	schema, err := server.GetProviderSchema(tb.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		tb.Fatal(err)
	}
	if lines := formatted(schema.Diagnostics); len(lines) > 0 {
		tb.Fatalf("the provider's schema: %s", lines)
	}
	return &Plugin{tb: tb, server: server, schema: schema}
}

// Configure configures the provider. deferral says that the client supports deferred
// operations.
func (p *Plugin) Configure(config Values, deferral bool) Answer {
	p.tb.Helper()
	answer, err := p.server.ConfigureProvider(p.tb.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion:   "1.99.0",
		Config:             p.encode(p.schema.Provider, p.object(p.schema.Provider, config)),
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: deferral},
	})
	p.must(err)
	return Answer{Diagnostics: p.diagnostics(answer.Diagnostics)}
}

// MustConfigure configures the provider, and fails the test if there are diagnostics.
func (p *Plugin) MustConfigure(config Values) {
	p.tb.Helper()
	if a := p.Configure(config, false); len(a.Diagnostics) > 0 {
		p.tb.Fatalf("configuring the provider: %s", a.Diagnostics)
	}
}

// Validate validates the configuration of a resource.
func (p *Plugin) Validate(resource string, config Values) Answer {
	p.tb.Helper()
	schema := p.resource(resource)
	answer, err := p.server.ValidateResourceConfig(p.tb.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: resource, Config: p.encode(schema, p.object(schema, config)),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	p.must(err)
	return Answer{Diagnostics: p.diagnostics(answer.Diagnostics)}
}

// Plan plans a resource. prior is its state; the zero value means no state.
func (p *Plugin) Plan(resource string, prior tftypes.Value, config Values) Answer {
	p.tb.Helper()
	return p.PlanAfter(resource, Answer{Value: prior}, config)
}

// PlanAfter plans a resource after an operation, with the state and the private
// state of its answer. The zero Answer means no state.
func (p *Plugin) PlanAfter(resource string, prior Answer, config Values) Answer {
	p.tb.Helper()
	schema := p.resource(resource)
	state := prior.state(schema)
	answer, err := p.server.PlanResourceChange(p.tb.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName:           resource,
		PriorState:         p.encode(schema, state),
		PriorPrivate:       prior.Private,
		ProposedNewState:   p.encode(schema, p.proposed(schema, state, config)),
		Config:             p.encode(schema, p.object(schema, config)),
		ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{DeferralAllowed: true},
	})
	p.must(err)
	return p.planned(schema, answer)
}

// PlanDestroy plans to destroy a resource.
func (p *Plugin) PlanDestroy(resource string, prior Answer) Answer {
	p.tb.Helper()
	schema := p.resource(resource)
	none := tftypes.NewValue(schema.ValueType(), nil)
	answer, err := p.server.PlanResourceChange(p.tb.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: resource, PriorState: p.encode(schema, prior.Value), PriorPrivate: prior.Private,
		ProposedNewState: p.encode(schema, none), Config: p.encode(schema, none),
	})
	p.must(err)
	return p.planned(schema, answer)
}

func (p *Plugin) planned(schema *tfprotov6.Schema, answer *tfprotov6.PlanResourceChangeResponse) Answer {
	p.tb.Helper()
	out := Answer{
		Value: p.decode(schema, answer.PlannedState), Private: answer.PlannedPrivate,
		Deferred: answer.Deferred != nil, Diagnostics: p.diagnostics(answer.Diagnostics),
	}
	for _, path := range answer.RequiresReplace {
		out.Replace = append(out.Replace, path.String())
	}
	return out
}

// Apply plans a resource, and applies the plan unless it has errors. The warnings of
// the plan are omitted.
func (p *Plugin) Apply(resource string, prior tftypes.Value, config Values) Answer {
	p.tb.Helper()
	return p.ApplyAfter(resource, Answer{Value: prior}, config)
}

// ApplyAfter is to Apply as PlanAfter is to Plan. Like Terraform, it does not apply a
// plan that changes nothing.
func (p *Plugin) ApplyAfter(resource string, prior Answer, config Values) Answer {
	p.tb.Helper()
	plan := p.PlanAfter(resource, prior, config)
	if plan.failed() {
		return plan
	}
	if prior.Value.Type() != nil && plan.Value.Equal(prior.Value) {
		return Answer{Value: prior.Value, Private: prior.Private}
	}
	schema := p.resource(resource)
	return p.apply(resource, prior.state(schema), plan, p.object(schema, config))
}

// ApplyPlan applies a plan of PlanAfter, for tests that check the plan first.
func (p *Plugin) ApplyPlan(resource string, prior, plan Answer, config Values) Answer {
	p.tb.Helper()
	schema := p.resource(resource)
	return p.apply(resource, prior.state(schema), plan, p.object(schema, config))
}

// Destroy plans to destroy a resource, and applies the plan.
func (p *Plugin) Destroy(resource string, prior Answer) Answer {
	p.tb.Helper()
	none := tftypes.NewValue(p.resource(resource).ValueType(), nil)
	return p.apply(resource, prior.Value, p.PlanDestroy(resource, prior), none)
}

func (p *Plugin) apply(resource string, prior tftypes.Value, plan Answer, config tftypes.Value) Answer {
	p.tb.Helper()
	schema := p.resource(resource)
	answer, err := p.server.ApplyResourceChange(p.tb.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName:       resource,
		PriorState:     p.encode(schema, prior),
		PlannedState:   p.encode(schema, plan.Value),
		Config:         p.encode(schema, config),
		PlannedPrivate: plan.Private,
	})
	p.must(err)
	out := Answer{Value: p.decode(schema, answer.NewState), Private: answer.Private, Diagnostics: p.diagnostics(answer.Diagnostics)}
	if name := inconsistent(plan.Value, out.Value); name != "" && !out.failed() {
		p.tb.Errorf("%s: Terraform would refuse the new state, since %s is not what was planned:\n%s\nafter\n%s", resource, name, out.Value, plan.Value)
	}
	return out
}

// Read refreshes a resource.
func (p *Plugin) Read(resource string, state tftypes.Value) Answer {
	p.tb.Helper()
	return p.ReadAfter(resource, Answer{Value: state})
}

// ReadAfter is to Read as PlanAfter is to Plan.
func (p *Plugin) ReadAfter(resource string, prior Answer) Answer {
	p.tb.Helper()
	schema := p.resource(resource)
	answer, err := p.server.ReadResource(p.tb.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: resource, CurrentState: p.encode(schema, prior.state(schema)), Private: prior.Private,
		ClientCapabilities: &tfprotov6.ReadResourceClientCapabilities{DeferralAllowed: true},
	})
	p.must(err)
	return Answer{
		Value: p.decode(schema, answer.NewState), Private: answer.Private, Deferred: answer.Deferred != nil, Diagnostics: p.diagnostics(answer.Diagnostics),
	}
}

// Import imports a resource.
func (p *Plugin) Import(resource, id string) Answer {
	p.tb.Helper()
	return p.imported(resource, &tfprotov6.ImportResourceStateRequest{TypeName: resource, ID: id})
}

func (p *Plugin) imported(resource string, req *tfprotov6.ImportResourceStateRequest) Answer {
	p.tb.Helper()
	answer, err := p.server.ImportResourceState(p.tb.Context(), req)
	p.must(err)
	out := Answer{Diagnostics: p.diagnostics(answer.Diagnostics)}
	if len(answer.ImportedResources) == 1 {
		out.Value = p.decode(p.resource(resource), answer.ImportedResources[0].State)
	}
	return out
}

// ReadData reads a data source.
func (p *Plugin) ReadData(source string, config Values) Answer {
	p.tb.Helper()
	schema := p.schema.DataSourceSchemas[source]
	answer, err := p.server.ReadDataSource(p.tb.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: source, Config: p.encode(schema, p.object(schema, config)),
	})
	p.must(err)
	return Answer{Value: p.decode(schema, answer.State), Deferred: answer.Deferred != nil, Diagnostics: p.diagnostics(answer.Diagnostics)}
}

// Open opens an ephemeral resource.
func (p *Plugin) Open(resource string, config Values) Answer {
	p.tb.Helper()
	schema := p.schema.EphemeralResourceSchemas[resource]
	answer, err := p.server.OpenEphemeralResource(p.tb.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: resource, Config: p.encode(schema, p.object(schema, config)),
	})
	p.must(err)
	return Answer{Value: p.decode(schema, answer.Result), Deferred: answer.Deferred != nil, Diagnostics: p.diagnostics(answer.Diagnostics)}
}

// failed reports whether the diagnostics contain an error.
func (a Answer) failed() bool {
	return slices.ContainsFunc(a.Diagnostics, func(line string) bool { return strings.HasPrefix(line, "error") })
}

// state returns the answer's value, or a null value of the schema's type.
func (a Answer) state(schema *tfprotov6.Schema) tftypes.Value {
	if a.Value.Type() == nil {
		return tftypes.NewValue(schema.ValueType(), nil)
	}
	return a.Value
}

// Attribute returns an attribute of the answer's value as a Go value: string, bool,
// int64, []any, map[string]any, Unknown, or nil for null.
func (a Answer) Attribute(name string) any {
	values := map[string]tftypes.Value{}
	if err := a.Value.As(&values); err != nil {
		return err
	}
	return plain(values[name])
}

// Plain returns the answer's value as a Go value, like Attribute.
func (a Answer) Plain() any { return plain(a.Value) }

func (p *Plugin) must(err error) {
	p.tb.Helper()
	if err != nil {
		p.tb.Fatal(err)
	}
}

func (p *Plugin) resource(name string) *tfprotov6.Schema {
	p.tb.Helper()
	schema := p.schema.ResourceSchemas[name]
	if schema == nil {
		p.tb.Fatalf("the provider has no resource %s, only %s", name, slices.Sorted(maps.Keys(p.schema.ResourceSchemas)))
	}
	return schema
}

func (p *Plugin) encode(schema *tfprotov6.Schema, value tftypes.Value) *tfprotov6.DynamicValue {
	p.tb.Helper()
	encoded, err := tfprotov6.NewDynamicValue(schema.ValueType(), value)
	p.must(err)
	return &encoded
}

func (p *Plugin) decode(schema *tfprotov6.Schema, value *tfprotov6.DynamicValue) tftypes.Value {
	p.tb.Helper()
	if value == nil {
		return tftypes.NewValue(schema.ValueType(), nil)
	}
	decoded, err := value.Unmarshal(schema.ValueType())
	p.must(err)
	return decoded
}

// Problem is a diagnostic, for tests that show it as a whole.
type Problem struct {
	// Severity is "Error" or "Warning".
	Severity string
	// Attribute is the path of the attribute; "" for none.
	Attribute, Summary, Detail string
}

// TakeProblems returns the diagnostics of all operations since it was last called.
func (p *Plugin) TakeProblems() []Problem {
	problems := p.problems
	p.problems = nil
	return problems
}

// diagnostics formats diagnostics, and keeps them for TakeProblems.
func (p *Plugin) diagnostics(list []*tfprotov6.Diagnostic) []string {
	for _, d := range list {
		problem := Problem{Severity: "Error", Summary: d.Summary, Detail: d.Detail}
		if d.Severity == tfprotov6.DiagnosticSeverityWarning {
			problem.Severity = "Warning"
		}
		if d.Attribute != nil {
			problem.Attribute = path(d.Attribute)
		}
		p.problems = append(p.problems, problem)
	}
	return formatted(list)
}

func formatted(list []*tfprotov6.Diagnostic) []string {
	lines := make([]string, 0, len(list))
	for _, d := range list {
		at := ""
		if d.Attribute != nil && len(d.Attribute.Steps()) > 0 {
			at = " at " + path(d.Attribute)
		}
		lines = append(lines, fmt.Sprintf("%s%s: %s: %s", strings.ToLower(d.Severity.String()), at, d.Summary, d.Detail))
	}
	return lines
}

// path formats the path of an attribute as in a configuration: embedded.path.
func path(p *tftypes.AttributePath) string {
	var b strings.Builder
	for _, step := range p.Steps() {
		switch s := step.(type) {
		case tftypes.AttributeName:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(string(s))
		case tftypes.ElementKeyValue: // an element of a set, which has no index
		default:
			fmt.Fprintf(&b, "[%v]", s)
		}
	}
	return b.String()
}
