package provider_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	ours "github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// describer is a validator, as far as it describes what it allows.
type describer interface {
	Description(ctx context.Context) string
}

func describers[V describer](validators []V) []describer {
	out := make([]describer, len(validators))
	for i, v := range validators {
		out[i] = v
	}
	return out
}

// visitAttributes calls visit with each attribute of a resource, at every depth.
func visitAttributes(at string, attributes map[string]schema.Attribute, visit func(at string, attribute schema.Attribute)) {
	for name, attribute := range attributes {
		here := at + "." + name
		visit(here, attribute)
		switch nested := attribute.(type) {
		case schema.SingleNestedAttribute:
			visitAttributes(here, nested.Attributes, visit)
		case schema.ListNestedAttribute:
			visitAttributes(here, nested.NestedObject.Attributes, visit)
		}
	}
}

func resourceSchemas(t *testing.T, visit func(at string, attribute schema.Attribute)) {
	t.Helper()
	p := ours.New("test")()
	for _, create := range p.Resources(t.Context()) {
		r := create()
		var named resource.MetadataResponse
		r.Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: "auth0api"}, &named)
		var described resource.SchemaResponse
		r.Schema(t.Context(), resource.SchemaRequest{}, &described)
		visitAttributes(named.TypeName, described.Schema.Attributes, visit)
	}
}

var (
	allowed = regexp.MustCompile(`one of: \[(.*)\]`)
	limit   = regexp.MustCompile(`(?:between \d+ and|at most) (\d+)`)
)

// The page of a resource names each value that an attribute allows, and its limits.
func TestAllowedValuesAndLimitsAreDescribed(t *testing.T) {
	t.Parallel()
	values, limits := 0, 0
	resourceSchemas(t, func(at string, attribute schema.Attribute) {
		var validators []describer
		switch a := attribute.(type) {
		case schema.StringAttribute:
			validators = describers(a.Validators)
		case schema.Int64Attribute:
			validators = describers(a.Validators)
		}
		description := attribute.GetMarkdownDescription()
		for _, v := range validators {
			rule := v.Description(t.Context())
			if list := allowed.FindStringSubmatch(rule); list != nil {
				for _, value := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(list[1], -1) {
					values++
					if !strings.Contains(description, "`"+value[1]+"`") {
						t.Errorf("%s may be %q, which its description does not name: %s", at, value[1], description)
					}
				}
			}
			if most := limit.FindStringSubmatch(rule); most != nil {
				limits++
				if !strings.Contains(description, most[1]) && !strings.Contains(description, "At most `") {
					t.Errorf("%s: %s; its description does not say so: %s", at, rule, description)
				}
			}
		}
	})
	if values < 50 || limits < 10 {
		t.Errorf("the schemas have %d allowed values and %d limits", values, limits)
	}
}

// A data source reads: its page does not say what happens when a value is set or
// removed.
func TestDataSourcesAreDescribedAsReading(t *testing.T) {
	t.Parallel()
	configuring := regexp.MustCompile(`(?i)\b(removing|remove it|leave (it|both) out|set either|replaces (the|this)|cannot be changed|at most \d+ (keys|characters)|this resource|default is)\b`)
	computed := 0
	var visit func(at string, attributes map[string]dsschema.Attribute)
	visit = func(at string, attributes map[string]dsschema.Attribute) {
		for name, attribute := range attributes {
			here, description := at+"."+name, attribute.GetMarkdownDescription()
			if !attribute.IsOptional() && !attribute.IsRequired() {
				computed++
				if word := configuring.FindString(description); word != "" {
					t.Errorf("%s is only read, and its description says %q: %s", here, word, description)
				}
			}
			switch nested := attribute.(type) {
			case dsschema.SingleNestedAttribute:
				visit(here, nested.Attributes)
			case dsschema.ListNestedAttribute:
				visit(here, nested.NestedObject.Attributes)
			case dsschema.SetNestedAttribute:
				visit(here, nested.NestedObject.Attributes)
			}
		}
	}
	for _, create := range ours.New("test")().DataSources(t.Context()) {
		d := create()
		var named datasource.MetadataResponse
		d.Metadata(t.Context(), datasource.MetadataRequest{ProviderTypeName: "auth0api"}, &named)
		var described datasource.SchemaResponse
		d.Schema(t.Context(), datasource.SchemaRequest{}, &described)
		if text := described.Schema.MarkdownDescription; !strings.HasPrefix(text, "Reads ") && !strings.HasPrefix(text, "Fetches ") {
			t.Errorf("the page of the data source %s does not begin with what it reads: %s", named.TypeName, text)
		}
		visit(named.TypeName, described.Schema.Attributes)
	}
	if computed < 100 {
		t.Errorf("the data sources have %d computed attributes", computed)
	}
}

func TestEachIdentityAttributeIsDescribed(t *testing.T) {
	t.Parallel()
	identities, err := providerserver.NewProtocol6(ours.New("test")())().GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	attributes := 0
	for name, identity := range identities.IdentitySchemas {
		for _, attribute := range identity.IdentityAttributes {
			attributes++
			if attribute.Description == "" {
				t.Errorf("the identity of %s does not describe %s", name, attribute.Name)
			}
		}
	}
	if attributes < 6 {
		t.Errorf("there are %d attributes of identities", attributes)
	}
}
