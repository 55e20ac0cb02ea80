package deploycli

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/filetest"
)

func TestSettingsComeFromTheEnvironmentBeforeConfigJSON(t *testing.T) {
	t.Parallel()
	config := `{
		"AUTH0_DOMAIN": "tenant.example", "AUTH0_CLIENT_ID": "deployer", "AUTH0_CLIENT_SECRET": "s3cret",
		"AUTH0_KEYWORD_REPLACE_MAPPINGS": {"ENV": "dev", "URLS": ["a"]},
		"AUTH0_EXCLUDED": ["clientGrants"], "AUTH0_EXCLUDED_CLIENTS": ["a", "b, c"], "AUTH0_EXCLUDED_RESOURCE_SERVERS": "[\"API\"]",
		"AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS": true, "AUTH0_ALLOW_DELETE": "true",
		"AUTH0_EXCLUDED_RULES": ["r"], "AUTH0_EXCLUDED_DEFAULTS": [], "AUTH0_INCLUDED_CONNECTIONS": ["c"], "AUTH0_INCLUDED_ONLY": null
	}`
	for name, c := range map[string]struct {
		environ []string
		want    Settings
	}{
		"config.json": {nil, Settings{
			Keywords: Keywords{"ENV": "dev", "URLS": []any{"a"}}, ExcludedTypes: []string{"clientGrants"}, ExcludedClients: []string{"a", "b, c"},
			ExcludedAPIs: []string{"API"}, ExcludeThirdParties: true, ClientID: "deployer",
			Unused: []string{"AUTH0_ALLOW_DELETE", "AUTH0_EXCLUDED_RULES", "AUTH0_INCLUDED_CONNECTIONS"},
		}},
		"the environment": {
			[]string{
				"AUTH0_EXCLUDED=clients, clientGrants", `AUTH0_EXCLUDED_CLIENTS=["x"]`, "AUTH0_EXCLUDED_RESOURCE_SERVERS=[]",
				"AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS=false", "AUTH0_ALLOW_DELETE=false", "AUTH0_CLIENT_ID=the mock's", "ENV=prod",
				"AUTH0_EXCLUDED_DATABASES=[\"d\"]", "AUTH0_INCLUDED_CONNECTIONS=[]", "=C:=C:\\",
			},
			Settings{
				ExcludedTypes: []string{"clients", "clientGrants"}, ExcludedClients: []string{"x"}, ExcludedAPIs: []string{}, ClientID: "deployer",
				Unused: []string{"AUTH0_EXCLUDED_DATABASES", "AUTH0_EXCLUDED_RULES"},
			},
		},
	} {
		got, err := ParseSettings([]byte(config), c.environ)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.want.Keywords == nil {
			if got.Keywords["ENV"] != "prod" || got.Keywords["AUTH0_CLIENT_ID"] != "the mock's" || !reflect.DeepEqual(got.Keywords["URLS"], []any{"a"}) {
				t.Errorf("%s: keywords %v", name, got.Keywords)
			}
			got.Keywords = nil
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v\nwant %+v", name, got, c.want)
		}
	}
	if got, err := ParseSettings(nil, nil); err != nil || !reflect.DeepEqual(got, Settings{}) {
		t.Errorf("nothing: got %+v, %v", got, err)
	}
}

func TestSettingsThatTheDeployCLIRefusesAreRefused(t *testing.T) {
	t.Parallel()
	for config, want := range map[string]string{
		`{"AUTH0_CLIENT_SECRET": s3cret}`:                                       "config.json is not a JSON object",
		`{"AUTH0_EXCLUDED_CLIENTS": ["s3cret", 1]}`:                             "AUTH0_EXCLUDED_CLIENTS of config.json is not a list of names",
		`{"AUTH0_KEYWORD_REPLACE_MAPPINGS": "s3cret"}`:                          "AUTH0_KEYWORD_REPLACE_MAPPINGS of config.json: not a JSON object",
		`{"AUTH0_INCLUDED_ONLY": []}`:                                           "AUTH0_INCLUDED_ONLY is empty",
		`{"AUTH0_INCLUDED_ONLY": ["clients"], "AUTH0_EXCLUDED": ["databases"]}`: "AUTH0_EXCLUDED and AUTH0_INCLUDED_ONLY are both set",
	} {
		if _, err := ParseSettings([]byte(config), nil); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: got %v, want %q", config, err, want)
		}
	}
}

func TestSectionsThatTheSettingsExcludeAreNotRead(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"one file": {"tenant.yaml": "resourceServers: []\nclients: [{name: a}]\nclientGrants: not a list"},
		"a folder": {"resource-servers/a.json": "{}", "clients/a.json": `{"name": "a"}`, "grants/a.json": "not JSON"},
	} {
		for setting, settings := range map[string]Settings{
			"AUTH0_EXCLUDED":      {ExcludedTypes: []string{"clientGrants", "roles"}},
			"AUTH0_INCLUDED_ONLY": {IncludedTypes: []string{"resourceServers", "clients"}},
		} {
			got, err := Read(filepath.Clean(filetest.Tree(t, files)), settings)
			if err != nil {
				t.Errorf("%s, %s: %v", name, setting, err)
				continue
			}
			if want := []string{"clientGrants (" + setting + ")"}; !slices.Equal(got.Excluded, want) || len(got.Clients) != 1 || len(got.Grants) != 0 {
				t.Errorf("%s, %s: excluded %q, %d clients, %d grants", name, setting, got.Excluded, len(got.Clients), len(got.Grants))
			}
		}
	}
}
