package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/tenant"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// embeddedDomain names an embedded tenant that the configuration does not name.
const embeddedDomain = "embedded.auth0api.test"

func (p *auth0apiProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := session.NewPending(p.now)
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

func (p *auth0apiProvider) connect(ctx context.Context, model *providerModel, terraformVersion string) (*session.Session, diag.Diagnostics) {
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
	options.LevelsFolder = p.levels
	return p.clients(connection, options, terraformVersion, nil), diags
}

// connectEmbedded runs the mock tenant in this process and reaches it without a port.
func (p *auth0apiProvider) connectEmbedded(ctx context.Context, model *providerModel, options management.Options, terraformVersion string) (*session.Session, diag.Diagnostics) {
	diags := model.rejectCredentials()
	name := model.Domain.ValueString()
	if name == "" {
		name = embeddedDomain
		if one := model.embeddedTenant().ValueString(); one != "" {
			name = one + "." + embeddedDomain
		}
	}
	place, err := model.embeddedPlace()
	if err != nil {
		diags.AddAttributeError(path.Root("embedded"), "The embedded tenant did not start", "embedded.tenant: "+err.Error()+".")
		return nil, diags
	}
	domain, err := tenant.ParseDomain(name)
	if err != nil {
		diags.AddAttributeError(path.Root("domain"), "The tenant's domain is not usable", kit.Sentence(err))
	}
	if diags.HasError() {
		return nil, diags
	}
	// The diagnostics are at embedded, whose line the CLI shows; for
	// embedded.path it would show none.
	file := model.embeddedPath().ValueString()
	if file == "" {
		diags.AddAttributeError(path.Root("embedded"), "The embedded tenant has no file",
			"Set embedded.path to the file that holds the tenant, such as tenant.db. The provider creates the file if it does not exist.")
		return nil, diags
	}
	server, err := p.startEmbedded(ctx, domain.Issuer, place, model.embeddedSeed())
	if err != nil {
		summary, said := "The embedded tenant did not start", fmt.Sprintf("embedded.path is %q: %s.", mockserver.DataName(file), err)
		if seed, is := errors.AsType[seedError](err); is {
			summary, said = "The seed file is not usable", seed.Error()
		}
		diags.AddAttributeError(path.Root("embedded"), summary, said)
		return nil, diags
	}
	p.embedded.add(server)
	return p.clients(connection{
		domain:      domain,
		audience:    domain.ManagementAudience,
		credentials: token.Credentials{ClientID: server.ClientID(), ClientSecret: server.ClientSecret()},
	}, options, terraformVersion, server.Transport()), diags
}

// seedError is an error of a seed file: that it cannot be read, or its problems, each on a
// line with its place.
type seedError struct{ error }

// startEmbedded opens the tenant at a place, with what the seed file declares unless it is
// null.
func (p *auth0apiProvider) startEmbedded(ctx context.Context, issuer string, place embeddedPlace, seedFile types.String) (*mockserver.Server, error) {
	if err := place.create(); err != nil {
		return nil, err
	}
	options := mockserver.Options{Issuer: issuer, DataFile: place.file, DatabaseTenant: place.tenant, Now: p.now}
	if !seedFile.IsNull() {
		var err error
		if options.Seed, err = mockserver.ReadSeed(seedFile.ValueString()); err != nil {
			return nil, seedError{fmt.Errorf("embedded.seed is %q. mock-server help seed prints its format.\n\n%w", seedFile.ValueString(), err)}
		}
	}
	// The tenant lives as long as the process, not as the call that configured it.
	server, err := mockserver.New(context.WithoutCancel(ctx), options)
	if _, is := errors.AsType[*mockserver.SeedError](err); is {
		err = seedError{fmt.Errorf("embedded.seed is %q, which contradicts the tenant in %q.\n\n%w", seedFile.ValueString(), place, err)}
	}
	return server, err
}

func (p *auth0apiProvider) clients(c connection, options management.Options, terraformVersion string, transport http.RoundTripper) *session.Session {
	client := tenant.NewHTTPClient(c.domain, tenant.HTTPOptions{
		UserAgent: fmt.Sprintf("terraform-provider-auth0api/%s Terraform/%s", p.version, terraformVersion),
		Transport: transport,
	})
	tokens := token.NewFetcher(client, c.domain.Issuer, p.now)
	var source management.TokenSource = token.Static(c.apiToken)
	if c.apiToken == "" {
		source = tokens.Source(token.Request{Credentials: c.credentials, Audience: c.audience, AudienceFrom: c.audienceFrom})
	}
	api := management.New(client, source, options)
	p.requests.add(api, c.domain.BaseURL)
	return session.New(session.Options{
		Management: api, Tokens: tokens, Credentials: c.credentials, Now: p.now, Adopts: options.AdoptExisting,
	})
}
