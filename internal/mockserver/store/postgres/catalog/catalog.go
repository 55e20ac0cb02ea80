// Package catalog lists the tenants of a PostgreSQL database that many processes create, serve
// by name, and delete: when each was created and last used, and when it expires. Each decision
// is one transaction, so that it is made once.
//
// A tenant that was opened by its name alone, such as an embedded one, exists too. It has no
// row in the table catalog, and does not expire.
package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
)

var (
	// ErrExists is wrapped by the error of [Catalog.Reserve] if the name is taken.
	ErrExists = errors.New("the tenant exists")
	// ErrTooMany is wrapped by the error of [Catalog.Reserve] if there are too many tenants.
	ErrTooMany = errors.New("there are too many tenants")
)

// maxUseInterval is the longest interval of [UseInterval].
const maxUseInterval = 30 * time.Second

// abandonedAfter is after how long a tenant that is not complete is deleted: the process that
// created it has ended.
const abandonedAfter = 10 * time.Minute

// UseInterval is how often a process has to call [Catalog.Use] for a tenant that it serves. A
// tenant is deleted when it was not used for its IdleAfter and this interval.
func UseInterval(idleAfter time.Duration) time.Duration {
	if idleAfter <= 0 {
		return maxUseInterval
	}
	return min(idleAfter/4, maxUseInterval)
}

// An Entry describes a tenant.
type Entry struct {
	Name          string
	Created, Used time.Time
	// ExpiresAfter is the age, and IdleAfter the time without use, at which the tenant is
	// deleted. 0 means never.
	ExpiresAfter, IdleAfter time.Duration
}

// A Catalog is the list of the tenants of a database. It is safe for concurrent use.
type Catalog struct{ db *postgres.Database }

// New returns the catalog of a database, which the caller closes.
func New(db *postgres.Database) *Catalog { return &Catalog{db} }

const (
	// selectEntries selects the complete tenants. An uncatalogued one was created at the first
	// seq of its log, which is in microseconds.
	selectEntries = `SELECT t.name, coalesce(c.created, t.first * 1000), coalesce(c.used, t.first * 1000),
		coalesce(c.expires_after, 0), coalesce(c.idle_after, 0)
		FROM tenants t LEFT JOIN catalog c ON c.tenant = t.name WHERE coalesce(c.complete, true) AND t.name <> ''`

	// isExpired is the condition that a row of catalog c has expired at the time $1, with an
	// interval of use $2 at most.
	isExpired = `(c.expires_after > 0 AND c.created + c.expires_after <= $1
		OR c.idle_after > 0 AND c.used + c.idle_after + least(c.idle_after / 4, $2) <= $1)`

	useEntry = `WITH used AS (UPDATE catalog c SET used = greatest(c.used, $1) WHERE c.tenant = $3 AND c.complete AND NOT ` + isExpired + ` RETURNING 1)
		SELECT EXISTS (SELECT FROM used)
			OR EXISTS (SELECT FROM tenants WHERE name = $3) AND NOT EXISTS (SELECT FROM catalog WHERE tenant = $3)`

	// lockTenants makes the writes end that are in progress, so that deleteTenants sees them.
	lockTenants = "SELECT FROM tenants WHERE name = ANY($1) ORDER BY name FOR UPDATE"

	// deleteTenants deletes the tenants with the names $1, and all that they have.
	deleteTenants = `WITH t AS (DELETE FROM tenants WHERE name = ANY($1)), r AS (DELETE FROM rows WHERE tenant = ANY($1)),
		w AS (DELETE FROM writers WHERE tenant = ANY($1)), v AS (DELETE FROM transient WHERE tenant = ANY($1))
		DELETE FROM catalog WHERE tenant = ANY($1)`

	// deleteOrphans deletes the values that requests stored which were in progress when their
	// tenant was deleted.
	deleteOrphans = `DELETE FROM transient v WHERE NOT EXISTS (SELECT FROM tenants WHERE name = v.tenant)
		AND NOT EXISTS (SELECT FROM catalog WHERE tenant = v.tenant)`
)

// Reserve adds a tenant that is not complete, whose name others cannot take from now on. The
// error is ErrExists or ErrTooMany, if there are max tenants already.
func (c *Catalog) Reserve(ctx context.Context, e Entry, limit int) error {
	token := c.db.Token()
	return c.do(ctx, "adding to", func(ctx context.Context, conn *pgx.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			// Not more than one tenant at a time, so that the count is true.
			if _, err := tx.Exec(ctx, "LOCK TABLE catalog IN SHARE ROW EXCLUSIVE MODE"); err != nil {
				return err
			}
			var isOurs, exists bool
			var count int
			if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM catalog WHERE tenant = $1 AND token = $2),
				EXISTS (SELECT FROM catalog WHERE tenant = $1) OR EXISTS (SELECT FROM tenants WHERE name = $1),
				(SELECT count(*) FROM (SELECT name FROM tenants WHERE name <> '' UNION SELECT tenant FROM catalog) AS names)`,
				e.Name, token).Scan(&isOurs, &exists, &count); err != nil {
				return err
			}
			switch {
			case isOurs: // the answer to an earlier attempt was lost
				return nil
			case exists:
				return ErrExists
			case count >= limit:
				return ErrTooMany
			}
			// A request that was in progress when an earlier tenant of the name was deleted can
			// have left values.
			if _, err := tx.Exec(ctx, "DELETE FROM transient WHERE tenant = $1", e.Name); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "INSERT INTO catalog (tenant, created, expires_after, idle_after, used, complete, token) VALUES ($1, $2, $3, $4, $5, false, $6)",
				e.Name, e.Created.UnixNano(), int64(e.ExpiresAfter), int64(e.IdleAfter), e.Used.UnixNano(), token)
			return err
		})
	})
}

// Complete makes a tenant that was reserved visible to all processes. The error wraps
// postgres.ErrNoTenant if it was deleted meanwhile.
func (c *Catalog) Complete(ctx context.Context, name string) error {
	return c.do(ctx, "completing a tenant in", func(ctx context.Context, conn *pgx.Conn) error {
		tag, err := conn.Exec(ctx, "UPDATE catalog SET complete = true WHERE tenant = $1", name)
		if err == nil && tag.RowsAffected() == 0 {
			return postgres.ErrNoTenant
		}
		return err
	})
}

// Find returns a complete tenant. Otherwise the error wraps postgres.ErrNoTenant.
func (c *Catalog) Find(ctx context.Context, name string) (e Entry, err error) {
	err = c.do(ctx, "reading", func(ctx context.Context, conn *pgx.Conn) error {
		rows, _ := conn.Query(ctx, selectEntries+" AND t.name = $1", name) // CollectOneRow returns the error
		e, err = pgx.CollectOneRow(rows, scan)
		if errors.Is(err, pgx.ErrNoRows) {
			return postgres.ErrNoTenant
		}
		return err
	})
	return e, err
}

// List returns the complete tenants.
func (c *Catalog) List(ctx context.Context) (all []Entry, err error) {
	err = c.do(ctx, "reading", func(ctx context.Context, conn *pgx.Conn) error {
		rows, _ := conn.Query(ctx, selectEntries) // CollectRows returns the error
		all, err = pgx.CollectRows(rows, scan)
		return err
	})
	return all, err
}

func scan(row pgx.CollectableRow) (e Entry, err error) {
	var created, used, expiresAfter, idleAfter int64
	err = row.Scan(&e.Name, &created, &used, &expiresAfter, &idleAfter)
	e.Created, e.Used = time.Unix(0, created).UTC(), time.Unix(0, used).UTC()
	e.ExpiresAfter, e.IdleAfter = time.Duration(expiresAfter), time.Duration(idleAfter)
	return e, err
}

// Use notes that a tenant is used at this time. The error wraps postgres.ErrNoTenant if it has
// expired by then, or does not exist. After Use, it does not expire for being idle within its
// IdleAfter.
func (c *Catalog) Use(ctx context.Context, name string, now time.Time) error {
	return c.do(ctx, "noting the use of a tenant in", func(ctx context.Context, conn *pgx.Conn) error {
		var exists bool
		if err := conn.QueryRow(ctx, useEntry, now.UnixNano(), int64(maxUseInterval), name).Scan(&exists); err != nil {
			return err
		}
		if !exists {
			return postgres.ErrNoTenant
		}
		return nil
	})
}

// Delete deletes a tenant with its data. It is not an error if it does not exist.
func (c *Catalog) Delete(ctx context.Context, name string) error {
	return c.do(ctx, "deleting a tenant from", func(ctx context.Context, conn *pgx.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return deleteAll(ctx, tx, []string{name}) })
	})
}

func deleteAll(ctx context.Context, tx pgx.Tx, names []string) error {
	for _, statement := range []string{lockTenants, deleteTenants} {
		if _, err := tx.Exec(ctx, statement, names); err != nil {
			return err
		}
	}
	return nil
}

// DeleteExpired deletes the tenants that have expired at this time, with their data, and those
// whose creation was abandoned.
func (c *Catalog) DeleteExpired(ctx context.Context, now time.Time) error {
	return c.do(ctx, "deleting expired tenants from", func(ctx context.Context, conn *pgx.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			// The lock makes a use at the same moment wait, or this transaction see it.
			rows, _ := tx.Query(ctx, "SELECT tenant FROM catalog c WHERE "+isExpired+" OR NOT c.complete AND c.used <= $3 FOR UPDATE SKIP LOCKED",
				now.UnixNano(), int64(maxUseInterval), now.Add(-abandonedAfter).UnixNano()) // CollectRows returns the error
			names, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil || len(names) == 0 {
				return err
			}
			return deleteAll(ctx, tx, names)
		})
	})
}

// DeleteOrphans deletes the values of tenants that were deleted. It reads the keys of all values.
func (c *Catalog) DeleteOrphans(ctx context.Context) error {
	return c.do(ctx, "deleting what is left of tenants in", func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, deleteOrphans)
		return err
	})
}

func (c *Catalog) do(ctx context.Context, attempt string, fn func(ctx context.Context, conn *pgx.Conn) error) error {
	if err := c.db.Do(ctx, fn); err != nil {
		return fmt.Errorf("%s the catalog of tenants in %s: %w", attempt, c.db, err)
	}
	return nil
}
