package postgres

import (
	"context"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// migrations returns the statements that lead to each format of the tables from the one before.
// A format is the number of its migrations. It comprises the tables, the kinds of rows, and
// their JSON.
func migrations() []string {
	return []string{
		// 1: all that data files of format 4 have, and the values that expire.
		//
		// IDs are bytea, because those of users may be any bytes. A row of writers has the
		// number of the last write of a process: a process that lost the connection while it
		// committed asks there whether the commit happened.
		`CREATE TABLE tenants (
			name    text   PRIMARY KEY,
			first   bigint NOT NULL, -- seq when the tenant was created
			seq     bigint NOT NULL  -- of the last row
		);
		CREATE TABLE rows (
			tenant  text    NOT NULL,
			seq     bigint  NOT NULL,
			kind    text    NOT NULL,
			id      bytea   NOT NULL,
			created bigint  NOT NULL,
			deleted boolean NOT NULL,
			data    bytea,
			PRIMARY KEY (tenant, kind, id)
		);
		CREATE UNIQUE INDEX rows_seq ON rows (tenant, seq);
		CREATE TABLE writers (
			tenant  text        NOT NULL,
			id      bigint      NOT NULL,
			number  bigint      NOT NULL,
			seen    timestamptz NOT NULL,
			PRIMARY KEY (tenant, id)
		);
		CREATE SEQUENCE transient_position;
		CREATE TABLE transient (
			tenant   text   NOT NULL,
			kind     text   NOT NULL,
			id       bytea  NOT NULL,
			data     bytea  NOT NULL,
			expires  bigint NOT NULL, -- nanoseconds since 1970, by the tenant's clock
			position bigint NOT NULL, -- the order of storing
			token    bigint NOT NULL, -- the operation that stored it
			PRIMARY KEY (tenant, kind, id)
		);
		CREATE INDEX transient_expires ON transient (tenant, expires);`,

		// 2: the tenants that processes create and serve by name; see package catalog. Times are
		// nanoseconds since 1970 by the clocks of the processes, and durations nanoseconds.
		`CREATE TABLE catalog (
			tenant        text    PRIMARY KEY,
			created       bigint  NOT NULL,
			expires_after bigint  NOT NULL,
			idle_after    bigint  NOT NULL,
			used          bigint  NOT NULL,
			complete      boolean NOT NULL, -- false while the tenant is being created
			token         bigint  NOT NULL  -- the operation that created it
		);`,
	}
}

const (
	// formatTable is the table that marks a schema as ours, and has its version.
	formatTable = "mock_tenant_format"
	// migrationLock is the key of the advisory lock of those that create or upgrade tables.
	migrationLock = 0x41306d74
	// migrationTimeout is how long a process upgrades tables, or waits until another has.
	migrationTimeout = time.Minute
)

// migrate creates the tables, or upgrades them to the newest format. Processes that do so at once
// do it one after the other.
func (d *Database) migrate(ctx context.Context, patience time.Duration, existing bool) error {
	return d.try(ctx, patience, func(attempt context.Context, conn *pgx.Conn) error {
		version, err := d.version(attempt, conn)
		switch {
		case err != nil || version == len(d.migrations):
			return err
		case version == 0 && existing:
			return fmt.Errorf("%w: its schema %q is empty", ErrNoTenant, d.schema)
		}
		ctx, cancel := context.WithTimeout(ctx, migrationTimeout)
		defer cancel()
		tx, err := conn.Begin(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
		if err := d.upgrade(ctx, conn); err != nil {
			return err
		}
		return tx.Commit(ctx)
	})
}

// upgrade runs the migrations that are missing, in a transaction that the caller began.
func (d *Database) upgrade(ctx context.Context, conn *pgx.Conn) error {
	// The other process may upgrade for longer than lock_timeout.
	if _, err := conn.Exec(ctx, "SET LOCAL lock_timeout = 0"); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_xact_lock($1, $2)", migrationLock, int32(d.schemaHash())); err != nil {
		return err
	}
	version, err := d.version(ctx, conn)
	if err != nil {
		return err
	}
	if version == 0 {
		if err := d.checkEmpty(ctx, conn); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, "CREATE TABLE "+formatTable+" (version integer PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())"); err != nil {
			return explainPermission(d.schema, err)
		}
	}
	for i, statements := range d.migrations[version:] {
		if _, err := conn.Exec(ctx, statements, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("upgrading its tables to format %d: %w", version+i+1, err)
		}
		if _, err := conn.Exec(ctx, "INSERT INTO "+formatTable+" (version) VALUES ($1)", version+i+1); err != nil {
			return fmt.Errorf("upgrading its tables to format %d: %w", version+i+1, err)
		}
	}
	return nil
}

// version returns the format of the tables, or 0 if the schema has no tables of this program. It
// returns an error if the format is newer than this program.
func (d *Database) version(ctx context.Context, conn *pgx.Conn) (int, error) {
	var schema *string
	var exists bool
	// Not to_regclass: within a transaction it can miss a table that another process created
	// while this one waited for the lock.
	err := conn.QueryRow(ctx, `SELECT current_schema(), EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = current_schema() AND c.relname = $1)`, formatTable).Scan(&schema, &exists)
	if err != nil {
		return 0, err
	}
	if schema == nil {
		path := d.config.ConnConfig.RuntimeParams["search_path"]
		return 0, fmt.Errorf("the schema %q does not exist; create it: CREATE SCHEMA %s", path, pgx.Identifier{path}.Sanitize())
	}
	d.schema = *schema
	if !exists {
		return 0, nil
	}
	var version int
	if err := conn.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM "+formatTable).Scan(&version); err != nil {
		return 0, err
	}
	return version, d.checkFormat(version)
}

// checkFormat returns an error if the tables are of a newer format than this program knows.
func (d *Database) checkFormat(version int) error {
	if version <= len(d.migrations) {
		return nil
	}
	return fmt.Errorf("its tables were written by a newer version of this program (format %d; this one knows up to %d); "+
		"upgrade this program, or name another database or schema in the URL", version, len(d.migrations))
}

// checkEmpty returns an error if the schema has anything that an extension did not make.
func (d *Database) checkEmpty(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `SELECT c.relname FROM pg_class c
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
		ORDER BY c.relname LIMIT 4`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) == 0 {
		return err
	}
	if len(names) == 4 {
		names[3] = "…"
	}
	return fmt.Errorf("its schema %q has tables of another program (%s), and nothing was changed; "+
		"create a database for the tenants, or a schema: CREATE SCHEMA mock_tenant, and add search_path=mock_tenant to the parameters of the URL",
		d.schema, strings.Join(names, ", "))
}

func explainPermission(schema string, err error) error {
	if server := pgError(err); server != nil && server.Code == "42501" {
		return fmt.Errorf("the user may not create tables in the schema %q; as its owner: GRANT CREATE ON SCHEMA %s TO the user, or name a database that the user owns: %w",
			schema, pgx.Identifier{schema}.Sanitize(), err)
	}
	return err
}

// schemaHash distinguishes the schemas of a database.
func (d *Database) schemaHash() uint32 {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(d.schema))
	return hash.Sum32()
}
