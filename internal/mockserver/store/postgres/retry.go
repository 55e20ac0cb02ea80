package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres/databaseurl"
)

const (
	firstPause = 5 * time.Millisecond
	maxPause   = 200 * time.Millisecond
)

// try calls fn with a connection, and again while that fails because the database is
// unavailable or because of a conflict with another transaction, until the patience is over or
// the context ends. fn must end the transactions that it begins, unless the connection broke.
func (d *Database) try(ctx context.Context, patience time.Duration, fn func(ctx context.Context, conn *pgx.Conn) error) error {
	end := time.Now().Add(patience)
	var last error
	for pause := firstPause; ; pause = min(2*pause, maxPause) {
		kind, err := d.once(ctx, time.Until(end), fn)
		if last != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			err = last // it says more than that the time is over
		}
		last = err
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("%w (%w)", ctx.Err(), databaseurl.Redact(err, d.passwords))
		case d.closing.Err() != nil:
			return ErrClosed
		case kind == permanent:
			return databaseurl.Redact(err, d.passwords)
		case kind == outOfSpace || kind == misconfigured || time.Until(end) < pause:
			return d.unavailable(err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// once calls fn with a connection.
func (d *Database) once(ctx context.Context, wait time.Duration, fn func(ctx context.Context, conn *pgx.Conn) error) (failure, error) {
	waiting, cancel := context.WithTimeout(ctx, max(wait, firstPause))
	conn, err := d.pool.Acquire(waiting)
	cancel()
	switch {
	case err == nil:
		return d.run(ctx, conn, fn)
	case isMisconfigured(err):
		return misconfigured, err
	}
	return temporary, err
}

// failure is a kind of errors.
type failure int

const (
	none failure = iota
	// permanent is an error that another attempt does not change.
	permanent
	// temporary is a lost connection, a restart, a conflict between transactions.
	temporary
	// misconfigured is an error of connecting that people must resolve, such as a wrong
	// password. It can also be temporary, while the password is changed.
	misconfigured
	// readOnly is a database that does not take writes, such as a standby.
	readOnly
	// outOfSpace is a disk that is full, or another resource of the server that is used up.
	outOfSpace
)

// classify returns the kind of an error of a connection.
// See https://www.postgresql.org/docs/current/errcodes-appendix.html for the codes.
func classify(err error, conn *pgx.Conn) failure {
	if err == nil {
		return none
	}
	server := new(pgconn.PgError)
	if !errors.As(err, &server) {
		if conn.IsClosed() {
			return temporary
		}
		return permanent
	}
	switch server.Code {
	case "25006": // read_only_sql_transaction
		return readOnly
	case "40001", "40P01", // serialization_failure, deadlock_detected
		"55P03", "57014", // lock_not_available, query_canceled
		"0A000", // a prepared statement that the upgrade by another process made invalid
		"25P03": // idle_in_transaction_session_timeout
		return temporary
	case "58030": // io_error
		return outOfSpace
	}
	switch server.Code[:min(2, len(server.Code))] {
	case "08", "57": // connection exception, operator intervention
		return temporary
	case "53": // insufficient resources
		if server.Code == "53300" { // too_many_connections
			return temporary
		}
		return outOfSpace
	}
	return permanent
}

// isMisconfigured reports whether connecting failed because of the user, the password, the
// name of the database, or the configuration of TLS.
func isMisconfigured(err error) bool {
	server := new(pgconn.PgError)
	if errors.As(err, &server) {
		switch server.Code[:min(2, len(server.Code))] {
		case "28", "3D", "42": // authorization, catalog name, permissions
			return true
		}
	}
	return false
}

// unavailable returns an error that wraps [ErrUnavailable] and says what people can do.
func (d *Database) unavailable(err error) error {
	return &unavailableError{database: d.String(), advice: advice(err), err: databaseurl.Redact(err, d.passwords)}
}

type unavailableError struct {
	database, advice string
	err              error
}

func (e *unavailableError) Error() string {
	return e.database + " is unavailable" + e.advice + ": " + e.err.Error()
}

func (e *unavailableError) Unwrap() []error { return []error{ErrUnavailable, e.err} }

// advice returns what people can do about the error of an unavailable database.
func advice(err error) string {
	server := new(pgconn.PgError)
	if !errors.As(err, &server) {
		return ""
	}
	switch server.Code {
	case "53100":
		return " because its disk is full; nothing of this change was stored; make room on the server"
	case "25006":
		return " for writes because it is read-only, such as a standby; name the primary in the URL, or all hosts with target_session_attrs=read-write"
	case "53300":
		return " because all its connections are in use; raise its max_connections, or lower pool_max_conns in the URLs of the replicas"
	case "28P01", "28000":
		return " because it refuses the user or the password of the URL"
	case "3D000":
		return " because it does not exist; create it with CREATE DATABASE"
	}
	return ""
}
