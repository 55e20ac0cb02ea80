package store

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// A storedRow is an object as the file holds it.
type storedRow struct {
	// seq numbers the writes of the file; a row has that of its last one.
	seq     int64
	kind    kind
	id      string
	created uint64 // the object's place in the order of creation
	deleted bool
	data    []byte // JSON
}

// encode makes the row of an object in the image; what is not there was deleted.
func (m *image) encode(r ref) (storedRow, error) {
	switch r.kind {
	case kindResourceServer:
		return encodeObject(&m.resourceServers, r)
	case kindClient:
		return encodeObject(&m.clients, r)
	case kindClientGrant:
		return encodeObject(&m.grants, r)
	case kindRefreshToken:
		return encodeObject(&m.refreshTokens, r)
	case kindSigningKey:
		return encodeObject(&m.signingKeys, r)
	case kindSetting:
		value := m.Setting(r.id)
		data, err := marshal(value)
		return storedRow{kind: r.kind, id: r.id, deleted: value == "", data: data}, err
	}
	return storedRow{}, fmt.Errorf("writing %s %q: unknown kind", r.kind, r.id)
}

func encodeObject[T any](t *table[T], r ref) (storedRow, error) {
	stored := storedRow{kind: r.kind, id: r.id}
	object, ok := t.byID.get(r.id)
	if !ok {
		stored.deleted = true
		return stored, nil
	}
	var err error
	if stored.data, err = marshal(object.object); err != nil {
		return stored, fmt.Errorf("writing %s %q: %w", r.kind, r.id, err)
	}
	stored.created = object.order
	return stored, nil
}

// marshal keeps raw JSON within the object as it was sent, so without the
// escaping that json.Marshal does for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// apply makes the image hold what the row says.
func (m *image) apply(r storedRow) error {
	m.lastOrder = max(m.lastOrder, r.created)
	switch r.kind {
	case kindResourceServer:
		return applyObject(r, m.putResourceServer, m.deleteResourceServer)
	case kindClient:
		return applyObject(r, m.putClient, m.deleteClient)
	case kindClientGrant:
		return applyObject(r, m.putClientGrant, m.deleteClientGrant)
	case kindRefreshToken:
		return applyObject(r, m.putRefreshToken, m.deleteRefreshToken)
	case kindSigningKey:
		return applyObject(r, m.putSigningKey, m.deleteSigningKey)
	case kindSetting:
		var value string
		if !r.deleted {
			if err := json.Unmarshal(r.data, &value); err != nil {
				return unreadable(r, err)
			}
		}
		m.setSetting(r.id, value)
		return nil
	}
	return fmt.Errorf("reading %s %q: unknown kind", r.kind, r.id)
}

func applyObject[T any](r storedRow, put func(row[T]), remove func(id string)) error {
	if r.deleted {
		remove(r.id)
		return nil
	}
	object := new(T)
	if err := json.Unmarshal(r.data, object); err != nil {
		return unreadable(r, err)
	}
	put(row[T]{order: r.created, object: object})
	return nil
}

func unreadable(r storedRow, err error) error {
	return fmt.Errorf("reading %s %q: %w", r.kind, r.id, err)
}
