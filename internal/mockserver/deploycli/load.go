package deploycli

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Outcome is the result of loading an object.
type Outcome string

// The outcomes. A failed object is unchanged, unless Detail says otherwise.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Skipped   Outcome = "skipped"
	Failed    Outcome = "failed"
)

// Outcomes returns all outcomes, the most welcome first.
func Outcomes() []Outcome { return []Outcome{Created, Updated, Unchanged, Skipped, Failed} }

// Result describes the loading of one object.
type Result struct {
	Outcome Outcome
	// Object names the object in one line that is safe for a terminal, such as
	// "API https://appointments.example.test/".
	Object string
	// Detail is what changed, a created client's ID, what of the object was left
	// out, or why the object was skipped or failed; it may be empty. It has no
	// secrets.
	Detail string
}

// note appends to the detail.
func (r *Result) note(format string, args ...any) {
	if r.Detail != "" {
		r.Detail += "; "
	}
	r.Detail += fmt.Sprintf(format, args...)
}

// createdByTenant is the reason to skip objects that the service creates itself.
const createdByTenant = "each tenant has its own"

func (r Result) skipped(why string) Result {
	r.Outcome, r.Detail = Skipped, why
	return r
}

// loading is the state of one call of Load.
type loading struct {
	tenant   api
	settings Settings
	// clients are the tenant's clients, including those that were created.
	clients []map[string]any
	// ids are the IDs of the clients, by their IDs and names in the files.
	ids map[string]string
	// seen are the clients of the files so far.
	seen map[string]bool
	// missing are the clients of the files that were not loaded, by ID and name.
	missing map[string]missingClient
	// grants are the tenant's grants, including those that were created, by key and in
	// the order of the tenant.
	grants  map[grantKey]map[string]any
	ordered []grantKey
	// roles are the tenant's roles by name.
	roles map[string]map[string]any
}

// missingClient is a client of the files that was not loaded.
type missingClient struct {
	// setting names the setting that excludes the client; it is empty for a client
	// that failed.
	setting string
}

// Load creates or updates the configuration's objects in the tenant: APIs, then
// clients, grants, roles and organizations. Like the deploy CLI, it finds an API by its
// identifier, a client by its ID or its name, a grant by client, API and subject type, and
// roles and organizations by their names. Of an
// existing object it changes only properties that the files have. It deletes no objects,
// and skips objects that the service creates itself or that the settings exclude.
//
// Load calls report for each object, in order. If the Management API refuses an object,
// its outcome is Failed, and Load continues. The error says that the tenant's clients,
// grants or roles could not be read, or that ctx ended.
func (c *Configuration) Load(ctx context.Context, tenant Tenant, report func(Result)) (err error) {
	l := &loading{
		tenant: api{tenant}, settings: c.Settings,
		ids: map[string]string{}, seen: map[string]bool{}, missing: map[string]missingClient{},
	}
	if l.clients, err = l.tenant.clients(ctx); err != nil {
		return err
	}
	if l.grants, l.ordered, err = l.tenant.grants(ctx); err != nil {
		return err
	}
	if len(c.Roles) > 0 {
		if l.roles, err = l.tenant.roles(ctx); err != nil {
			return err
		}
	}
	for _, step := range []struct {
		objects []Object
		load    func(context.Context, map[string]any) (Result, error)
	}{{c.APIs, l.api}, {c.Clients, l.client}, {c.Grants, l.grant}, {c.Roles, l.role}, {c.Organizations, l.organization}} {
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
	return c.loadTenant(ctx, l, report)
}

// loadTenant changes the tenant's settings.
func (c *Configuration) loadTenant(ctx context.Context, l *loading, report func(Result)) error {
	if c.Tenant == nil {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	result, err := l.tenantSettings(ctx, c.Tenant.Properties)
	if err != nil {
		result.Outcome, result.Detail = Failed, fmt.Sprintf("%s: %v", c.Tenant.Source, err)
	}
	report(result)
	return nil
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
