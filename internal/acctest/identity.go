package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Found is an object that a list resource returned.
type Found struct {
	// Display is the display name.
	Display string
	// Identity has the attributes of the identity, all strings.
	Identity map[string]string
	// Object is the state, as after an import, if it was requested.
	Object Answer
	// Diagnostics are those of this object, formatted as those of an Answer.
	Diagnostics []string
}

// Query evaluates a list block, as `terraform query` does. limit 0 means no limit.
func (p *Plugin) Query(resource string, config Values, include bool, limit int64) []Found {
	p.tb.Helper()
	server, ok := p.server.(tfprotov6.ListResourceServer)
	if !ok {
		p.tb.Fatal("the provider serves no list resources")
	}
	schema := p.schema.ListResourceSchemas[resource]
	if schema == nil {
		p.tb.Fatalf("the provider has no list resource %q", resource)
	}
	stream, err := server.ListResource(p.tb.Context(), &tfprotov6.ListResourceRequest{
		TypeName: resource, Config: p.encode(schema, p.object(schema, config)), IncludeResource: include, Limit: limit,
	})
	p.must(err)
	var all []Found
	for result := range stream.Results {
		one := Found{Display: result.DisplayName, Diagnostics: p.diagnostics(result.Diagnostics)}
		if result.Identity != nil {
			one.Identity = p.identity(resource, result.Identity)
		}
		if result.Resource != nil {
			one.Object.Value = p.decode(p.resource(resource), result.Resource)
		}
		all = append(all, one)
	}
	return all
}

// ImportIdentity imports a resource by its identity.
func (p *Plugin) ImportIdentity(resource string, identity map[string]string) Answer {
	p.tb.Helper()
	values := map[string]tftypes.Value{}
	for name, value := range identity {
		values[name] = tftypes.NewValue(tftypes.String, value)
	}
	typ := p.identityType(resource)
	data, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, values))
	p.must(err)
	return p.imported(resource, &tfprotov6.ImportResourceStateRequest{TypeName: resource, Identity: &tfprotov6.ResourceIdentityData{IdentityData: &data}})
}

func (p *Plugin) identity(resource string, data *tfprotov6.ResourceIdentityData) map[string]string {
	p.tb.Helper()
	value, err := data.IdentityData.Unmarshal(p.identityType(resource))
	p.must(err)
	var values map[string]tftypes.Value
	p.must(value.As(&values))
	identity := map[string]string{}
	for name, v := range values {
		var text string
		p.must(v.As(&text))
		identity[name] = text
	}
	return identity
}

func (p *Plugin) identityType(resource string) tftypes.Type {
	p.tb.Helper()
	schemas, err := p.server.GetResourceIdentitySchemas(p.tb.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	p.must(err)
	schema := schemas.IdentitySchemas[resource]
	if schema == nil {
		p.tb.Fatalf("%s has no identity", resource)
	}
	return schema.ValueType()
}
