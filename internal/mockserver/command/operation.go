package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/metrics"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/process"
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
With --data postgres://USER:PASSWORD@HOST:5432/DATABASE, all processes on the
database are one tenant. The URL takes libpq's parameters, such as sslmode,
sslrootcert and search_path.

  --stale-reads DURATION  with PostgreSQL, read from memory for this long, and
                          do not ask for what other replicas wrote (default 0)
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
		{"data", dataVariable, &o.dataFile},
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
	if err := process.RemoveReadyFile(o.readyFile); err != nil {
		return nil, nil, err
	}
	counted, err = metrics.New(prometheus.NewRegistry(), time.Now)
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

// serve serves what a process serves on the listener until ctx ends.
func (o *operation) serve(ctx context.Context, listener *mockserver.Listener, s process.Server) error {
	s.ReadyFile, s.RemoteMetrics = o.readyFile, o.remoteMetrics
	s.DrainDelay, s.DrainTimeout = o.drainDelay, o.drainTimeout
	return s.Serve(ctx, listener)
}
