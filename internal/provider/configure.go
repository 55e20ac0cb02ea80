package provider

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/tenant"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// embeddedDomain names an embedded tenant that the configuration does not name.
const embeddedDomain = "embedded.auth0api.test"

// notKnownYet is the summary of what has to wait for the provider's configuration.
const notKnownYet = "The provider's configuration is not known yet"

// clients is what the provider hands to its resources: one tenant.
type clients struct {
	management *management.Client
	tokens     *token.Fetcher
	// credentials are those that the token data source uses by default; empty
	// when the provider was given a ready token.
	credentials token.Credentials
	now         func() time.Time
	notes       planNotes
	planned     plannedKeys
	// credentialsClaims are the clients whose credentials this walk manages.
	credentialsClaims credentialsClaims
	removals          scopeRemovals
	// adopts is set when creates take over what exists as planned.
	adopts  bool
	stopper stopper
	// pending is set while the provider's configuration has unknown values.
	pending bool
}

func (p *auth0apiProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := &clients{pending: true, now: p.now}
	if model.unknown() {
		resp.Diagnostics.Append(model.problems(p.getenv)...)
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		}
	} else {
		var diags diag.Diagnostics
		c, diags = p.connect(ctx, &model, req.TerraformVersion)
		resp.Diagnostics.Append(diags...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.ResourceData = c
	resp.DataSourceData = c
	resp.EphemeralResourceData = c
	resp.ListResourceData = c
	resp.ActionData = c
}

func (p *auth0apiProvider) connect(ctx context.Context, model *providerModel, terraformVersion string) (*clients, diag.Diagnostics) {
	options, diags := model.options(p.getenv)
	options.Now, options.Journal = p.now, p.journal
	if !model.Embedded.IsNull() {
		c, more := p.connectEmbedded(ctx, model, options, terraformVersion)
		diags.Append(more...)
		return c, diags
	}
	connection, more := model.connection(p.getenv)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	return p.clients(connection, options, terraformVersion, nil), diags
}

// connectEmbedded runs the mock tenant in this process and reaches it without a port.
func (p *auth0apiProvider) connectEmbedded(ctx context.Context, model *providerModel, options management.Options, terraformVersion string) (*clients, diag.Diagnostics) {
	diags := model.rejectCredentials()
	name := model.Domain.ValueString()
	if name == "" {
		name = embeddedDomain
	}
	domain, err := tenant.ParseDomain(name)
	if err != nil {
		diags.AddAttributeError(path.Root("domain"), "The tenant's domain is not usable", sentence(err))
	}
	if diags.HasError() {
		return nil, diags
	}
	// The diagnostics are at embedded, whose line the CLI shows; for
	// embedded.path it would show none.
	file := model.embeddedPath().ValueString()
	if file == "" {
		diags.AddAttributeError(path.Root("embedded"), "The embedded tenant has no file",
			"Set embedded.path to the file that holds the tenant, such as tenant.db; it is made when it does not exist.")
		return nil, diags
	}
	// The tenant lives as long as the process, not as the call that configured it.
	server, err := mockserver.New(context.WithoutCancel(ctx), mockserver.Options{Issuer: domain.Issuer, DataFile: file, Now: p.now})
	if err != nil {
		diags.AddAttributeError(path.Root("embedded"), "The embedded tenant did not start",
			fmt.Sprintf("embedded.path is %q: %s.", file, err))
		return nil, diags
	}
	p.embedded.add(server)
	return p.clients(connection{
		domain:      domain,
		audience:    domain.ManagementAudience,
		credentials: token.Credentials{ClientID: server.ClientID(), ClientSecret: server.ClientSecret()},
	}, options, terraformVersion, server.Transport()), diags
}

func (p *auth0apiProvider) clients(c connection, options management.Options, terraformVersion string, transport http.RoundTripper) *clients {
	client := tenant.NewHTTPClient(c.domain, tenant.HTTPOptions{
		UserAgent: fmt.Sprintf("terraform-provider-auth0api/%s Terraform/%s", p.version, terraformVersion),
		Transport: transport,
	})
	tokens := token.NewFetcher(client, c.domain.Issuer, p.now)
	var source management.TokenSource = token.Static(c.apiToken)
	if c.apiToken == "" {
		source = tokens.Source(token.Request{Credentials: c.credentials, Audience: c.audience})
	}
	api := management.New(client, source, options)
	p.requests.add(api, c.domain.BaseURL)
	return &clients{
		adopts:      options.AdoptExisting,
		management:  api,
		tokens:      tokens,
		credentials: c.credentials,
		now:         p.now,
		stopper:     newStopper(),
	}
}

// fromProvider takes the clients out of what the framework passes to a
// resource; nil before the provider is configured, as at validation.
func fromProvider(data any, diags *diag.Diagnostics) *clients {
	if data == nil {
		return nil
	}
	c, ok := data.(*clients)
	if !ok {
		diags.AddError("The provider is not configured as expected",
			fmt.Sprintf("Provider data is a %T. This is a bug in the provider; please report it.", data))
		return nil
	}
	return c
}

// ready reports an operation that cannot be done while the provider's
// configuration has unknown values. That includes an import: an object of which
// only the ID is known would be planned to be replaced.
func (c *clients) ready(action string, diags *diag.Diagnostics) bool {
	if !c.pending {
		return true
	}
	diags.AddError(notKnownYet,
		fmt.Sprintf("%s needs the tenant, but the provider block has values that come from resources not applied yet. "+
			"Apply those first (terraform apply -target=…), let this wait for them (depends_on), or give the provider values that are known at plan.", action))
	return false
}

// refreshable tells whether a resource can be refreshed; while the provider's
// configuration has unknown values the state stands, with a warning. object is
// what no other resource is called.
func (c *clients) refreshable(object string, diags *diag.Diagnostics) bool {
	if c.pending {
		diags.AddWarning("Not refreshed: the provider's configuration is not known yet",
			fmt.Sprintf("%s was not compared with the tenant, since the provider block has values that come from resources not applied yet.", object))
		return false
	}
	if c.management.Refreshing(object) {
		c.notes.clear()
		c.planned.clear()
		c.removals.clear()
	}
	return true
}
