package mocktest

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// DatabaseVariable is an environment variable with the URL of a PostgreSQL database. If it is
// set, each tenant of [Start] has three replicas in that database; see [WithReplicas]. So the
// tests of one server also test a cluster: internal/tools/replica-tests.sh runs some of them.
const DatabaseVariable = postgrestest.DatabaseVariable

// defaultReplicas is how many replicas a tenant has if DatabaseVariable is set.
const defaultReplicas = 3

// WithReplicas stores the tenant in a new schema of the PostgreSQL database of a URL. Each of n
// servers opens it for itself, with connections and an image in memory of its own. Each request
// goes to the next server, as behind a load balancer without affinity.
//
// [Mock.Requests] has the requests to all of them. [Mock.Server], [Mock.Faults] and [Mock.Clock]
// are those of the first server. What is set there, the others adopt with their next request;
// what another one has set, the first adopts with its next request.
//
// It does not apply to a tenant with a data file, which only that file stores.
func WithReplicas(database string, n int) Option {
	return func(s *settings) { s.database, s.replicas = database, n }
}

// replicated reports whether the tenant has replicas.
func (s *settings) replicated() bool { return s.database != "" && s.options.DataFile == "" }

// prepareReplicas makes the options those of each replica, and returns the log of the requests
// to all of them.
func (s *settings) prepareReplicas(tb testing.TB) *requestlog.Log {
	tb.Helper()
	s.options.DataFile = postgrestest.Schema(tb, s.database)
	log, hasPage := &requestlog.Log{}, s.options.Page
	s.options.OnRequest = func(e mockserver.RequestLogEntry) {
		// As in the log of one server.
		if !mockserver.IsControl(e.Path) && !(hasPage && page.Serves(e.Path)) {
			log.Add(e)
		}
	}
	return log
}

// A balancer gives each request to the next server.
type balancer struct {
	servers []*mockserver.Server
	turn    atomic.Uint64
}

func (b *balancer) next() *mockserver.Server {
	return b.servers[b.turn.Add(1)%uint64(len(b.servers))]
}

// ServeHTTP implements http.Handler.
func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.next().ServeHTTP(w, r) }

// open starts n servers with the same options.
func (b *balancer) open(ctx context.Context, o mockserver.Options, n int) error {
	for range n {
		server, err := mockserver.New(ctx, o)
		if err != nil {
			return errors.Join(err, b.close())
		}
		b.servers = append(b.servers, server)
	}
	return nil
}

func (b *balancer) close() error {
	var failed error
	for _, server := range b.servers {
		failed = errors.Join(failed, server.Close())
	}
	return failed
}
