package acctest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Argument is a value that a configuration can set.
type Argument struct {
	// Path is the attribute's path without indexes of lists: scopes.name.
	Path string
	Type tftypes.Type
}

// Arguments returns what can be set in the provider's configuration, by the kind and
// name of the block: "provider", "resource auth0api_client", "data …", "ephemeral …",
// "action …", "list …". Those of "function …" are its parameters.
func (p *Plugin) Arguments() map[string][]Argument {
	out := map[string][]Argument{"provider": arguments(p.schema.Provider)}
	for _, kind := range []string{"resource", "data", "ephemeral", "action", "list"} {
		for name, schema := range p.schemas(kind) {
			out[kind+" "+name] = arguments(schema)
		}
	}
	for name, function := range p.schema.Functions {
		for _, parameter := range function.Parameters {
			out["function "+name] = append(out["function "+name], Argument{parameter.Name, parameter.Type})
		}
	}
	return out
}

// WriteOnly returns the write-only arguments of each resource that has any.
func (p *Plugin) WriteOnly() map[string][]string {
	all := map[string][]string{}
	for name, schema := range p.schema.ResourceSchemas {
		for _, attribute := range schema.Block.Attributes {
			if attribute.WriteOnly {
				all[name] = append(all[name], attribute.Name)
			}
		}
	}
	return all
}

func (p *Plugin) schemas(kind string) map[string]*tfprotov6.Schema {
	switch kind {
	case "resource":
		return p.schema.ResourceSchemas
	case "data":
		return p.schema.DataSourceSchemas
	case "ephemeral":
		return p.schema.EphemeralResourceSchemas
	case "list":
		return p.schema.ListResourceSchemas
	}
	schemas := map[string]*tfprotov6.Schema{}
	for name, action := range p.schema.ActionSchemas {
		schemas[name] = action.Schema
	}
	return schemas
}

func arguments(schema *tfprotov6.Schema) []Argument {
	out := argumentsOf("", schema.Block.Attributes)
	for _, block := range schema.Block.BlockTypes {
		out = append(out, Argument{block.TypeName, block.ValueType()})
		out = append(out, argumentsOf(block.TypeName+".", block.Block.Attributes)...)
	}
	return out
}

func argumentsOf(prefix string, attributes []*tfprotov6.SchemaAttribute) []Argument {
	var out []Argument
	for _, a := range attributes {
		if !a.Optional && !a.Required {
			continue
		}
		out = append(out, Argument{prefix + a.Name, a.ValueType()})
		if a.NestedType != nil {
			out = append(out, argumentsOf(prefix+a.Name+".", a.NestedType.Attributes)...)
		}
	}
	return out
}

// ValidateBlock validates the configuration of a block of a kind: "provider",
// "resource", "data", "ephemeral", "action" or "list".
func (p *Plugin) ValidateBlock(kind, name string, config Values) Answer {
	p.tb.Helper()
	if kind == "resource" {
		return p.Validate(name, config)
	}
	schema := p.schema.Provider
	if kind != "provider" {
		schema = p.schemas(kind)[name]
	}
	if schema == nil {
		p.tb.Fatalf("the provider has no %s %s, only %s", kind, name, slices.Sorted(maps.Keys(p.schemas(kind))))
	}
	found, err := p.validate(kind, name, p.encode(schema, p.object(schema, config)))
	p.must(err)
	return Answer{Diagnostics: p.diagnostics(found)}
}

func (p *Plugin) validate(kind, name string, config *tfprotov6.DynamicValue) ([]*tfprotov6.Diagnostic, error) {
	ctx := p.tb.Context()
	switch kind {
	case "provider":
		answer, err := p.server.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: config})
		if err != nil {
			return nil, err
		}
		return answer.Diagnostics, nil
	case "data":
		answer, err := p.server.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: config})
		if err != nil {
			return nil, err
		}
		return answer.Diagnostics, nil
	case "ephemeral":
		answer, err := p.server.ValidateEphemeralResourceConfig(ctx, &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: name, Config: config})
		if err != nil {
			return nil, err
		}
		return answer.Diagnostics, nil
	case "action":
		if server, able := p.server.(tfprotov6.ActionServer); able {
			answer, err := server.ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: name, Config: config})
			if err != nil {
				return nil, err
			}
			return answer.Diagnostics, nil
		}
	case "list":
		if server, able := p.server.(tfprotov6.ListResourceServer); able {
			answer, err := server.ValidateListResourceConfig(ctx, &tfprotov6.ValidateListResourceConfigRequest{TypeName: name, Config: config})
			if err != nil {
				return nil, err
			}
			return answer.Diagnostics, nil
		}
	}
	return nil, fmt.Errorf("the provider serves no %s", kind)
}
