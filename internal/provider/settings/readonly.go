package settings

import (
	"fmt"
	"regexp"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// sentence is the first sentence of a description, up to its full stop.
var sentence = regexp.MustCompile("^(?s)(.*?\\.)\\s+[A-Z`(]")

// reading returns what a description says of a value. That is its first sentence.
// What follows is about configuring it: defaults, limits, what removing it does.
func reading(description string) string {
	if first := sentence.FindStringSubmatch(description); first != nil {
		return first[1]
	}
	return description
}

// readOnly is a resource's attribute as a data source shows it: computed, with
// the same type and sensitivity, and a description of the value. It panics for a
// kind of attribute that no table uses yet, which the provider's schema test reports.
func readOnly(attribute schema.Attribute) dsschema.Attribute {
	description := reading(attribute.GetMarkdownDescription())
	switch a := attribute.(type) {
	case schema.StringAttribute:
		return dsschema.StringAttribute{MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive}
	case schema.BoolAttribute:
		return dsschema.BoolAttribute{MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive}
	case schema.Int64Attribute:
		return dsschema.Int64Attribute{CustomType: a.CustomType, MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive}
	case schema.ListAttribute:
		return dsschema.ListAttribute{MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive, ElementType: a.ElementType}
	case schema.SetAttribute:
		return dsschema.SetAttribute{MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive, ElementType: a.ElementType}
	case schema.MapAttribute:
		return dsschema.MapAttribute{MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive, ElementType: a.ElementType}
	case schema.SingleNestedAttribute:
		return dsschema.SingleNestedAttribute{MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive, Attributes: readOnlyMembers(a.Attributes)}
	case schema.ListNestedAttribute:
		return dsschema.ListNestedAttribute{MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive,
			NestedObject: dsschema.NestedAttributeObject{Attributes: readOnlyMembers(a.NestedObject.Attributes)}}
	case schema.SetNestedAttribute:
		return dsschema.SetNestedAttribute{MarkdownDescription: description, Computed: true, Sensitive: a.Sensitive,
			NestedObject: dsschema.NestedAttributeObject{Attributes: readOnlyMembers(a.NestedObject.Attributes)}}
	default:
		panic(fmt.Sprintf("settings: no data source form for %T", attribute))
	}
}

func readOnlyMembers(attributes map[string]schema.Attribute) map[string]dsschema.Attribute {
	members := make(map[string]dsschema.Attribute, len(attributes))
	for name, a := range attributes {
		members[name] = readOnly(a)
	}
	return members
}
