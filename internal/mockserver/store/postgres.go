package store

import (
	"context"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres/catalog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres/databaseurl"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// PostgresOptions are the options of [OpenPostgres] and [ConnectPostgres].
type PostgresOptions struct {
	// Tenant is the name of the tenant for OpenPostgres. A database can have many. The empty
	// name is one of them.
	Tenant string
	// StaleReads is how long reads may return what an earlier read of the process found,
	// without asking the database. 0 means that a read sees each write that any process
	// acknowledged before it.
	StaleReads time.Duration
	// Existing makes opening an error that wraps [ErrNoTenant], and creates nothing, if the
	// tenant does not exist.
	Existing bool
	// Tracer, if not nil, is called for each query.
	Tracer pgx.QueryTracer
	// Patience is how long an operation waits for a database that is unavailable before it
	// returns [ErrUnavailable]. 0 means 2 seconds, and 15 seconds for opening.
	Patience time.Duration
	// Timeout is how long an operation waits for the answer to what it sent. 0 means 5 seconds.
	Timeout time.Duration
	// ListenCheck is how often the connection that waits for notifications is tested. 0 means
	// 30 seconds.
	ListenCheck time.Duration
}

// IsPostgres reports whether the name of a data file is the URL of a PostgreSQL database.
func IsPostgres(name string) bool { return databaseurl.Is(name) }

// PostgresAddress returns the host and the name of the database of a URL, without user,
// password and parameters.
func PostgresAddress(url string) string { return databaseurl.Address(url) }

// OpenPostgres opens a tenant in the PostgreSQL database of a URL. It creates the tables and
// the tenant if they do not exist. No error contains the password of the URL. The caller
// closes both stores.
func OpenPostgres(ctx context.Context, url string, o PostgresOptions) (Store, transient.Store, error) {
	database, err := ConnectPostgres(ctx, url, o)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = database.Close() }() // the stores keep the connections open
	return database.Tenant(ctx, o.Tenant)
}

// ErrNoTenant is wrapped by the error of opening a tenant that must exist.
var ErrNoTenant = postgres.ErrNoTenant

// Postgres is a PostgreSQL database with tenants, which share its connections.
type Postgres struct {
	database *postgres.Database
	options  PostgresOptions
}

// ConnectPostgres connects to the PostgreSQL database of a URL; see [OpenPostgres].
func ConnectPostgres(ctx context.Context, url string, o PostgresOptions) (*Postgres, error) {
	database, err := postgres.Connect(ctx, url, postgres.Options{Existing: o.Existing, Tracer: o.Tracer, Patience: o.Patience, Timeout: o.Timeout, ListenCheck: o.ListenCheck})
	if err != nil {
		return nil, err
	}
	return &Postgres{database, o}, nil
}

// Tenant opens a tenant, and creates it if it does not exist. The caller closes both stores.
func (p *Postgres) Tenant(ctx context.Context, name string) (Store, transient.Store, error) {
	return p.open(ctx, postgres.LogOptions[*version]{Tenant: name, Existing: p.options.Existing})
}

// NewTenant is Tenant for a tenant of the catalog that is being created. After it was deleted,
// the stores return errors that wrap [ErrNoTenant], also if there is another tenant of the same name.
func (p *Postgres) NewTenant(ctx context.Context, name string) (Store, transient.Store, error) {
	return p.open(ctx, postgres.LogOptions[*version]{Tenant: name, Pinned: true})
}

// ExistingTenant is NewTenant for a tenant that exists. Otherwise the error wraps [ErrNoTenant].
func (p *Postgres) ExistingTenant(ctx context.Context, name string) (Store, transient.Store, error) {
	return p.open(ctx, postgres.LogOptions[*version]{Tenant: name, Pinned: true, Existing: true})
}

func (p *Postgres) open(ctx context.Context, o postgres.LogOptions[*version]) (Store, transient.Store, error) {
	o.StaleReads = p.options.StaleReads
	o.Empty = func() *version { return &version{image: newImage()} }
	o.Apply = func(base *version, rows []postgres.Row) (*version, bool, error) { return base.apply(storedRows(rows)) }
	log, err := postgres.Open(ctx, p.database, o)
	if err != nil {
		return nil, nil, err
	}
	return &replica{log}, p.database.Transient(o.Tenant), nil
}

// Catalog returns the catalog of the database's tenants.
func (p *Postgres) Catalog() *catalog.Catalog { return catalog.New(p.database) }

// Close closes the connections when all tenants are closed too.
func (p *Postgres) Close() error { return p.database.Close() }

// WithOneCheck returns a context for one request. The first read of a tenant in it sees each
// write that was acknowledged before; later reads see at least what the first one saw. With
// PostgreSQL a request so costs one query, however often it reads.
func WithOneCheck(ctx context.Context) context.Context { return postgres.WithOneCheck(ctx) }

// A replica is a store in a PostgreSQL database, with an image of its rows in memory.
type replica struct{ log *postgres.Log[*version] }

func (r *replica) View(ctx context.Context, fn func(Reader) error) error {
	v, err := r.log.Latest(ctx)
	if err != nil {
		return err
	}
	return fn(v.image)
}

func (r *replica) Update(ctx context.Context, fn func(Writer) error) error {
	refused, err := r.log.Update(ctx, func(base *version, seq int64) (*version, postgres.Write, error) {
		t := base.image.begin()
		if err := fn(t); err != nil {
			return nil, postgres.Write{}, err
		}
		// A new tenant's log does not begin at 0.
		next, w, err := (&version{image: base.image, seq: seq, tombstones: base.tombstones}).write(t)
		return next, w.postgres(), err
	})
	if refused != nil {
		return refused
	}
	return err
}

func (r *replica) Close() error { return r.log.Close() }

func storedRows(rows []postgres.Row) iter.Seq2[storedRow, error] {
	return func(yield func(storedRow, error) bool) {
		for _, r := range rows {
			if !yield(storedRow{seq: r.Seq, kind: kind(r.Kind), id: r.ID, created: r.Created, deleted: r.Deleted, data: r.Data}, nil) {
				return
			}
		}
	}
}

func (w write) postgres() postgres.Write {
	rows := make([]postgres.Row, len(w.rows))
	for i, r := range w.rows {
		rows[i] = postgres.Row{Seq: r.seq, Kind: string(r.kind), ID: r.id, Created: r.created, Deleted: r.deleted, Data: r.data}
	}
	return postgres.Write{Rows: rows, Purge: w.purge}
}
