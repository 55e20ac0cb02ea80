package postgres

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres/databaseurl"
)

const (
	// patience is how long an operation waits for a connection, and repeats what failed
	// because the database was unavailable.
	patience = 2 * time.Second
	// openPatience is the same while a database is opened: it may have been started together
	// with this program, or be in the middle of a failover.
	openPatience = 15 * time.Second
	// timeout is how long an operation waits for the answer to what it sent. PostgreSQL waits
	// for locks a fifth less, so that it can say so.
	timeout = 5 * time.Second
	// defaultConnections is how many connections a process has at most, besides the connection that
	// listens. PostgreSQL accepts 100 by default, from all processes.
	defaultConnections = 10
	// idleLimit is after how long PostgreSQL ends a transaction whose process has gone
	// without closing its connection. Its locks keep others from writing.
	idleLimit = 10 * time.Second
)

// Options are the options of [Connect].
type Options struct {
	// Existing makes it an error that wraps [ErrNoTenant] if the tables do not exist.
	Existing bool
	// Tracer, if not nil, is called for each query.
	Tracer pgx.QueryTracer
	// Patience is how long an operation waits for a database that is unavailable. 0 means
	// 2 seconds, and 15 seconds for Connect.
	Patience time.Duration
	// Timeout is how long an operation waits for the answer to what it sent. 0 means 5 seconds.
	Timeout time.Duration
	// ListenCheck is how often the connection that waits for notifications is tested. 0 means
	// 30 seconds.
	ListenCheck time.Duration
}

// A Database is a pool of connections to a database, or to one of its schemas. It is safe for
// concurrent use.
type Database struct {
	pool      *pgxpool.Pool
	config    *pgxpool.Config
	passwords []string
	// migrations lead to the newest format that this process knows.
	migrations []string
	// patience and timeout are those of the options.
	patience, timeout time.Duration
	schema            string
	// instance identifies this Database among all processes, in the table writers and in
	// the column token.
	instance int64
	tokens   atomic.Int64
	// generation counts the resets of the pool.
	generation atomic.Int64

	listener listener
	notifier notifier

	users      atomic.Int64 // that have not closed the database yet
	closing    context.Context
	close      context.CancelFunc
	background sync.WaitGroup
}

// Connect connects to the database of a URL, postgres://USER:PASSWORD@HOST:PORT/NAME, and
// creates or upgrades its tables. The parameter search_path of the URL chooses a schema. It
// returns an error, and changes nothing, if the schema has tables of another program, or of a
// newer version of this program. No error contains the password.
func Connect(ctx context.Context, text string, o Options) (*Database, error) {
	return connect(ctx, text, o, migrations())
}

func connect(ctx context.Context, text string, o Options, migrations []string) (*Database, error) {
	config, err := databaseurl.Parse(text)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, errors.New("the URL of the database cannot be parsed")
	}
	d := &Database{config: config, passwords: append(databaseurl.Passwords(u), plainAndEncoded(config.ConnConfig.Password)...), migrations: migrations,
		patience: cmp.Or(o.Patience, patience), timeout: cmp.Or(o.Timeout, timeout)}
	d.configure(o)
	if !u.Query().Has("pool_max_conns") {
		config.MaxConns = defaultConnections
	}
	config.AfterConnect = d.identify
	// Package postgres tests connections itself, to give up all of them when one is broken.
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false }
	var random [8]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, fmt.Errorf("opening %s: %w", d, err)
	}
	d.instance = int64(binary.LittleEndian.Uint64(random[:]) >> 1)
	d.tokens.Store(d.instance)

	if d.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("opening %s: %w", d, databaseurl.Redact(err, d.passwords))
	}
	d.closing, d.close = context.WithCancel(context.Background())
	d.users.Store(1)
	if err := d.migrate(ctx, cmp.Or(o.Patience, openPatience), o.Existing); err != nil {
		d.shutdown()
		return nil, fmt.Errorf("opening %s: %w", d, err)
	}
	d.listener.start(d, cmp.Or(o.ListenCheck, listenCheck))
	d.notifier.start(d)
	return d, nil
}

// configure sets what the URL leaves open.
func (d *Database) configure(o Options) {
	c := d.config.ConnConfig
	if c.ConnectTimeout <= 0 || c.ConnectTimeout > d.patience {
		c.ConnectTimeout = d.patience
	}
	if o.Tracer != nil {
		c.Tracer = o.Tracer
	}
	milliseconds := func(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }
	for name, value := range map[string]string{
		"application_name": "auth0api mock tenant",
		// A statement sees what was committed before it began, also after it waited for a lock.
		"default_transaction_isolation":       "read committed",
		"idle_in_transaction_session_timeout": milliseconds(idleLimit),
		"lock_timeout":                        milliseconds(d.timeout * 4 / 5),
	} {
		if _, isSet := c.RuntimeParams[name]; !isSet {
			c.RuntimeParams[name] = value
		}
	}
}

// String returns the address of the database for errors, without user and password.
func (d *Database) String() string { return "the database " + databaseurl.AddressOf(d.config) }

// Do calls fn with a connection, and again while that fails because the database is unavailable
// or because of a conflict, for as long as the options allow. fn must end the transactions that
// it begins.
func (d *Database) Do(ctx context.Context, fn func(ctx context.Context, conn *pgx.Conn) error) error {
	return d.try(ctx, d.patience, fn)
}

// Token returns a number that no other operation of any process uses.
func (d *Database) Token() int64 { return d.tokens.Add(1) }

// use counts a user of the database, which calls Close.
func (d *Database) use() { d.users.Add(1) }

// Close closes the connections when all tenants of the database are closed too.
func (d *Database) Close() error {
	if d.users.Add(-1) == 0 {
		d.shutdown()
	}
	return nil
}

func (d *Database) shutdown() {
	d.close()
	d.background.Wait()
	d.pool.Close()
}

// inBackground runs fn in a goroutine, with a context that Close ends.
func (d *Database) inBackground(fn func(ctx context.Context)) {
	d.background.Go(func() { fn(d.closing) })
}

func plainAndEncoded(password string) []string {
	if password == "" {
		return nil
	}
	return []string{password, url.QueryEscape(password), url.PathEscape(password)}
}
