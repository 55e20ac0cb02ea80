// Package postgres stores tenants in PostgreSQL: the log of rows of each tenant, and its
// values that expire. Many processes can use one tenant at once, and one database can have
// many tenants.
//
// A write locks the head of its tenant's log, the row in table tenants, so that the writes of
// a tenant happen one after the other. A read asks for the rows that were written since the
// last one, in one query. So a read sees each write that was acknowledged before it, by any
// process.
package postgres

import "errors"

// ErrUnavailable is wrapped by the error of an operation that failed because the database
// cannot be reached, or cannot write, at the moment.
var ErrUnavailable = errors.New("the database is unavailable")

// ErrClosed is wrapped by the error of an operation after Close.
var ErrClosed = errors.New("the store was closed")

// ErrNoTenant is wrapped by the error of an operation on a tenant that does not exist, or no
// longer.
var ErrNoTenant = errors.New("the tenant does not exist")

// A Row is a row of a tenant's log. The log has only the newest row of each object.
type Row struct {
	// Seq is the number of the write of this row in the log.
	Seq  int64
	Kind string
	// ID is unique within the kind. It may be any bytes.
	ID string
	// Created is the object's position in the order of creation.
	Created uint64
	// Deleted says that the object was deleted; the row has no Data then.
	Deleted bool
	Data    []byte
}

// A Write is what a transaction adds to a log.
type Write struct {
	// Rows replace the rows of the same objects. Their Seqs continue those of the log.
	Rows []Row
	// Purge is the Seq up to which the rows of deleted objects are deleted; 0 means none.
	Purge int64
}
