package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// tenant opens the file of the embedded tenant for requests that do not come from
// Terraform, like changes in the dashboard.
func (s *workspace) tenant(ctx context.Context, use func(*mockserver.Server) error) error {
	tenant, err := mockserver.New(ctx, mockserver.Options{Issuer: "https://" + domain + "/", DataFile: filepath.Join(s.dir, tenantFile)})
	if err != nil {
		return err
	}
	return errors.Join(use(tenant), tenant.Close())
}

// widenWriterGrant adds read:appointments to the grant of the writer.
func (s *workspace) widenWriterGrant(ctx context.Context) error {
	return s.tenant(ctx, func(tenant *mockserver.Server) error {
		var grants []struct {
			ID    string   `json:"id"`
			Scope []string `json:"scope"`
		}
		if err := tenant.Admin(ctx, http.MethodGet, "/client-grants?audience="+url.QueryEscape(audience), nil, &grants); err != nil {
			return err
		}
		for _, grant := range grants {
			if slices.Equal(grant.Scope, []string{writeScope}) {
				wider := map[string]any{"scope": []string{writeScope, readScope}}
				return tenant.Admin(ctx, http.MethodPatch, "/client-grants/"+grant.ID, wider, nil)
			}
		}
		return fmt.Errorf("the tenant has no grant with the scope %s", writeScope)
	})
}

// userAPIs counts the APIs of the tenant without its system APIs.
func (s *workspace) userAPIs(ctx context.Context) (count int, err error) {
	err = s.tenant(ctx, func(tenant *mockserver.Server) error {
		var apis []struct {
			IsSystem bool `json:"is_system"`
		}
		err := tenant.Admin(ctx, http.MethodGet, "/resource-servers", nil, &apis)
		for _, api := range apis {
			if !api.IsSystem {
				count++
			}
		}
		return err
	})
	return count, err
}
