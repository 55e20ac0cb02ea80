// Package schema validates request bodies and queries of the Management API, and words the
// errors as the service does.
//
// The schemas are the project's own, in JSON Schema (draft 2020-12): a subset of the
// service's OpenAPI document, with additions from recorded traffic. The messages are those
// of z-schema, the validator of the service.
package schema

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"path"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed *.json
var documents embed.FS

// Name is the name of the schema of a body or a query.
type Name string

// The schemas of request bodies, and of the queries of requests without a body.
const (
	ResourceServerCreate Name = "resource_servers.json#/$defs/create"
	ResourceServerUpdate Name = "resource_servers.json#/$defs/update"
	ResourceServerList   Name = "resource_servers.json#/$defs/list"
	ResourceServerRead   Name = "resource_servers.json#/$defs/read"

	ClientGrantCreate Name = "client_grants.json#/$defs/create"
	ClientGrantUpdate Name = "client_grants.json#/$defs/update"
	ClientGrantList   Name = "client_grants.json#/$defs/list"

	ClientCreate Name = "clients.json#/$defs/create"
	ClientUpdate Name = "clients.json#/$defs/update"
	ClientList   Name = "clients.json#/$defs/list"
	ClientRead   Name = "clients.json#/$defs/read"
	// ClientDocument is for both operations on metadata documents.
	ClientDocument Name = "clients.json#/$defs/document"

	CredentialCreate Name = "credentials.json#/$defs/create"
	CredentialUpdate Name = "credentials.json#/$defs/update"
	CredentialList   Name = "credentials.json#/$defs/list"

	TenantSettingsRead   Name = "tenant_settings.json#/$defs/read"
	TenantSettingsUpdate Name = "tenant_settings.json#/$defs/update"
	RoleCreate           Name = "roles.json#/$defs/create"
	RoleUpdate           Name = "roles.json#/$defs/update"
	RoleList             Name = "roles.json#/$defs/list"
	RoleUsers            Name = "roles.json#/$defs/users"
	// Permissions are those of a role or a user.
	Permissions Name = "roles.json#/$defs/permissions"

	UserCreate           Name = "users.json#/$defs/create"
	UserRoles            Name = "users.json#/$defs/roles"
	EffectivePermissions Name = "users.json#/$defs/effective_permissions"
	PermissionSources    Name = "users.json#/$defs/permission_sources"

	OrganizationCreate      Name = "organizations.json#/$defs/create"
	OrganizationUpdate      Name = "organizations.json#/$defs/update"
	OrganizationGrantCreate Name = "organizations.json#/$defs/grant_create"
	OrganizationGrantList   Name = "organizations.json#/$defs/grant_list"

	LogSearch Name = "logs.json#/$defs/search"

	// NumberedPages, CheckpointPages and Pages (both) are for lists without filters.
	NumberedPages   Name = "pages.json#/$defs/numbered"
	CheckpointPages Name = "pages.json#/$defs/checkpoint"
	Pages           Name = "pages.json#/$defs/both"

	// NoQuery is for a request without query parameters.
	NoQuery Name = "empty.json"
)

func names() []Name {
	return []Name{
		ResourceServerCreate, ResourceServerUpdate, ResourceServerList, ResourceServerRead,
		ClientGrantCreate, ClientGrantUpdate, ClientGrantList,
		ClientCreate, ClientUpdate, ClientList, ClientRead, ClientDocument,
		CredentialCreate, CredentialUpdate, CredentialList,
		TenantSettingsRead, TenantSettingsUpdate,
		RoleCreate, RoleUpdate, RoleList, RoleUsers, Permissions,
		UserCreate, UserRoles, EffectivePermissions, PermissionSources,
		OrganizationCreate, OrganizationUpdate, OrganizationGrantCreate, OrganizationGrantList,
		LogSearch,
		NumberedPages, CheckpointPages, Pages,
		NoQuery,
	}
}

// base makes the names of the documents absolute, as JSON Schema requires. Nothing is
// fetched from it.
const base = "mem:///"

// Schemas are the compiled schemas. They are safe for concurrent use.
type Schemas struct {
	compiled map[Name]*jsonschema.Schema
}

// Compile compiles the embedded schemas. It fails only if one of them is invalid.
func Compile() (*Schemas, error) {
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(noLoader{})
	compiler.AssertFormat()
	for _, format := range formats() {
		compiler.RegisterFormat(format)
	}
	entries, err := documents.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("listing the embedded schemas: %w", err)
	}
	for _, entry := range entries {
		text, err := documents.ReadFile(path.Join(".", entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading the embedded schema %s: %w", entry.Name(), err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("parsing the embedded schema %s: %w", entry.Name(), err)
		}
		if err := compiler.AddResource(base+entry.Name(), document); err != nil {
			return nil, fmt.Errorf("adding the embedded schema %s: %w", entry.Name(), err)
		}
	}
	compiled := make(map[Name]*jsonschema.Schema, len(names()))
	for _, name := range names() {
		if compiled[name], err = compiler.Compile(base + string(name)); err != nil {
			return nil, fmt.Errorf("compiling the embedded schema %s: %w", name, err)
		}
	}
	return &Schemas{compiled: compiled}, nil
}

// Check validates a value that DecodeJSON, DecodeForm or DecodeQuery returned. If the
// value is invalid, the error is a Violations.
func (s *Schemas) Check(name Name, value any) error {
	schema := s.compiled[name]
	err := schema.Validate(value)
	if err == nil {
		return nil
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return fmt.Errorf("validating against %s: %w", name, err)
	}
	return violations(schema, value, invalid)
}

// noLoader prevents the compiler from loading files or URLs.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("%s is not an embedded schema", url)
}
