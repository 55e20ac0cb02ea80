package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

const (
	audience   = "https://appointments.example.test/"
	readScope  = "read:appointments"
	writeScope = "write:appointments"
	writerName = "Appointments writer"
)

// client is an application, as far as the demo reads it.
type client struct {
	ClientID string `json:"client_id"`
	Name     string `json:"name"`
}

// openTenant opens the embedded tenant's file beside Terraform, as somebody
// with a dashboard would.
func openTenant(ctx context.Context, space *workspace) (*mockserver.Server, error) {
	return mockserver.New(ctx, mockserver.Options{Issuer: "https://" + domain + "/", DataFile: space.tenantPath()})
}

// widenWriterGrant gives the writer read:appointments too.
func widenWriterGrant(ctx context.Context, space *workspace) (err error) {
	tenant, err := openTenant(ctx, space)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tenant.Close()) }()

	var clients []client
	if err := tenant.Admin(ctx, http.MethodGet, "/clients", nil, &clients); err != nil {
		return err
	}
	at := slices.IndexFunc(clients, func(c client) bool { return c.Name == writerName })
	if at < 0 {
		return fmt.Errorf("the tenant has no client named %q", writerName)
	}
	var grants []struct {
		ID string `json:"id"`
	}
	if err := tenant.Admin(ctx, http.MethodGet, "/client-grants?client_id="+clients[at].ClientID, nil, &grants); err != nil {
		return err
	}
	if len(grants) != 1 {
		return fmt.Errorf("the writer has %d grants, not one", len(grants))
	}
	wider := map[string]any{"scope": []string{writeScope, readScope}}
	return tenant.Admin(ctx, http.MethodPatch, "/client-grants/"+grants[0].ID, wider, nil)
}

// leftovers counts the APIs that are not the tenant's own.
func leftovers(ctx context.Context, space *workspace) (apis int, err error) {
	tenant, err := openTenant(ctx, space)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, tenant.Close()) }()
	var list []struct {
		IsSystem bool `json:"is_system"`
	}
	if err := tenant.Admin(ctx, http.MethodGet, "/resource-servers", nil, &list); err != nil {
		return 0, err
	}
	for _, api := range list {
		if !api.IsSystem {
			apis++
		}
	}
	return apis, nil
}
