package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// beginTransaction names the isolation, because each statement must see what was
	// committed before it began.
	beginTransaction = "BEGIN ISOLATION LEVEL READ COMMITTED"

	// selectNews returns the format of the tables and the tenant's head, with each newer row;
	// without rows, one line with these only. Without the tenant there is no line. The format
	// is there because another process can upgrade the tables at any time.
	selectNews = `SELECT (SELECT max(version) FROM ` + formatTable + `), t.first, t.seq, r.seq, r.kind, r.id, r.created, r.deleted, r.data
		FROM tenants t LEFT JOIN rows r ON r.tenant = t.name AND r.seq > $2
		WHERE t.name = $1 ORDER BY r.seq`

	lockHead = "SELECT seq FROM tenants WHERE name = $1 FOR UPDATE"

	selectWriter = "SELECT number FROM writers WHERE tenant = $1 AND id = $2"

	purgeDeleted = "DELETE FROM rows WHERE tenant = $1 AND deleted AND seq <= $2"

	// writeRows writes the rows, the head, and the number of the write, in one statement.
	writeRows = `WITH stored AS (
			INSERT INTO rows (tenant, seq, kind, id, created, deleted, data)
			SELECT $1, * FROM unnest($5::bigint[], $6::text[], $7::bytea[], $8::bigint[], $9::boolean[], $10::bytea[])
			ON CONFLICT (tenant, kind, id) DO UPDATE
			SET seq = excluded.seq, created = excluded.created, deleted = excluded.deleted, data = excluded.data
		), wrote AS (
			INSERT INTO writers (tenant, id, number, seen) VALUES ($1, $3, $4, now())
			ON CONFLICT (tenant, id) DO UPDATE SET number = excluded.number, seen = excluded.seen
		)
		UPDATE tenants SET seq = $2 WHERE name = $1`

	// insertTenant begins a log above all Seqs that a deleted tenant of the same name can have
	// had, so that the processes that had it open notice: no tenant has a million writes a
	// second.
	insertTenant = `INSERT INTO tenants (name, first, seq)
		SELECT $1, micros, micros FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros) AS now
		ON CONFLICT DO NOTHING`

	// forgetWriters deletes the numbers of processes that ended long ago.
	forgetWriters = "DELETE FROM writers WHERE tenant = $1 AND seen < now() - interval '1 day'"
)

// createTenant creates the head of a tenant's log, unless it exists.
func createTenant(ctx context.Context, conn *pgx.Conn, tenant string) error {
	batch := &pgx.Batch{}
	batch.Queue(insertTenant, tenant)
	batch.Queue(forgetWriters, tenant)
	return conn.SendBatch(ctx, batch).Close()
}

// news is what a tenant's log has after some Seq.
type news struct {
	format int
	// first is the seq of the log's head when the tenant was created, and head that of now.
	first, head int64
	rows        []Row
}

// collectNews reads and closes the result of selectNews.
func collectNews(result pgx.Rows) (found news, err error) {
	defer result.Close()
	exists := false
	for result.Next() {
		exists = true
		var seq, created *int64
		var kind *string
		var deleted *bool
		var id, data []byte
		if err := result.Scan(&found.format, &found.first, &found.head, &seq, &kind, &id, &created, &deleted, &data); err != nil {
			return news{}, err
		}
		if seq != nil {
			found.rows = append(found.rows, Row{Seq: *seq, Kind: *kind, ID: string(id), Created: uint64(*created), Deleted: *deleted, Data: data})
		}
	}
	if err := result.Err(); err != nil {
		return news{}, err
	}
	if !exists {
		return news{}, ErrNoTenant
	}
	return found, nil
}

// columns returns the columns of rows, for unnest.
func columns(rows []Row) []any {
	seqs, created := make([]int64, len(rows)), make([]int64, len(rows))
	kinds, deleted := make([]string, len(rows)), make([]bool, len(rows))
	ids, data := make([][]byte, len(rows)), make([][]byte, len(rows))
	for i, r := range rows {
		seqs[i], kinds[i], ids[i], created[i], deleted[i], data[i] = r.Seq, r.Kind, []byte(r.ID), int64(r.Created), r.Deleted, r.Data
	}
	return []any{seqs, kinds, ids, created, deleted, data}
}

// pgError returns the error of the server that err wraps, or nil.
func pgError(err error) *pgconn.PgError {
	server := new(pgconn.PgError)
	if errors.As(err, &server) {
		return server
	}
	return nil
}
