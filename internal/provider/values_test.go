package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// The tables in the files values_*_test.go say of each argument of the provider which
// values a plan refuses, and which two forms of a value are the same.

// valueRow is what is known of the values of one argument.
type valueRow struct {
	// with are further attributes of the configuration that the argument needs.
	with acctest.Values
	// refused are values that a plan refuses, with a part of the diagnostic.
	refused []refusedValue
	// accepted are unusual values that a plan must not refuse.
	accepted []any
	// same are forms of one value: after the apply of one, the plan with another is
	// empty.
	same [][]any
	// converges are forms that Terraform cannot take for the same, such as null and "":
	// after the apply of each of them, the plan is empty.
	converges [][]any
	// note says of an argument without refused values why: each value of its type is
	// valid, or what the service refuses is unknown.
	note string
}

type refusedValue struct {
	value any
	says  string
	// at is where the diagnostic is, if not at the argument.
	at string
}

// Notes that many arguments share.
const (
	anyText    = "The service's documentation names no rule."
	itsMembers = "Its members are arguments of their own."
)

// blockRows are the rows of a block, by the path of the argument.
type blockRows struct {
	// base is a valid configuration.
	base acctest.Values
	rows map[string]valueRow
}

// valueTable has the rows of each block, by its kind and name.
func valueTable(t *testing.T) map[string]blockRows {
	t.Helper()
	table := map[string]blockRows{}
	for _, part := range []map[string]blockRows{resourceServerValues(t), clientValues(), credentialsValues(t), grantAndScopeValues(), tenantValues(), accessValues(), readerValues(t), providerValues(t)} {
		maps.Copy(table, part)
	}
	return table
}

// oneOf are the refusals of an argument with a fixed set of values: another word, the
// first value in another case, and the empty string.
func oneOf(first string) []refusedValue {
	return []refusedValue{{"other", "value must be one of", ""}, {swapCase(first), "value must be one of", ""}, {"", "value must be one of", ""}}
}

func swapCase(text string) string {
	if upper := strings.ToUpper(text); upper != text {
		return upper
	}
	return strings.ToLower(text)
}

func empty() []refusedValue { return []refusedValue{{"", "at least 1", ""}} }

func between(low, high int) []refusedValue {
	says := fmt.Sprintf("must be between %d and %d", low, high)
	return []refusedValue{{"", says, ""}, {strings.Repeat("é", high+1), says, ""}}
}

func TestEachArgumentHasARowOfValues(t *testing.T) {
	t.Parallel()
	table := valueTable(t)
	arguments := plugin(t).Arguments()
	for block, list := range arguments {
		if kind, _, _ := strings.Cut(block, " "); kind == "function" {
			continue // TestFunctionsRefuseBadArguments
		}
		for _, a := range list {
			row, has := table[block].rows[a.Path]
			trivial := a.Type.Is(tftypes.Bool) || strings.HasPrefix(a.Path, "timeouts.") && a.Path != "timeouts.create"
			if !has && !trivial {
				t.Errorf("%s: %s has no row in the table of values", block, a.Path)
			}
			if has && len(row.refused) == 0 && row.note == "" {
				t.Errorf("%s: the row of %s refuses nothing and does not say why", block, a.Path)
			}
		}
	}
	for block, rows := range table {
		for path := range rows.rows {
			if !slices.ContainsFunc(arguments[block], func(a acctest.Argument) bool { return a.Path == path }) {
				t.Errorf("%s has no argument %s", block, path)
			}
		}
	}
}

func TestValuesThatMustFailAreRefusedAtTheirAttribute(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := plugin(t)
	for block, rows := range valueTable(t) {
		kind, name, _ := strings.Cut(block, " ")
		if got := p.ValidateBlock(kind, name, rows.base); len(got.Diagnostics) > 0 {
			t.Errorf("%s: the base is refused: %q", block, got.Diagnostics)
		}
		for path, row := range rows.rows {
			for _, refused := range row.refused {
				config, at := withValue(withAll(rows.base, row.with), path, refused.value)
				if refused.at != "" {
					at = refused.at
				}
				got := p.ValidateBlock(kind, name, config)
				if len(got.Diagnostics) == 0 && kind == "resource" {
					got = connected(t, tenant).PlanAfter(name, acctest.Answer{}, config)
				}
				if !slices.ContainsFunc(got.Diagnostics, func(line string) bool {
					rest, here := strings.CutPrefix(line, "error at "+at)
					return here && strings.ContainsAny(rest[:1], ":[") && strings.Contains(line, refused.says)
				}) {
					t.Errorf("%s: %s = %q: the diagnostics are %q, want an error at %s that says %q", block, path, refused.value, got.Diagnostics, at, refused.says)
				}
			}
			for _, accepted := range row.accepted {
				config, _ := withValue(withAll(rows.base, row.with), path, accepted)
				if got := p.ValidateBlock(kind, name, config); len(got.Diagnostics) > 0 {
					t.Errorf("%s: %s = %q is refused: %q", block, path, accepted, got.Diagnostics)
				}
			}
		}
	}
}

func TestNumbersWithAFractionAreRefusedAtTheirAttribute(t *testing.T) {
	t.Parallel()
	p := connected(t, acctest.NewTenant(t))
	table := valueTable(t)
	for block, list := range p.Arguments() {
		kind, name, _ := strings.Cut(block, " ")
		for _, a := range list {
			if !a.Type.Is(tftypes.Number) || kind == "provider" {
				continue
			}
			for value, says := range map[float64]string{1.5: "The value is 1.5. Set a whole number, such as 2.", 1e19: "too large"} {
				config, at := withValue(withAll(table[block].base, table[block].rows[a.Path].with), a.Path, value)
				got := p.ValidateBlock(kind, name, config)
				if len(got.Diagnostics) != 1 || !strings.HasPrefix(got.Diagnostics[0], "error at "+at+": A whole number is needed") || !strings.Contains(got.Diagnostics[0], says) {
					t.Errorf("%s: %s = %v: %q", block, a.Path, value, got.Diagnostics)
				}
			}
		}
	}
}

func TestTwoFormsOfAValueAreTheSame(t *testing.T) {
	t.Parallel()
	for block, rows := range valueTable(t) {
		kind, name, _ := strings.Cut(block, " ")
		for path, row := range rows.rows {
			if kind != "resource" {
				continue
			}
			for i, forms := range slices.Concat(row.same, row.converges) {
				t.Run(fmt.Sprintf("%s %s %d", name, path, i), func(t *testing.T) {
					t.Parallel()
					expectSamePlan(t, name, path, withAll(rows.base, row.with), forms, i >= len(row.same))
				})
			}
		}
	}
}

// expectSamePlan applies the first form, and plans the others. With converge, it
// applies each of them.
func expectSamePlan(t *testing.T, name, path string, base acctest.Values, forms []any, converge bool) {
	t.Helper()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	for attribute, made := range objectsFor(tenant, name) {
		base[attribute] = made
	}
	config, _ := withValue(base, path, forms[0])
	state := p.ApplyAfter(name, acctest.Answer{}, config)
	mustHaveNone(t, state)
	for _, form := range forms {
		p = connected(t, tenant)
		config, _ = withValue(base, path, form)
		if converge {
			state = p.ApplyAfter(name, state, config)
			mustHaveNone(t, state)
		}
		refreshed := p.ReadAfter(name, state)
		mustHaveNone(t, refreshed)
		plan := p.PlanAfter(name, refreshed, config)
		mustHaveNone(t, plan)
		if !plan.Value.Equal(refreshed.Value) {
			t.Errorf("after %q, %q changes the object:\n%s\nwas\n%s", forms[0], form, plan.Value, refreshed.Value)
		}
	}
}

// objectsFor makes what a resource refers to, and returns the attributes that name
// it.
func objectsFor(tenant *acctest.Tenant, name string) acctest.Values {
	switch name {
	case clientResource, apiResource, settingsResource, "auth0api_role":
		return nil
	}
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:a"})
	client := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive"})["client_id"]
	switch name {
	case grantResource:
		return acctest.Values{"client_id": client, "audience": "urn:a"}
	case credentialsResource:
		return acctest.Values{"client_id": client}
	}
	return acctest.Values{"resource_server_identifier": "urn:a"}
}

func withAll(base, more acctest.Values) acctest.Values {
	config := maps.Clone(base)
	if config == nil {
		config = acctest.Values{}
	}
	maps.Copy(config, more)
	return config
}

// withValue returns a configuration with a value at a path, and the path as
// diagnostics write it. On the way, a list is its first element, and an object that
// the configuration lacks is new.
func withValue(config acctest.Values, path string, value any) (acctest.Values, string) {
	name, rest, nested := strings.Cut(path, ".")
	config = withAll(config, nil)
	if !nested {
		config[name] = value
		return config, name
	}
	switch member := config[name].(type) {
	case []any:
		first, at := withValue(member[0].(acctest.Values), rest, value)
		config[name] = append([]any{first}, member[1:]...)
		return config, name + "[0]." + at
	case acctest.Values:
		within, at := withValue(member, rest, value)
		config[name] = within
		return config, name + "." + at
	default:
		within, at := withValue(nil, rest, value)
		config[name] = within
		return config, name + "." + at
	}
}
