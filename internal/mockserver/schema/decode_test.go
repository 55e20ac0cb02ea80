package schema_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

func encoded(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNumbersAreSpelledAsJavaScriptPrintsThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1": "1", "-1": "-1", "0": "0", "-0": "0", "1.0": "1", "1e3": "1000", "36e2": "3600", "1.5": "1.5", "1e-3": "0.001",
		"9007199254740992": "9007199254740992", "1e300": "1e+300", "1e-999999999": "0", strings.Repeat("9", 400): "",
		"1e999999999": "", "[1.0,{\"a\":2.0}]": `[1,{"a":2}]`,
	} {
		value, err := schema.DecodeJSON([]byte(text))
		if want == "" {
			if !errors.Is(err, schema.ErrNotJSON) {
				t.Errorf("%s is read as %v", text, value)
			}
			continue
		}
		if err != nil || encoded(t, value) != want {
			t.Errorf("%s is read as %v (%v), want %s", text, value, err, want)
		}
	}
}

func TestTextThatIsNotOneJSONValueIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "{", `{"a":1}{}`, `{"a":1},`, "nul", `{"a":1}x`, strings.Repeat("[", 100000)} {
		if value, err := schema.DecodeJSON([]byte(text)); !errors.Is(err, schema.ErrNotJSON) {
			t.Errorf("%.20q is read as %v (%v)", text, value, err)
		}
	}
}

func TestQueryParametersBecomeWhatTheirSchemaSays(t *testing.T) {
	t.Parallel()
	schemas := compiled(t)
	tests := map[string]string{
		"page=0&per_page=50&include_totals=true": `{"include_totals":true,"page":0,"per_page":50}`,
		"identifiers=a":                          `{"identifiers":["a"]}`,
		"identifiers=a&identifiers=true":         `{"identifiers":["a","true"]}`,
		"page=01":                                `{"page":"01"}`,
		"page=1.0":                               `{"page":"1.0"}`,
		"page=+1":                                `{"page":" 1"}`,
		"include_totals=yes":                     `{"include_totals":"yes"}`,
		"page=1&page=1":                          `{"page":["1","1"]}`,
		"unknown=1":                              `{"unknown":"1"}`,
	}
	for query, want := range tests {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := encoded(t, schemas.DecodeQuery(schema.ResourceServerList, values)); got != want {
			t.Errorf("%s is read as %s, want %s", query, got, want)
		}
	}
	numeric := url.Values{"client_id": {"123"}, "allow_any_organization": {"true"}, "take": {"5"}}
	if got, want := encoded(t, schemas.DecodeQuery(schema.ClientGrantList, numeric)), `{"allow_any_organization":true,"client_id":"123","take":5}`; got != want {
		t.Errorf("read as %s, want %s", got, want)
	}
}

func TestFormsBecomeStructure(t *testing.T) {
	t.Parallel()
	schemas := compiled(t)
	tests := map[string]string{
		"":                                  `{}`,
		"name=a&is_first_party=true":        `{"is_first_party":true,"name":"a"}`,
		"name=true":                         `{"name":"true"}`,
		"grant_types=a&grant_types=b":       `{"grant_types":["a","b"]}`,
		"grant_types[]=a&grant_types[]=b":   `{"grant_types":["a","b"]}`,
		"grant_types[1]=b&grant_types[0]=a": `{"grant_types":["a","b"]}`,
		"jwt_configuration[lifetime_in_seconds]=60&jwt_configuration[alg]=RS256": `{"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":60}}`,
		"name=a&name=b": `{"name":["a","b"]}`,
	}
	for form, want := range tests {
		value, err := schemas.DecodeForm(schema.ClientCreate, form)
		if err != nil || encoded(t, value) != want {
			t.Errorf("%s is read as %s (%v), want %s", form, encoded(t, value), err, want)
		}
	}
	for _, form := range []string{"a[b=1", "a[b]c=1", "a=1&a[b]=2", "%zz=1", "a" + strings.Repeat("[b]", 20) + "=1", strings.Repeat("a=1&", 1001)} {
		if value, err := schemas.DecodeForm(schema.ClientCreate, form); err == nil {
			t.Errorf("%.30s is read as %v", form, value)
		}
	}
}

// FuzzForm: no form makes it panic, and what it makes is a JSON object.
func FuzzForm(f *testing.F) {
	for _, seed := range []string{"a=b", "a[]=b&a[]=c", "a[b][c]=d", "[]=1", "a[=]&", "scopes[0][value]=x&scopes=y", "%5B%5D"} {
		f.Add(seed)
	}
	schemas := compiled(f)
	f.Fuzz(func(t *testing.T, form string) {
		value, err := schemas.DecodeForm(schema.ResourceServerCreate, form)
		if err != nil {
			return
		}
		if _, isObject := value.(map[string]any); !isObject {
			t.Errorf("%q is read as %T", form, value)
		}
		_ = schemas.Check(schema.ResourceServerCreate, value)
	})
}

// FuzzJSON: every value is checked without a panic, and its messages are stable.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"identifier":"a"}`, `{"scopes":[{"value":1}]}`, `[1e400]`, `{"token_lifetime":1e300}`, `{"a":{"b":[]}}`} {
		f.Add([]byte(seed))
	}
	schemas := compiled(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		value, err := schema.DecodeJSON(text)
		if err != nil {
			return
		}
		for _, name := range []schema.Name{schema.ResourceServerCreate, schema.ClientUpdate, schema.ClientGrantCreate} {
			first, second := schemas.Check(name, value), schemas.Check(name, value)
			if (first == nil) != (second == nil) || first != nil && first.Error() != second.Error() {
				t.Errorf("%s: %v, then %v", text, first, second)
			}
		}
	})
}
