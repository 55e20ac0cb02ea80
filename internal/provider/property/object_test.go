package property_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// setting is an attribute of an API or a client that sequences change.
type setting struct {
	name   string
	values []any
	// clears reports that removing the setting from the configuration puts it back
	// to what a new object has; others stay as they are.
	clears bool
	// required settings are never taken out.
	required bool
}

func apiSettings() []setting {
	return []setting{
		{name: "name", values: []any{"One", "Two", "Three"}},
		{name: "token_lifetime", values: []any{7200., 36000., 90000.}},
		{name: "allow_offline_access", values: []any{true, false}},
		{name: "enforce_policies", values: []any{true, false}},
		{name: "token_dialect", values: []any{"access_token", "rfc9068_profile"}},
		{name: "consent_policy", values: []any{"transactional-authorization-with-mfa"}, clears: true},
		{name: "authorization_details", values: []any{
			[]any{map[string]any{"type": "payment"}},
			[]any{map[string]any{"type": "payment"}, map[string]any{"type": "account"}},
		}, clears: true},
		{name: "proof_of_possession", values: []any{
			map[string]any{"mechanism": "mtls", "required": true},
			map[string]any{"mechanism": "mtls", "required": false},
		}, clears: true},
	}
}

func clientSettings() []setting {
	return []setting{
		{name: "name", values: []any{"Red", "Green", "Blue"}, required: true},
		{name: "description", values: []any{"first", "second"}},
		{name: "oidc_conformant", values: []any{true, false}},
		{name: "callbacks", values: []any{[]any{"https://a.example.test/"}, []any{"https://a.example.test/", "https://b.example.test/"}}, clears: true},
		{name: "client_metadata", values: []any{map[string]any{"team": "x"}, map[string]any{"team": "y", "cost": "z"}}, clears: true},
	}
}

// object is an API or a client: what the configuration says of it, and what the
// tenant then holds.
type object struct {
	label    string
	declared map[string]any
	held     map[string]any
	// given are the settings that clear, as the last write had them: taking one
	// of these out clears it.
	given map[string]bool
}

func newObject(label string) *object {
	return &object{label: label, declared: map[string]any{}}
}

// apply changes the object as the provider promises to change it. fresh are
// the settings of a new object of which nothing is declared.
func (o *object) apply(settings []setting, fresh map[string]any) {
	write := o.held == nil
	if write {
		o.held, o.given = maps.Clone(fresh), map[string]bool{}
	}
	for _, s := range settings {
		want, declared := o.declared[s.name]
		if !declared {
			if !s.clears || !o.given[s.name] {
				continue
			}
			want = fresh[s.name]
		}
		if !reflect.DeepEqual(o.held[s.name], want) {
			o.held[s.name] = want
			write = true
		}
	}
	if !write {
		return
	}
	o.given = map[string]bool{}
	for _, s := range settings {
		if _, declared := o.declared[s.name]; declared && s.clears {
			o.given[s.name] = true
		}
	}
}

// removed records that the tenant no longer holds the object.
func (o *object) removed() { o.held, o.given = nil, nil }

// hcl is the declared settings as arguments.
func (o *object) hcl() string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(o.declared)) {
		fmt.Fprintf(&text, "  %s = %s\n", name, value(o.declared[name]))
	}
	return text.String()
}

// value is a value in Terraform's language, which takes JSON.
func value(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err) // of strings, numbers, lists and maps only
	}
	return string(encoded)
}
