package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// schemaJSON returns the schema document of a provider, under this name: what
// `terraform providers schema -json` prints, in format 1.0. It is made from the
// provider's own answers, so that it needs no CLI: only Terraform 1.14 and later print
// list resources and actions.
func schemaJSON(ctx context.Context, server tfprotov6.ProviderServer, name string) ([]byte, error) {
	answer, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("asking the provider for its schema: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, fmt.Errorf("asking the provider for the identities of its resources: %w", err)
	}
	for _, d := range append(answer.Diagnostics, identities.Diagnostics...) {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, errors.New("the provider's schema has an error: " + d.Summary + ": " + d.Detail)
		}
	}
	var c converter
	document := &tfjson.ProviderSchema{
		ConfigSchema:             c.schema(answer.Provider),
		ResourceSchemas:          each(answer.ResourceSchemas, c.schema),
		DataSourceSchemas:        each(answer.DataSourceSchemas, c.schema),
		EphemeralResourceSchemas: each(answer.EphemeralResourceSchemas, c.schema),
		ListResourceSchemas:      each(answer.ListResourceSchemas, c.schema),
		ActionSchemas:            each(answer.ActionSchemas, c.action),
		Functions:                each(answer.Functions, c.function),
		ResourceIdentitySchemas:  each(identities.IdentitySchemas, c.identity),
	}
	if c.err != nil {
		return nil, c.err
	}
	return json.MarshalIndent(tfjson.ProviderSchemas{FormatVersion: "1.0", Schemas: map[string]*tfjson.ProviderSchema{name: document}}, "", "  ")
}

// each returns a map with the same keys, and f of each value.
func each[From, To any](from map[string]From, f func(From) To) map[string]To {
	to := make(map[string]To, len(from))
	for name, value := range from {
		to[name] = f(value)
	}
	return to
}

// converter converts the schemas of the plugin protocol to those of the document. err
// is the first error.
type converter struct{ err error }

func (c *converter) schema(s *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: uint64(s.Version), Block: c.block(s.Block)}
}

func (c *converter) action(s *tfprotov6.ActionSchema) *tfjson.ActionSchema {
	return &tfjson.ActionSchema{Block: c.block(s.Schema.Block)}
}

func (c *converter) block(b *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	out := &tfjson.SchemaBlock{
		Attributes:   c.attributes(b.Attributes),
		NestedBlocks: make(map[string]*tfjson.SchemaBlockType, len(b.BlockTypes)),
		Description:  b.Description, DescriptionKind: kind(b.DescriptionKind), Deprecated: b.Deprecated,
	}
	for _, nested := range b.BlockTypes {
		out.NestedBlocks[nested.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: tfjson.SchemaNestingMode(strings.ToLower(nested.Nesting.String())),
			Block:       c.block(nested.Block),
			MinItems:    uint64(nested.MinItems), MaxItems: uint64(nested.MaxItems),
		}
	}
	return out
}

func (c *converter) attributes(list []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	out := make(map[string]*tfjson.SchemaAttribute, len(list))
	for _, a := range list {
		next := &tfjson.SchemaAttribute{
			Description: a.Description, DescriptionKind: kind(a.DescriptionKind), Deprecated: a.Deprecated,
			Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive, WriteOnly: a.WriteOnly,
		}
		if a.NestedType != nil {
			next.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes: c.attributes(a.NestedType.Attributes), NestingMode: tfjson.SchemaNestingMode(strings.ToLower(a.NestedType.Nesting.String())),
			}
		} else {
			next.AttributeType = c.typ(a.Type)
		}
		out[a.Name] = next
	}
	return out
}

func (c *converter) function(f *tfprotov6.Function) *tfjson.FunctionSignature {
	out := &tfjson.FunctionSignature{Description: f.Description, Summary: f.Summary, DeprecationMessage: f.DeprecationMessage, ReturnType: c.typ(f.Return.Type)}
	for _, p := range f.Parameters {
		out.Parameters = append(out.Parameters, c.parameter(p))
	}
	if f.VariadicParameter != nil {
		out.VariadicParameter = c.parameter(f.VariadicParameter)
	}
	return out
}

func (c *converter) parameter(p *tfprotov6.FunctionParameter) *tfjson.FunctionParameter {
	return &tfjson.FunctionParameter{Name: p.Name, Description: p.Description, IsNullable: p.AllowNullValue, Type: c.typ(p.Type)}
}

func (c *converter) identity(s *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	out := &tfjson.IdentitySchema{Version: uint64(s.Version), Attributes: make(map[string]*tfjson.IdentityAttribute, len(s.IdentityAttributes))}
	for _, a := range s.IdentityAttributes {
		out.Attributes[a.Name] = &tfjson.IdentityAttribute{
			IdentityType: c.typ(a.Type), Description: a.Description, RequiredForImport: a.RequiredForImport, OptionalForImport: a.OptionalForImport,
		}
	}
	return out
}

// typ converts a type by way of its JSON, which both libraries have in common.
func (c *converter) typ(t tftypes.Type) cty.Type {
	text, err := json.Marshal(t)
	var out cty.Type
	if err == nil {
		out, err = ctyjson.UnmarshalType(text)
	}
	if err != nil && c.err == nil {
		c.err = fmt.Errorf("converting the type %s: %w", t, err)
	}
	return out
}

func kind(k tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if k == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}
