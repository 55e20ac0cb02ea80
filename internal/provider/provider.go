// Package provider is Terraform's side of the product: the schemas, plans,
// states and diagnostics of the auth0api provider.
package provider

import (
	"context"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/accessreview"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/accesstoken"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/assignment"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/client"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/clientcimd"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/clientcredentials"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/clientgrant"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantset"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/resourceserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/role"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/scope"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/signingkey"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/tenantsettings"
)

var (
	_ provider.Provider                       = (*auth0apiProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*auth0apiProvider)(nil)
	_ provider.ProviderWithListResources      = (*auth0apiProvider)(nil)
	_ provider.ProviderWithActions            = (*auth0apiProvider)(nil)
)

// auth0apiProvider declares the APIs of an Auth0 tenant, or of the embedded one.
type auth0apiProvider struct {
	version string
	getenv  func(string) string
	now     func() time.Time
	// requests counts what is asked of the tenants; nil where they are not counted.
	requests *Requests
	// journal remembers what is created, for after a kill; nil where nothing does.
	journal *journal.Journal
	// levels is the folder in which the processes of this machine share what is left
	// of small rate limits; empty where they share nothing.
	levels string
	// embedded has the embedded tenants, to be closed at the end; nil where
	// nothing closes them.
	embedded *embeddedTenants
}

// New returns a factory of providers, as the plugin server wants it. version is
// the released version, which the User-Agent of each request carries.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return newProvider(version) }
}

func newProvider(version string) *auth0apiProvider {
	return &auth0apiProvider{version: version, getenv: os.Getenv, now: time.Now}
}

func (p *auth0apiProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "auth0api"
	resp.Version = p.version
}

func (p *auth0apiProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	attributes := connectionAttributes()
	maps.Copy(attributes, pacingAttributes())
	attributes[adoptExisting] = adoptExistingAttribute()
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the APIs (resource servers) of an Auth0 tenant, their scopes, clients and client grants, with as few requests as possible. " +
			"The same configuration also runs on an embedded mock tenant, without an account, a server or credentials.",
		Attributes: attributes,
	}
}

// connectionAttributes say which tenant is meant, and who the provider is there.
func connectionAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"domain": schema.StringAttribute{
			MarkdownDescription: "The domain of the tenant, such as `tenant.eu.auth0.com`, or its URL. Plain `http://` is accepted for loopback hosts only. With `embedded`, it only names the issuer. Environment: `AUTH0_DOMAIN`.",
			Optional:            true,
		},
		"client_id": schema.StringAttribute{
			MarkdownDescription: "The ID of the client with which the provider uses the Management API. Environment: `AUTH0_CLIENT_ID`.",
			Optional:            true,
		},
		"client_secret": schema.StringAttribute{
			MarkdownDescription: "The secret of this client. Environment: `AUTH0_CLIENT_SECRET`.",
			Optional:            true,
			Sensitive:           true,
		},
		"api_token": schema.StringAttribute{
			MarkdownDescription: "An access token for the Management API, instead of a client's credentials. Environment: `AUTH0_API_TOKEN`.",
			Optional:            true,
			Sensitive:           true,
		},
		"audience": schema.StringAttribute{
			MarkdownDescription: "The audience of the Management API, which is needed only with a custom domain. The default is `https://DOMAIN/api/v2/`. Environment: `AUTH0_AUDIENCE`.",
			Optional:            true,
		},
		"client_assertion_private_key": schema.StringAttribute{
			MarkdownDescription: "The private key (PEM) with which the client signs its assertions (`private_key_jwt`), instead of a secret. Environment: `AUTH0_CLIENT_ASSERTION_PRIVATE_KEY`.",
			Optional:            true,
			Sensitive:           true,
		},
		"client_assertion_signing_alg": schema.StringAttribute{
			MarkdownDescription: "The algorithm that signs these assertions: `RS256` or `RS384` (RSASSA-PKCS1-v1_5), or `PS256` (RSASSA-PSS). Environment: `AUTH0_CLIENT_ASSERTION_SIGNING_ALG`.",
			Optional:            true,
		},
		"embedded": schema.SingleNestedAttribute{
			MarkdownDescription: "A mock tenant inside the provider, in a file. It needs no tenant, no server and no credentials. For development and tests.",
			Optional:            true,
			Attributes: map[string]schema.Attribute{
				"path": schema.StringAttribute{
					MarkdownDescription: "The data file of the tenant, relative to the folder that Terraform runs in. It is created if it does not exist, and contains secrets in the clear.",
					Required:            true,
				},
				"tenant": schema.StringAttribute{
					MarkdownDescription: "The name of one of many tenants, such as `pr-17`. `path` is then the folder of the tenants, which is created if it does not exist, or a PostgreSQL database; the tenant's data file is `pr-17.db` in the folder, as with `mock-server --tenants --data FOLDER`. Without `domain`, its issuer is `https://pr-17.embedded.auth0api.test/`. See [the guide](guides/tenant-per-test.md).",
					Optional:            true,
				},
				"seed": schema.StringAttribute{
					MarkdownDescription: "A YAML or JSON file that declares what is in the tenant before Terraform runs: users, roles, organizations, APIs of other teams, custom claims. Relative to the folder that Terraform runs in. It is applied each time the provider starts; see [the guide](guides/mock-tenant.md#a-seed-file).",
					Optional:            true,
				},
			},
		},
	}
}

func (p *auth0apiProvider) Resources(context.Context) []func() resource.Resource {
	return slices.Concat(
		resourceserver.Resources(),
		scope.Resources(),
		client.Resources(),
		clientcimd.Resources(),
		clientcredentials.Resources(),
		clientgrant.Resources(),
		grantset.Resources(),
		tenantsettings.Resources(),
		role.Resources(),
		assignment.Resources(),
	)
}

func (p *auth0apiProvider) DataSources(context.Context) []func() datasource.DataSource {
	return slices.Concat(
		resourceserver.DataSources(),
		client.DataSources(),
		clientgrant.DataSources(),
		accessreview.DataSources(),
		signingkey.DataSources(),
		tenantsettings.DataSources(),
		role.DataSources(),
		assignment.DataSources(),
		accesstoken.DataSources(),
	)
}

// ListResources serve `terraform query`, which is of Terraform 1.14.
func (p *auth0apiProvider) ListResources(context.Context) []func() list.ListResource {
	return slices.Concat(
		resourceserver.Lists(),
		scope.Lists(),
		client.Lists(),
		clientgrant.Lists(),
		grantset.Lists(),
		role.Lists(),
		assignment.Lists(),
	)
}

func (p *auth0apiProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return slices.Concat(
		resourceserver.Ephemeral(),
		client.Ephemeral(),
		accesstoken.Ephemeral(),
	)
}

func (p *auth0apiProvider) Actions(context.Context) []func() action.Action {
	return slices.Concat(
		client.Actions(),
		signingkey.Actions(),
	)
}
