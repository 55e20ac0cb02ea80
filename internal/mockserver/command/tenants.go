package command

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/health"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/process"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

// tenantsTopic is the topic of many tenants in one process.
const tenantsTopic = "tenants"

const tenantsHelp = `Usage: terraform-provider-auth0api mock-server --tenants [options]

Serves many tenants, each under a host name: NAME.localhost:8080. Each has its
own issuer, keys, administrator, clock, faults, requests, control API and page.

  --max-tenants N         how many tenants there can be (default 1000)
  --max-objects N         how many objects a tenant can have (default: any)
  --max-tenant-size SIZE  how large its objects can be together, such as 10MB
  --idle-after DURATION   delete tenants that were not used for this time

--domain is the name below which the tenants are, if not localhost: such as
https://mock.example.test behind a proxy for *.mock.example.test that passes the
Host header. Pages are shown there only with --page-from and the address of the
proxy: they need no login. --data is a folder with a file NAME.db for each
tenant, or the URL of a PostgreSQL database, on which several processes serve
the same tenants. --seed is what a new tenant contains. The domain itself serves
the list of the tenants:

  GET, POST /_mock/tenants
                          lists them; creates one: {"name": "pr-17", "from":
                          "main", "seed": {...}, "expires_after": "24h",
                          "idle_after": "1h"}, all of them optional
  GET, DELETE /_mock/tenants/NAME
                          a tenant with its credentials; deletes it

"from" copies a tenant: the same objects with the same IDs, and the same secrets
of clients. Its issuer, keys and administrator's secret are new, and no user is
logged in. "seed" is a seed file, as JSON or as the text of a YAML file.

For browsers, curl and the provider, names below localhost are this machine. For
other programs: curl --connect-to ::127.0.0.1: URL, or the header Host.

Examples:
  terraform-provider-auth0api mock-server --tenants
  curl -X POST http://localhost:8080/_mock/tenants -d '{"name": "main"}'
  curl -X POST http://localhost:8080/_mock/tenants -d '{"from": "main"}'
  curl http://main.localhost:8080/.well-known/jwks.json
  curl -X DELETE http://localhost:8080/_mock/tenants/main
`

// keysInReserve is how many signing keys are generated before they are needed: those of
// eight tenants.
const keysInReserve = 16

// sweepInterval is how often expired tenants are deleted.
const sweepInterval = time.Minute

// keptRequests is how many of its latest requests each of many tenants keeps. A single
// tenant keeps more.
const keptRequests = 500

// controlKeyVariable is the environment variable with the key of the control API.
const controlKeyVariable = "AUTH0_MOCK_CONTROL_KEY"

// tenancy are the flags for many tenants.
type tenancy struct {
	enabled               bool
	maxTenants, maxObject int
	maxBytes              int64
	idleAfter             time.Duration
}

func (t *tenancy) define(flags *flag.FlagSet) {
	flags.BoolVar(&t.enabled, "tenants", false, "")
	flags.Func("max-tenants", "", parsed(&t.maxTenants, count))
	flags.Func("max-objects", "", parsed(&t.maxObject, count))
	flags.Func("max-tenant-size", "", parsed(&t.maxBytes, tenants.ParseSize))
	flags.Func("idle-after", "", func(text string) error {
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			return errors.New("expected a duration such as 1h or 24h")
		}
		t.idleAfter = d
		return nil
	})
}

// checkTenants refuses options that many tenants, or a single one, cannot have.
func (o *options) checkTenants() error {
	if !o.tenancy.enabled {
		if o.tenancy.maxTenants != 0 || o.tenancy.idleAfter != 0 {
			return errors.New("--max-tenants and --idle-after are limits of many tenants: they need --tenants")
		}
		return nil
	}
	if u, err := url.Parse(o.domain); o.domain != "" && (err != nil || net.ParseIP(u.Hostname()) != nil) {
		return fmt.Errorf("--domain %q is an address, and tenants are below a name, such as https://mock.example.test", o.domain)
	}
	return nil
}

// serveTenants serves many tenants on the listener until ctx ends.
func (o options) serveTenants(ctx context.Context, listener *mockserver.Listener, certificate string, tenant mockserver.Options, log *requestLog, stdout io.Writer) error {
	base := o.tenantsURL(listener)
	u, err := url.Parse(base)
	if err == nil {
		err = listener.ServeNamesBelow(u.Hostname(), time.Now)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	reserve := keys.NewReserve(rand.Reader, keysInReserve)
	defer reserve.Close()
	registry, err := tenants.Open(ctx, tenants.Options{
		URL: base, Data: o.dataFile, Tenant: tenant, Keys: reserve, Max: o.tenancy.maxTenants, IdleAfter: o.tenancy.idleAfter,
		OnRequest: func(name string, entry mockserver.RequestLogEntry) {
			entry.Path = name + entry.Path
			log.write(entry)
		},
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := o.printTenants(stdout, listener.URL(), base, certificate, tenant.ControlKey != nil); err != nil {
		return errors.Join(err, listener.Close(), registry.Close())
	}

	ctx, stop := context.WithCancel(ctx)
	ticker := time.NewTicker(sweepInterval)
	defer ticker.Stop()
	errorLog := stdlog.New(log, "", 0)
	var sweeping sync.WaitGroup
	sweeping.Go(func() {
		registry.SweepUntil(ctx, ticker.C, func(err error) { errorLog.Printf("deleting expired tenants: %v", err) })
	})
	tenant.Metrics.CountTenants(registry.Len)
	err = o.operation.serve(ctx, listener, process.Server{
		Tenant: registry, URL: base, Checks: []health.Check{{Name: "tenants", Run: registry.Check}}, Metrics: tenant.Metrics, Log: errorLog,
	})
	stop()
	sweeping.Wait()
	return errors.Join(err, registry.Close())
}

// tenantsURL returns the URL of the domain of the tenants, without a slash at the end. The
// default is the host of the listen address if that is a name, else localhost.
func (o *options) tenantsURL(l *mockserver.Listener) string {
	if o.domain != "" {
		return o.domain
	}
	host, port, _ := net.SplitHostPort(l.Host())
	if net.ParseIP(host) != nil {
		host = "localhost"
	}
	scheme, _, _ := strings.Cut(l.URL(), "://")
	return scheme + "://" + net.JoinHostPort(host, port)
}

// printTenants prints where the tenants are, whether their data lasts, and how to create one.
func (o options) printTenants(w io.Writer, address, base, certificate string, hasKey bool) error {
	lines := []string{"# Mock tenants: " + base + "/" + o.dataWords()[0]}
	if o.domain != "" {
		lines = append(lines, "# Listening on "+address+"/")
	}
	if certificate != "" {
		lines = append(lines, "export SSL_CERT_FILE="+shellQuote(certificate))
	}
	header := ""
	if hasKey {
		header = ` -H "Authorization: Bearer $` + controlKeyVariable + `"`
	}
	lines = append(lines,
		"# Create a tenant; the answer has its domain and its credentials:",
		"curl -X POST"+header+" "+base+control.Prefix+`tenants -d '{"name": "main"}'`)
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}
