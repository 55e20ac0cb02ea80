package settings

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The constructors below make settings that are only read: they cannot
// be configured, and no request body holds them.

// ComputedString is a string that is only read.
func ComputedString(name, description string) Setting {
	return Setting{Name: name, Attribute: schema.StringAttribute{MarkdownDescription: description, Computed: true}}
}

// ComputedBool is a boolean that is only read.
func ComputedBool(name, description string) Setting {
	return Setting{Name: name, Attribute: schema.BoolAttribute{MarkdownDescription: description, Computed: true}}
}

// ComputedInt64 is a whole number that is only read.
func ComputedInt64(name, description string) Setting {
	return Setting{Name: name, Attribute: schema.Int64Attribute{MarkdownDescription: description, Computed: true}}
}

// ComputedStrings is a list of strings that is only read.
func ComputedStrings(name, description string) Setting {
	return Setting{Name: name, Attribute: schema.ListAttribute{MarkdownDescription: description, Computed: true, ElementType: types.StringType}}
}

// ComputedObject is an object that is only read. Its members are those of the
// API's object, by the same names.
func ComputedObject(name, description string, members ...Setting) Setting {
	return Setting{Name: name, Attribute: schema.SingleNestedAttribute{
		MarkdownDescription: description, Computed: true, Attributes: Table(members).AddTo(map[string]schema.Attribute{}),
	}}
}

// ComputedObjects is a list of such objects.
func ComputedObjects(name, description string, members ...Setting) Setting {
	return Setting{Name: name, Attribute: schema.ListNestedAttribute{
		MarkdownDescription: description, Computed: true,
		NestedObject: schema.NestedAttributeObject{Attributes: Table(members).AddTo(map[string]schema.Attribute{})},
	}}
}

// ComputedObjectSet is a set of such objects.
func ComputedObjectSet(name, description string, members ...Setting) Setting {
	return Setting{Name: name, Attribute: schema.SetNestedAttribute{
		MarkdownDescription: description, Computed: true,
		NestedObject: schema.NestedAttributeObject{Attributes: Table(members).AddTo(map[string]schema.Attribute{})},
	}}
}
