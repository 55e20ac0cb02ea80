package postgrestest

import (
	"context"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// Queries counts the statements of a store in PostgreSQL, and the round trips that they
// take: a batch is one. It does not count the statements of the background, which wait for
// notifications and remove what has expired, and that of each new connection, which identifies
// the server. Pass it as the tracer of the store. The zero value is ready to use.
type Queries struct {
	mu                     sync.Mutex
	statements, roundTrips int
	all                    []string
}

var (
	_ pgx.QueryTracer = (*Queries)(nil)
	_ pgx.BatchTracer = (*Queries)(nil)
)

func inBackground(sql string) bool {
	return strings.Contains(sql, "pg_notify") || strings.Contains(sql, "LISTEN") || strings.Contains(sql, "SKIP LOCKED") ||
		strings.Contains(sql, "pg_postmaster_start_time")
}

func (q *Queries) count(statements, roundTrips int, sql string) {
	if inBackground(sql) {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.statements += statements
	q.roundTrips += roundTrips
	q.all = append(q.all, sql)
}

// TraceQueryStart implements pgx.QueryTracer.
func (q *Queries) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	q.count(1, 1, data.SQL)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (*Queries) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (q *Queries) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	q.count(0, 1, "batch")
	for _, each := range data.Batch.QueuedQueries {
		q.count(1, 0, each.SQL)
	}
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (*Queries) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (*Queries) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// Take returns what was counted since the last call, and the statements for the message of a
// test.
func (q *Queries) Take() (statements, roundTrips int, all string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	statements, roundTrips, all = q.statements, q.roundTrips, strings.Join(q.all, "; ")
	q.statements, q.roundTrips, q.all = 0, 0, nil
	return statements, roundTrips, all
}
