package deploycli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Outcome is the outcome of loading an object.
type Outcome string

// The outcomes. A failed object is unchanged, unless Detail says otherwise.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Skipped   Outcome = "skipped"
	Failed    Outcome = "failed"
)

// Outcomes returns all outcomes, in the order in which they are reported.
func Outcomes() []Outcome { return []Outcome{Created, Updated, Unchanged, Skipped, Failed} }

// Result is the result of loading one object.
type Result struct {
	Outcome Outcome
	// Object names it, such as "API https://appointments.example.test/", in one
	// line that is safe for a terminal.
	Object string
	// Detail is what changed, a created client's ID, or why the object was
	// skipped or failed; it may be empty. It has no secrets.
	Detail string
}

// createdByTenant is the reason to skip objects that the service creates itself.
const createdByTenant = "each tenant has its own"

func (r Result) skipped(why string) Result {
	r.Outcome, r.Detail = Skipped, why
	return r
}

// loading is the state of one call of Load.
type loading struct {
	tenant api
	// clients are the tenant's clients, including those that were created.
	clients []map[string]any
	// ids are the IDs of the clients, by their IDs and names in the files.
	ids map[string]string
	// seen are the clients of the files so far.
	seen map[string]bool
}

// Load creates or updates the configuration's objects in the tenant: APIs, then
// clients, then grants. Like the deploy CLI, it finds an API by its identifier, a
// client by its ID or its name, and a grant by client, API and subject type. Of an
// existing object it changes only properties that the files have. It deletes nothing,
// and skips objects that the service creates itself.
//
// Load calls report for each object, in order. If the Management API refuses an object,
// its outcome is Failed, and Load continues. The error says that the tenant's clients
// could not be read, or that ctx ended.
func (c *Configuration) Load(ctx context.Context, tenant Tenant, report func(Result)) (err error) {
	l := &loading{tenant: api{tenant}, ids: map[string]string{}, seen: map[string]bool{}}
	if l.clients, err = l.tenant.clients(ctx); err != nil {
		return err
	}
	for _, step := range []struct {
		objects []Object
		load    func(context.Context, map[string]any) (Result, error)
	}{{c.APIs, l.api}, {c.Clients, l.client}, {c.Grants, l.grant}} {
		for _, object := range step.objects {
			if err := ctx.Err(); err != nil {
				return err
			}
			result, err := step.load(ctx, object.Properties)
			if err != nil {
				result.Outcome, result.Detail = Failed, fmt.Sprintf("%s: %v", object.Source, err)
			}
			report(result)
		}
	}
	return nil
}

func (l *loading) api(ctx context.Context, properties map[string]any) (Result, error) {
	identifier := text(properties, "identifier")
	result := Result{Object: "API " + printable(identifier)}
	switch {
	case properties["is_system"] == true || properties["name"] == "Auth0 Management API":
		return result.skipped(createdByTenant), nil
	case identifier == "":
		return result, errors.New("it has no identifier")
	}
	path := "/resource-servers/" + url.PathEscape(identifier)
	stored, err := l.tenant.find(ctx, path)
	if err != nil {
		return result, err
	}
	_, err = l.store(ctx, &result, "/resource-servers", path, stored, writable(sectionAPIs, properties))
	return result, err
}

func (l *loading) client(ctx context.Context, properties map[string]any) (Result, error) {
	name := text(properties, "name")
	result := Result{Object: "client " + printable(name)}
	inFile := text(properties, "client_id")
	again := l.seen[inFile+"\n"+name]
	l.seen[inFile+"\n"+name] = true
	switch {
	case properties["global"] == true || name == "All Applications":
		return result.skipped(createdByTenant), nil
	case name == "":
		return result, errors.New("it has no name")
	case again:
		return result, errors.New("the files have another client of this name, and clients are found by their names")
	}
	stored, err := l.clientOf(inFile, name)
	if err != nil {
		return result, err
	}
	sent := writable(sectionClients, properties)
	id := text(stored, "client_id")
	secret, hasSecret := sent["client_secret"]
	if stored == nil {
		delete(sent, "client_secret") // the service does not accept it in a create
	}
	answer, err := l.store(ctx, &result, "/clients", "/clients/"+url.PathEscape(id), stored, sent)
	if err != nil {
		return result, err
	}
	if stored == nil {
		id = text(answer, "client_id")
		l.clients = append(l.clients, answer)
		result.Detail = "client_id " + id
	}
	l.ids[inFile], l.ids[name] = id, id
	if stored == nil && hasSecret {
		var updated map[string]any
		if err := l.tenant.ask(ctx, http.MethodPatch, "/clients/"+url.PathEscape(id), map[string]any{"client_secret": secret}, &updated); err != nil {
			return result, fmt.Errorf("it was created as %s, but its client_secret was not set: %w", id, err)
		}
	}
	return result, nil
}

// clientOf returns the tenant's client with this ID, or else with this name; nil if
// there is no such client.
func (l *loading) clientOf(id, name string) (found map[string]any, err error) {
	for _, client := range l.clients {
		if id != "" && client["client_id"] == id {
			return client, nil
		}
	}
	for _, client := range l.clients {
		switch {
		case client["name"] != name:
		case found != nil:
			return nil, fmt.Errorf("the tenant has several clients with the name %s: add the client_id, or rename all clients but one", printable(name))
		default:
			found = client
		}
	}
	return found, nil
}

func (l *loading) grant(ctx context.Context, properties map[string]any) (Result, error) {
	holder, audience := text(properties, "client_id"), text(properties, "audience")
	if holder == "" {
		holder = text(properties, "default_for")
	}
	result := Result{Object: "grant of " + printable(holder) + " on " + printable(audience)}
	if properties["is_system"] == true {
		return result.skipped(createdByTenant), nil
	}
	if strings.HasSuffix(audience, "/api/v2/") {
		api, err := l.tenant.find(ctx, "/resource-servers/"+url.PathEscape(audience))
		if err != nil {
			return result, err
		}
		if api == nil {
			return result.skipped("the Management API of another tenant"), nil
		}
	}
	sent := writable(sectionGrants, properties)
	if text(properties, "client_id") != "" {
		id, err := l.clientID(holder)
		if err != nil {
			return result, err
		}
		sent["client_id"] = id
	}
	stored, err := l.tenant.grantLike(ctx, sent)
	if err != nil {
		return result, err
	}
	_, err = l.store(ctx, &result, "/client-grants", "/client-grants/"+url.PathEscape(text(stored, "id")), stored, sent)
	return result, err
}

// clientID returns the ID of the client of a grant. holder is its name or ID, in the
// files or in the tenant.
func (l *loading) clientID(holder string) (string, error) {
	if id, ok := l.ids[holder]; ok {
		return id, nil
	}
	client, err := l.clientOf(holder, holder)
	if err != nil || client == nil {
		return holder, err // the Management API refuses an unknown ID
	}
	return text(client, "client_id"), nil
}

// store creates an object, or updates the properties of a stored object that differ.
func (l *loading) store(ctx context.Context, result *Result, collection, path string, stored, sent map[string]any) (answer map[string]any, err error) {
	if stored == nil {
		result.Outcome = Created
		err = l.tenant.ask(ctx, http.MethodPost, collection, sent, &answer)
		return answer, err
	}
	changed, names := changes(stored, sent)
	if len(changed) == 0 {
		result.Outcome = Unchanged
		return stored, nil
	}
	result.Outcome, result.Detail = Updated, strings.Join(names, ", ")
	err = l.tenant.ask(ctx, http.MethodPatch, path, changed, &answer)
	return answer, err
}

// text returns a property, or "" if it is not a string.
func text(object map[string]any, name string) string {
	value, _ := object[name].(string)
	return value
}

// printable escapes a name that contains spaces or control characters.
func printable(name string) string {
	if quoted := strconv.Quote(name); name == "" || strings.Contains(name, " ") || quoted != `"`+name+`"` {
		return quoted
	}
	return name
}
