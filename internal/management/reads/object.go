package reads

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Object is an object in the service's form, with what identifies it.
type Object struct {
	// ID is the service's ID.
	ID string
	// alias is an API's identifier.
	alias string
	// Name is the object's name.
	Name string
	// audience is the identifier of the API that a grant is on.
	audience string
	// Raw is the service's JSON. It is shared, and must not be changed.
	Raw json.RawMessage

	segment string
}

// Decode reads the object into a value that the caller may change.
func (o Object) Decode(out any) error {
	return rest.Request{Method: http.MethodGet, Path: rest.Path(o.segment)}.Decode(o.Raw, out)
}

// properties are those that identify an object of some kind.
type properties struct {
	ID         string `json:"id"`
	ClientID   string `json:"client_id"`
	Identifier string `json:"identifier"`
	Name       string `json:"name"`
	Audience   string `json:"audience"`
}

// item is an entry of a page: decoded once, with the JSON beside it.
type item struct {
	properties
	raw json.RawMessage
	// absent marks the entry that a list has before it is decoded.
	absent bool
}

// UnmarshalJSON reads an entry. An entry that is not an object of the service has
// no properties.
func (i *item) UnmarshalJSON(data []byte) error {
	*i = item{raw: bytes.Clone(data)}
	if json.Unmarshal(data, &i.properties) != nil {
		i.properties = properties{}
	}
	return nil
}

// object returns the object of an answer; without an ID if it is not one.
func (k Kind) object(raw []byte) Object {
	var p properties
	if json.Unmarshal(raw, &p) != nil {
		p = properties{}
	}
	return k.identify(p, raw)
}

// identify returns the object that has these properties.
func (k Kind) identify(p properties, raw json.RawMessage) Object {
	o := Object{ID: p.ID, Name: p.Name, Raw: raw, segment: k.segment}
	switch k.segment {
	case rest.Clients:
		o.ID = p.ClientID
	case rest.ResourceServers:
		o.alias = p.Identifier
	case rest.ClientGrants:
		o.audience = p.Audience
	}
	return o
}

// ID returns the ID of an object of this kind.
func (k Kind) ID(raw []byte) string { return k.object(raw).ID }

// check returns an error for an entry of a list that has no ID.
func (o Object) check() error {
	if o.ID != "" {
		return nil
	}
	return malformedError{fmt.Errorf("GET %s/%s: the answer is not what the service answers (check the domain): an entry of the list: %w", rest.BasePath, o.segment, rest.ErrNoID)}
}
