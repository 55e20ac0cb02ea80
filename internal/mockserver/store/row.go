package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/sqlite"
)

// A storedRow is a row of the file.
type storedRow struct {
	// seq is the number of the last write of the row. Writes are numbered by file.
	seq     int64
	kind    kind
	id      string
	created uint64 // the object's position in the order of creation
	deleted bool
	data    []byte // JSON
}

// encode returns the row of an object of the result. An object that it does not have was
// deleted.
func (t *transaction) encode(r ref) (storedRow, error) {
	switch r.kind {
	case kindResourceServer:
		return encodeObject(t, &t.resourceServers, r)
	case kindClient:
		return encodeObject(t, &t.clients, r)
	case kindClientGrant:
		return encodeObject(t, &t.grants, r)
	case kindRefreshToken:
		return encodeObject(t, &t.refreshTokens, r)
	case kindSigningKey:
		return encodeObject(t, &t.signingKeys, r)
	case kindRole:
		return encodeObject(t, &t.roles, r)
	case kindUser:
		return encodeObject(t, &t.users, r)
	case kindOrganization:
		return encodeObject(t, &t.organizations, r)
	case kindSetting:
		value := t.Setting(r.id)
		data, err := marshal(value)
		return storedRow{kind: r.kind, id: r.id, deleted: value == "", data: data}, err
	}
	return storedRow{}, fmt.Errorf("writing %s %q: unknown kind", r.kind, r.id)
}

func encodeObject[T any](tx *transaction, t *table[T], r ref) (storedRow, error) {
	stored := storedRow{kind: r.kind, id: r.id}
	object, ok := t.byID.Get(r.id)
	if !ok {
		stored.deleted = true
		return stored, nil
	}
	stored.created = object.order
	if stored.data = tx.changes[r]; stored.data != nil {
		return stored, nil
	}
	var err error // it is of a snapshot
	if stored.data, err = marshal(object.object); err != nil {
		return stored, fmt.Errorf("writing %s %q: %w", r.kind, r.id, err)
	}
	return stored, nil
}

// marshal encodes JSON without the HTML escaping of json.Marshal, so that raw JSON in the
// object stays as it was sent.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// A change applies a row to an image.
type change func(*image)

// decode decodes a row. It is separate from the change because it takes most of the time
// and needs no image.
func (r storedRow) decode() (change, error) {
	switch r.kind {
	case kindResourceServer:
		return decodeObject(r, (*image).putResourceServer, (*image).deleteResourceServer)
	case kindClient:
		return decodeObject(r, (*image).putClient, (*image).deleteClient)
	case kindClientGrant:
		return decodeObject(r, (*image).putClientGrant, (*image).deleteClientGrant)
	case kindRefreshToken:
		return decodeObject(r, (*image).putRefreshToken, (*image).deleteRefreshToken)
	case kindSigningKey:
		return decodeObject(r, (*image).putSigningKey, (*image).deleteSigningKey)
	case kindRole:
		return decodeObject(r, (*image).putRole, (*image).deleteRole)
	case kindUser:
		return decodeObject(r, (*image).putUser, (*image).deleteUser)
	case kindOrganization:
		return decodeObject(r, (*image).putOrganization, (*image).deleteOrganization)
	case kindSetting:
		var value string
		if !r.deleted {
			if err := json.Unmarshal(r.data, &value); err != nil {
				return nil, unreadable(r, err)
			}
		}
		return func(m *image) { m.setSetting(r.id, value) }, nil
	}
	return nil, unreadable(r, errors.New("its kind is unknown"))
}

func decodeObject[T any](r storedRow, put func(*image, row[T]), remove func(*image, string)) (change, error) {
	if r.deleted {
		return func(m *image) { remove(m, r.id) }, nil
	}
	object := new(T)
	if err := json.Unmarshal(r.data, object); err != nil {
		return nil, unreadable(r, err)
	}
	return func(m *image) { put(m, row[T]{order: r.created, object: object, bytes: len(r.data)}) }, nil
}

func unreadable(r storedRow, err error) error {
	return fmt.Errorf("reading %s %q: %w: %w", r.kind, r.id, sqlite.ErrNotWritten, err)
}
