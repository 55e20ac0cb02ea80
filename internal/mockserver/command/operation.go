package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	stdlog "log"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/health"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/metrics"
)

// operation are the flags for running the mock in a cluster or in a CI job.
type operation struct {
	readyFile string
	// drainDelay and drainTimeout are those of mockserver.Drain.
	drainDelay, drainTimeout time.Duration
	// remoteMetrics shows the metrics to other machines, too.
	remoteMetrics  bool
	signingKeyFile string
}

const clusterHelp = `Usage: terraform-provider-auth0api mock-server [options]

These options run the mock tenant in a cluster, in a container or in a CI job.

  --signing-keys FILE     the keys of a new tenant: a JWK set with private keys
                          (RFC 7517), or PEM; the first one signs
  --ready-file FILE       write the tenant's base URL to FILE when it is ready,
                          and remove FILE when it stops
  --drain-delay DURATION  after the signal to stop, accept requests for this
                          time, while load balancers learn that it is not ready
  --drain-timeout DURATION
                          end requests that are in progress this long after the
                          signal (default 25s); a second signal ends at once
  --metrics               show the metrics to other machines, too

Any machine can ask for the health. It has no secrets:
  GET /_mock/health       200 if the tenant is ready, else 503
  GET /_mock/health/live, GET /_mock/health/ready
                          for probes: the process answers; the store can be
                          read and has a signing key, and it is not stopping
  GET /_mock/metrics      metrics for Prometheus
The command health asks for it: mock-server help health.

Environment variables set options that are not on the command line, so that the
list of processes does not show them:
  AUTH0_MOCK_DATA         --data
  AUTH0_MOCK_CLIENT_ID    --client-id
  AUTH0_MOCK_CLIENT_SECRET
                          --client-secret

Examples:
  terraform-provider-auth0api mock-server --ready-file /tmp/mock.ready
  terraform-provider-auth0api mock-server --signing-keys keys.pem --seed a.yaml
  terraform-provider-auth0api mock-server --drain-delay 5s --metrics
`

// clusterTopic is the topic of these options.
const clusterTopic = "cluster"

// define adds the flags.
func (o *operation) define(flags *flag.FlagSet) {
	flags.StringVar(&o.readyFile, "ready-file", "", "")
	flags.StringVar(&o.signingKeyFile, "signing-keys", "", "")
	flags.BoolVar(&o.remoteMetrics, "metrics", false, "")
	o.drainTimeout = mockserver.DefaultDrainTimeout
	flags.Func("drain-delay", "", span(&o.drainDelay))
	flags.Func("drain-timeout", "", span(&o.drainTimeout))
}

// span parses a duration that is not negative.
func span(into *time.Duration) func(string) error {
	return func(text string) error {
		parsed, err := time.ParseDuration(text)
		if err != nil || parsed < 0 {
			return errors.New("expected a duration such as 5s or 1m30s")
		}
		*into = parsed
		return nil
	}
}

// check refuses combinations that contradict.
func (o *operation) check() error {
	if o.drainTimeout == 0 {
		return errors.New("--drain-timeout 0 would end all requests in progress at once; the shortest is 1ms")
	}
	if o.drainDelay >= o.drainTimeout {
		return fmt.Errorf("--drain-delay %s is a part of --drain-timeout, which is %s: make it shorter, or the timeout longer", o.drainDelay, o.drainTimeout)
	}
	return nil
}

// environment sets the options that the environment has and the command line does not.
func (o *options) environment(flags *flag.FlagSet, getenv func(string) string) {
	onLine := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { onLine[f.Name] = true })
	for _, each := range []struct {
		flag, variable string
		value          *string
	}{
		{"data", "AUTH0_MOCK_DATA", &o.dataFile},
		{"client-id", "AUTH0_MOCK_CLIENT_ID", &o.clientID},
		{"client-secret", "AUTH0_MOCK_CLIENT_SECRET", &o.clientSecret},
	} {
		if !onLine[each.flag] {
			*each.value = getenv(each.variable)
		}
	}
}

// prepare returns the keys of the file, which are nil without one, and the metrics of the
// process, before anything can reach it.
func (o *operation) prepare() (pairs []keys.Pair, counted *metrics.Metrics, err error) {
	if o.signingKeyFile != "" {
		if pairs, err = keys.ReadFile(o.signingKeyFile); err != nil {
			return nil, nil, err
		}
	}
	if err := (readyFile{path: o.readyFile}).removeStale(); err != nil {
		return nil, nil, err
	}
	counted, err = metrics.New(prometheus.NewRegistry(), time.Now)
	counted.SetTenants(1)
	return pairs, counted, err
}

// warnOtherKeys warns if the tenant, which has a data file, does not sign with a key of the
// file.
func (o *operation) warnOtherKeys(ctx context.Context, server *mockserver.Server, pairs []keys.Pair, stderr io.Writer) error {
	if len(pairs) == 0 {
		return nil
	}
	kid, err := server.CurrentKey(ctx)
	if err != nil || slices.ContainsFunc(pairs, func(p keys.Pair) bool { return p.Kid == kid }) {
		return err
	}
	fmt.Fprintf(stderr, "Warning: the tenant already has signing keys, and signs with %s, which is not in %s. --signing-keys is for new tenants.\n", kid, o.signingKeyFile)
	return nil
}

// served is what a process serves.
type served struct {
	// url is its base URL for clients, without a slash at the end.
	url     string
	tenant  http.Handler
	checks  []health.Check
	metrics *metrics.Metrics
	log     *stdlog.Logger
}

// run serves the tenant, its health and its metrics on the listener until ctx ends.
func (o *operation) run(ctx context.Context, listener *mockserver.Listener, s served) error {
	state := health.New(health.Options{Checks: s.checks, Log: func(line string) { s.log.Print(line) }})
	file := readyFile{path: o.readyFile, url: s.url}
	ctx, stop := context.WithCancel(ctx)
	written := make(chan error, 1)
	go func() {
		err := file.writeWhenReady(ctx, state.Check)
		if err != nil {
			stop() // whatever waits for the file would wait for ever
		}
		written <- err
	}()
	removed := sync.OnceValue(func() error {
		stop()
		return errors.Join(<-written, file.remove())
	})

	listener.ErrorLog = s.log
	listener.Drain = mockserver.Drain{Delay: o.drainDelay, Timeout: o.drainTimeout, Begin: func() {
		state.Drain()
		_ = removed() // its error is returned below
	}}
	err := listener.Serve(ctx, endpoints{health: state, metrics: s.metrics.Handler(o.remoteMetrics), tenant: s.tenant})
	return errors.Join(err, removed())
}

// endpoints serves the health and the metrics of the process in front of the tenant. The
// tenant's faults do not apply to them, and its log does not have them.
type endpoints struct{ health, metrics, tenant http.Handler }

// ServeHTTP implements http.Handler.
func (e endpoints) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.EscapedPath(); {
	case health.Serves(path):
		e.health.ServeHTTP(w, r)
	case path == metrics.Path:
		e.metrics.ServeHTTP(w, r)
	default:
		e.tenant.ServeHTTP(w, r)
	}
}
