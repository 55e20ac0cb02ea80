package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The types below are the JSON document of `terraform providers schema -json`,
// format 1.0: https://developer.hashicorp.com/terraform/cli/commands/providers/schema.
// This command creates it from the provider's own answers, so that it needs no CLI:
// only Terraform 1.14 and later print list resources and actions.
type (
	schemas struct {
		FormatVersion string                    `json:"format_version"`
		Schemas       map[string]providerSchema `json:"provider_schemas"`
	}

	providerSchema struct {
		Provider   schema              `json:"provider"`
		Resources  map[string]schema   `json:"resource_schemas"`
		Data       map[string]schema   `json:"data_source_schemas"`
		Ephemeral  map[string]schema   `json:"ephemeral_resource_schemas"`
		Lists      map[string]schema   `json:"list_resource_schemas"`
		Actions    map[string]schema   `json:"action_schemas"`
		Functions  map[string]function `json:"functions"`
		Identities map[string]identity `json:"resource_identity_schemas"`
	}

	schema struct {
		Version int64 `json:"version"`
		Block   block `json:"block"`
	}

	block struct {
		Attributes      map[string]attribute   `json:"attributes,omitempty"`
		Blocks          map[string]nestedBlock `json:"block_types,omitempty"`
		Description     string                 `json:"description,omitempty"`
		DescriptionKind string                 `json:"description_kind,omitempty"`
		Deprecated      bool                   `json:"deprecated,omitempty"`
	}

	nestedBlock struct {
		Nesting  string `json:"nesting_mode"`
		Block    block  `json:"block"`
		MinItems int64  `json:"min_items,omitempty"`
		MaxItems int64  `json:"max_items,omitempty"`
	}

	attribute struct {
		Type            tftypes.Type `json:"type,omitempty"`
		Nested          *nestedType  `json:"nested_type,omitempty"`
		Description     string       `json:"description,omitempty"`
		DescriptionKind string       `json:"description_kind,omitempty"`
		Deprecated      bool         `json:"deprecated,omitempty"`
		Required        bool         `json:"required,omitempty"`
		Optional        bool         `json:"optional,omitempty"`
		Computed        bool         `json:"computed,omitempty"`
		Sensitive       bool         `json:"sensitive,omitempty"`
		WriteOnly       bool         `json:"write_only,omitempty"`
	}

	nestedType struct {
		Attributes map[string]attribute `json:"attributes"`
		Nesting    string               `json:"nesting_mode"`
	}

	function struct {
		Description string       `json:"description,omitempty"`
		Summary     string       `json:"summary,omitempty"`
		Deprecation string       `json:"deprecation_message,omitempty"`
		Return      tftypes.Type `json:"return_type"`
		Parameters  []parameter  `json:"parameters,omitempty"`
		Variadic    *parameter   `json:"variadic_parameter,omitempty"`
	}

	parameter struct {
		Name        string       `json:"name"`
		Description string       `json:"description,omitempty"`
		Nullable    bool         `json:"is_nullable,omitempty"`
		Type        tftypes.Type `json:"type"`
	}

	identity struct {
		Version    int64                        `json:"version"`
		Attributes map[string]identityAttribute `json:"attributes"`
	}

	identityAttribute struct {
		Type        tftypes.Type `json:"type"`
		Description string       `json:"description,omitempty"`
		Required    bool         `json:"required_for_import,omitempty"`
		Optional    bool         `json:"optional_for_import,omitempty"`
	}
)

// schemaJSON returns the schema document of a provider, under this name.
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
	document := providerSchema{
		Provider:   newSchema(answer.Provider),
		Resources:  each(answer.ResourceSchemas, newSchema),
		Data:       each(answer.DataSourceSchemas, newSchema),
		Ephemeral:  each(answer.EphemeralResourceSchemas, newSchema),
		Lists:      each(answer.ListResourceSchemas, newSchema),
		Actions:    each(answer.ActionSchemas, func(a *tfprotov6.ActionSchema) schema { return newSchema(a.Schema) }),
		Functions:  each(answer.Functions, newFunction),
		Identities: each(identities.IdentitySchemas, newIdentity),
	}
	return json.MarshalIndent(schemas{FormatVersion: "1.0", Schemas: map[string]providerSchema{name: document}}, "", "  ")
}

// each returns a map with the same keys, and f of each value.
func each[From, To any](from map[string]From, f func(From) To) map[string]To {
	to := make(map[string]To, len(from))
	for name, value := range from {
		to[name] = f(value)
	}
	return to
}

func newSchema(s *tfprotov6.Schema) schema {
	return schema{Version: s.Version, Block: newBlock(s.Block)}
}

func newBlock(b *tfprotov6.SchemaBlock) block {
	out := block{
		Attributes:  newAttributes(b.Attributes),
		Blocks:      make(map[string]nestedBlock, len(b.BlockTypes)),
		Description: b.Description, DescriptionKind: kind(b.DescriptionKind), Deprecated: b.Deprecated,
	}
	for _, nested := range b.BlockTypes {
		out.Blocks[nested.TypeName] = nestedBlock{
			Nesting:  strings.ToLower(nested.Nesting.String()),
			Block:    newBlock(nested.Block),
			MinItems: nested.MinItems, MaxItems: nested.MaxItems,
		}
	}
	return out
}

func newAttributes(list []*tfprotov6.SchemaAttribute) map[string]attribute {
	out := make(map[string]attribute, len(list))
	for _, a := range list {
		next := attribute{
			Type:        a.Type,
			Description: a.Description, DescriptionKind: kind(a.DescriptionKind), Deprecated: a.Deprecated,
			Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive, WriteOnly: a.WriteOnly,
		}
		if a.NestedType != nil {
			next.Nested = &nestedType{Attributes: newAttributes(a.NestedType.Attributes), Nesting: strings.ToLower(a.NestedType.Nesting.String())}
		}
		out[a.Name] = next
	}
	return out
}

func newFunction(f *tfprotov6.Function) function {
	out := function{Description: f.Description, Summary: f.Summary, Deprecation: f.DeprecationMessage, Return: f.Return.Type}
	for _, p := range f.Parameters {
		out.Parameters = append(out.Parameters, newParameter(p))
	}
	if f.VariadicParameter != nil {
		variadic := newParameter(f.VariadicParameter)
		out.Variadic = &variadic
	}
	return out
}

func newParameter(p *tfprotov6.FunctionParameter) parameter {
	return parameter{Name: p.Name, Description: p.Description, Nullable: p.AllowNullValue, Type: p.Type}
}

func newIdentity(s *tfprotov6.ResourceIdentitySchema) identity {
	out := identity{Version: s.Version, Attributes: make(map[string]identityAttribute, len(s.IdentityAttributes))}
	for _, a := range s.IdentityAttributes {
		out.Attributes[a.Name] = identityAttribute{Type: a.Type, Description: a.Description, Required: a.RequiredForImport, Optional: a.OptionalForImport}
	}
	return out
}

func kind(k tfprotov6.StringKind) string {
	if k == tfprotov6.StringKindMarkdown {
		return "markdown"
	}
	return "plain"
}
