package management

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// kind is what reading many objects of one kind needs to know about it.
type kind struct {
	// path is the segment below basePath.
	path string
	// checkpoint tells that the service pages the kind by a cursor too, which
	// reaches beyond maxOffset.
	checkpoint bool
	// filtered tells that the service lists several objects by their aliases
	// (identifiers) in one request.
	filtered bool
}

func resourceServerKind() kind { return kind{path: resourceServers, filtered: true} }
func applicationKind() kind    { return kind{path: applications, checkpoint: true} }
func clientGrantKind() kind    { return kind{path: clientGrants, checkpoint: true} }

// key is what the service calls the objects in a list's answer.
func (k kind) key() string { return strings.ReplaceAll(k.path, "-", "_") }

// ref is how a caller names an object. The zero value of a field is "not known".
type ref struct {
	// id is the service's ID, by which the object is read.
	id string
	// alias is its identifier, if that is known too.
	alias string
	// either is an ID or an alias, when the caller cannot tell.
	either string
	// audience asks for all grants on an API instead of for one object.
	audience string
}

// request asks for what the caller names.
func (r ref) request(k kind) request {
	if r.audience != "" {
		return request{method: http.MethodGet, path: escaped(k.path), query: r.grants().filter}
	}
	return request{method: http.MethodGet, path: escaped(k.path, r.name())}
}

// name is the last segment of the path by which the object is read.
func (r ref) name() string {
	switch {
	case r.id != "":
		return r.id
	case r.either != "":
		return r.either
	default:
		return r.alias
	}
}

// filter is the alias to list the object by; empty when it is not known or
// looks like an ID.
func (r ref) filter() string {
	if r.alias == "" && !looksLikeID(r.either) {
		return r.either
	}
	return r.alias
}

// looksLikeID tells an ID of a resource server, 24 hexadecimal digits, from
// what is probably an identifier. A wrong guess costs a request and no more.
func looksLikeID(name string) bool {
	return len(name) == 24 && strings.Trim(name, "0123456789abcdef") == ""
}

// identity is what the service's form of an object says about itself.
type identity struct {
	id, alias, name string
	// audience is the API that a grant is on.
	audience string
}

// identify reads an object's identity; false when it has none.
func (k kind) identify(object []byte) (identity, bool) {
	var said struct {
		ID         string `json:"id"`
		ClientID   string `json:"client_id"`
		Identifier string `json:"identifier"`
		Name       string `json:"name"`
		Audience   string `json:"audience"`
	}
	if err := json.Unmarshal(object, &said); err != nil {
		return identity{}, false
	}
	who := identity{id: said.ID, name: said.Name}
	switch k.path {
	case applications:
		who.id = said.ClientID
	case resourceServers:
		who.alias = said.Identifier
	case clientGrants:
		who.audience = said.Audience
	}
	return who, who.id != ""
}

// identityOf is identify for an object of which the service has said that it is
// of this kind.
func identityOf(k kind, object []byte) identity {
	who, _ := k.identify(object)
	return who
}

// target splits the path of a request into the kind's segment, the object's
// name, which is empty for a request that names none, and what the object has
// of its own, such as credentials/ID.
func (r request) target() (segment, name, member string) {
	segment, name, _ = strings.Cut(strings.TrimPrefix(r.path, "/"), "/")
	name, member, _ = strings.Cut(name, "/")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return segment, name, member
}
