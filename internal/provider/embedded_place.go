package provider

import (
	"fmt"
	"os"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

// embeddedPlace is where an embedded tenant is stored.
type embeddedPlace struct {
	// file is the data file, or the URL of a database.
	file string
	// folder is the folder of many tenants; empty for a single one and for a database.
	folder string
	// tenant is the name of the tenant in a database.
	tenant string
}

// embeddedPlace returns where the embedded tenant is stored: path itself, or with a name in
// the folder or database at path. The error is that of the name.
func (m *providerModel) embeddedPlace() (embeddedPlace, error) {
	where, name := m.embeddedPath().ValueString(), m.embeddedTenant()
	if name.IsNull() || where == "" {
		return embeddedPlace{file: where}, nil
	}
	if err := tenants.CheckName(name.ValueString()); err != nil {
		return embeddedPlace{}, err
	}
	if store.IsPostgres(where) {
		return embeddedPlace{file: where, tenant: name.ValueString()}, nil
	}
	return embeddedPlace{file: tenants.DataFile(where, name.ValueString()), folder: where}, nil
}

// create creates the folder of many tenants. Only its owner can read it.
func (p embeddedPlace) create() error {
	if p.folder == "" {
		return nil
	}
	if err := os.MkdirAll(p.folder, 0o700); err != nil {
		return fmt.Errorf("creating the folder of the tenants: %w", err)
	}
	return nil
}

// String returns the place for an error, without the password of a database.
func (p embeddedPlace) String() string {
	if store.IsPostgres(p.file) {
		return store.PostgresAddress(p.file)
	}
	return p.file
}
