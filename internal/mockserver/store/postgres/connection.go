package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A connection is what is known of a connection of the pool.
type connection struct {
	// server identifies the server process by its start. A server that was restarted, or to
	// which a failover led, has another one, and may have lost writes.
	server time.Time
	// generation is that of the pool when the connection was opened.
	generation int64
	// used is when the last operation on the connection ended.
	used time.Time
}

// connectionKey is the key of a *connection in the data of a connection.
const connectionKey = "mock tenant"

// identify finds out to which server a new connection leads.
func (d *Database) identify(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	c := &connection{generation: d.generation.Load(), used: time.Now()}
	if err := conn.QueryRow(ctx, "SELECT pg_postmaster_start_time()").Scan(&c.server); err != nil {
		return err
	}
	conn.PgConn().CustomData()[connectionKey] = c
	return nil
}

// connectionOf returns what is known of a connection of the pool.
func connectionOf(conn *pgx.Conn) *connection {
	c, _ := conn.PgConn().CustomData()[connectionKey].(*connection)
	return c
}

// run calls fn with a connection that was acquired, and releases it.
func (d *Database) run(ctx context.Context, acquired *pgxpool.Conn, fn func(ctx context.Context, conn *pgx.Conn) error) (failure, error) {
	defer acquired.Release()
	conn := acquired.Conn()
	running, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	err := d.test(running, conn)
	if err == nil {
		err = fn(running, conn)
	}
	connectionOf(conn).used = time.Now()
	kind := classify(err, conn)
	if kind == readOnly {
		// A server that has become a standby stays one: the next connection may reach the new
		// primary.
		_ = conn.Close(context.WithoutCancel(ctx))
	}
	if conn.IsClosed() {
		d.remove(acquired, ctx.Err() == nil)
	}
	return kind, err
}

// test tests a connection that was not used for some time: a firewall or the failure of a
// network can have cut it, and informed neither end. It leaves time for another connection.
func (d *Database) test(ctx context.Context, conn *pgx.Conn) error {
	if time.Since(connectionOf(conn).used) < d.patience/2 {
		return nil
	}
	testing, cancel := context.WithTimeout(ctx, d.patience/2)
	defer cancel()
	return conn.Ping(testing)
}

// remove removes a closed connection from the pool. If it broke, so may have the idle connections
// that are as old: a restart or a failover ends all.
func (d *Database) remove(acquired *pgxpool.Conn, broke bool) {
	if generation := connectionOf(acquired.Conn()).generation; broke && d.generation.CompareAndSwap(generation, generation+1) {
		d.pool.Reset()
	}
	// pgx takes up to 15 seconds to close a connection whose answer did not come. In the pool
	// it would keep its place until then.
	acquired.Hijack()
}
