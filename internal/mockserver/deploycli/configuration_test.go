package deploycli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/filetest"
)

const asYAML = `
tenant: {friendly_name: Test}
resourceServers:
  - name: Appointments
    identifier: https://##ENV##.example.test/
    token_lifetime: 3600
    scopes: &scopes
      - value: read:appointments
  - {name: Records, identifier: "urn:records", scopes: *scopes}
clients:
  - name: Web
    callbacks: @@URLS@@
    custom_login_page: ./page.html
  - name: Quoted
    callbacks: '@@URLS@@'
clientGrants:
  - {client_id: Web, audience: urn:records, scope: []}
roles:
  - {name: Admin, permissions: [{permission_name: read:appointments, resource_server_identifier: urn:records}]}
organizations:
  - {name: acme, client_grants: [{client_id: Web}]}
connections:
`

const asJSON = `{
	"tenant": {"friendly_name": "Test"},
	"resourceServers": [
		{"name": "Appointments", "identifier": "https://##ENV##.example.test/", "token_lifetime": 3600, "scopes": [{"value": "read:appointments"}]},
		{"name": "Records", "identifier": "urn:records", "scopes": [{"value": "read:appointments"}]}],
	"clients": [
		{"name": "Web", "callbacks": @@URLS@@, "custom_login_page": "./page.html"},
		{"name": "Quoted", "callbacks": "@@URLS@@"}],
	"clientGrants": [{"client_id": "Web", "audience": "urn:records", "scope": []}],
	"roles": [{"name": "Admin", "permissions": [{"permission_name": "read:appointments", "resource_server_identifier": "urn:records"}]}],
	"organizations": [{"name": "acme", "client_grants": [{"client_id": "Web"}]}],
	"connections": null
}`

// read is what the sections of either text are.
const read = `[
	[{"name": "Appointments", "identifier": "https://dev.example.test/", "token_lifetime": 3600, "scopes": [{"value": "read:appointments"}]},
	 {"name": "Records", "identifier": "urn:records", "scopes": [{"value": "read:appointments"}]}],
	[{"name": "Web", "callbacks": ["http://dev.example.test/"], "custom_login_page": "<p>dev"},
	 {"name": "Quoted", "callbacks": ["http://dev.example.test/"]}],
	[{"client_id": "Web", "audience": "urn:records", "scope": []}],
	[{"name": "Admin", "permissions": [{"permission_name": "read:appointments", "resource_server_identifier": "urn:records"}]}],
	[{"name": "acme", "client_grants": [{"client_id": "Web"}]}]
]`

func TestEachFormatOfTheDeployCLIIsRead(t *testing.T) {
	t.Parallel()
	keywords, err := parseKeywords(`{"ENV": "dev", "URLS": ["http://##ENV##.example.test/"]}`)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		files map[string]string
		path  string
		// sources are those of the second API, the first client and the grant.
		sources, ignored []string
	}{
		"YAML": {
			map[string]string{"own.yml": asYAML, "page.html": "<p>##ENV##"}, "own.yml",
			[]string{"own.yml: resourceServers[1]", "own.yml: clients[0]", "own.yml: clientGrants[0]"}, []string{"connections"},
		},
		"JSON": {
			map[string]string{"tenant.json": asJSON, "page.html": "<p>##ENV##"}, "tenant.json",
			[]string{"tenant.json: resourceServers[1]", "tenant.json: clients[0]", "tenant.json: clientGrants[0]"}, []string{"connections"},
		},
		"the folder of a tenant.yaml": {
			map[string]string{"tenant.yaml": asYAML, "page.html": "<p>##ENV##", "clients/old.json": "{"}, ".",
			[]string{"tenant.yaml: resourceServers[1]", "tenant.yaml: clients[0]", "tenant.yaml: clientGrants[0]"}, []string{"connections"},
		},
		"a file for each object": {
			map[string]string{
				"resource-servers/Appointments.json": `{"name": "Appointments", "identifier": "https://##ENV##.example.test/", "token_lifetime": 3600, "scopes": [{"value": "read:appointments"}]}`,
				"resource-servers/Records.JSON":      `{"name": "Records", "identifier": "urn:records", "scopes": [{"value": "read:appointments"}]}`,
				"clients/1.json":                     `{"name": "Web", "callbacks": @@URLS@@, "custom_login_page": ".\\page.html"}`,
				"clients/2.json":                     `{"name": "Quoted", "callbacks": "@@URLS@@"}`,
				"clients/3.json":                     `{}`,
				"clients/page.html":                  "<p>##ENV##",
				"clients/folder.json/x":              "",
				"grants/Web-Records.json":            `{"client_id": "Web", "audience": "urn:records", "scope": []}`,
				"roles/Admin.json":                   `{"name": "Admin", "permissions": [{"permission_name": "read:appointments", "resource_server_identifier": "urn:records"}]}`,
				"organizations/acme.json":            `{"name": "acme", "client_grants": [{"client_id": "Web"}]}`,
				"actions/login.json":                 `{`, "tenant.json": `{"friendly_name": "Test"}`, ".git/config": "", "README.md": "",
			}, ".",
			[]string{"resource-servers/Records.JSON", "clients/1.json", "grants/Web-Records.json"}, []string{"actions"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Read(filepath.Join(filetest.Tree(t, c.files), c.path), Settings{Keywords: keywords})
			if err != nil {
				t.Fatal(err)
			}
			if text := sectionsOf(t, got); !sameJSON(t, text, read) {
				t.Errorf("got %s", text)
			}
			if sources := []string{got.APIs[1].Source, got.Clients[0].Source, got.Grants[0].Source}; !slices.Equal(sources, c.sources) {
				t.Errorf("sources %q, want %q", sources, c.sources)
			}
			if got.Tenant == nil || got.Tenant.Properties["friendly_name"] != "Test" {
				t.Errorf("the tenant's settings are %v", got.Tenant)
			}
			if !slices.Equal(got.Ignored, c.ignored) || len(got.Warnings) > 0 {
				t.Errorf("ignored %q, want %q; warnings %q", got.Ignored, c.ignored, got.Warnings)
			}
		})
	}
}

func sectionsOf(t *testing.T, c *Configuration) string {
	t.Helper()
	var all [5][]map[string]any
	for i, objects := range [][]Object{c.APIs, c.Clients, c.Grants, c.Roles, c.Organizations} {
		for _, object := range objects {
			all[i] = append(all[i], object.Properties)
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var left, right any
	if err := json.Unmarshal([]byte(a), &left); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(b), &right); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(left, right)
}

func TestWhatCannotBeReadNamesTheFile(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for _, next := range []string{"b", "c", "d", "e", "f", "g", "h", "i"} {
		previous := string(next[0] - 1)
		bomb += next + ": &" + next + " [" + strings.Repeat("*"+previous+", ", 9) + "]\n"
	}
	for name, c := range map[string]struct {
		files map[string]string
		path  string
		says  []string
	}{
		"no file":            {nil, "tenant.yaml", []string{"reading the configuration", "tenant.yaml"}},
		"an empty folder":    {nil, ".", []string{"neither a tenant.yaml nor"}},
		"an empty file":      {map[string]string{"t.yaml": "# nothing"}, "t.yaml", []string{"reading t.yaml", "it holds nothing", "resourceServers"}},
		"a list":             {map[string]string{"t.yaml": "- a"}, "t.yaml", []string{"reading t.yaml", "it holds a list"}},
		"a text":             {map[string]string{"t.json": `"a"`}, "t.json", []string{"reading t.json", "it holds a text"}},
		"a section":          {map[string]string{"t.yaml": "clients: {name: a}"}, "t.yaml", []string{"reading t.yaml", "clients is an object; expected a list"}},
		"an element":         {map[string]string{"t.yaml": "clients: [true]"}, "t.yaml", []string{"t.yaml: clients[0]", "a truth value"}},
		"a file's element":   {map[string]string{"clients/a.json": "1"}, ".", []string{"clients/a.json", "a number"}},
		"broken YAML":        {map[string]string{"t.yaml": "clients:\n - a: ["}, "t.yaml", []string{"reading t.yaml", "line"}},
		"a keyword":          {map[string]string{"t.yaml": "clients: @@ALL@@"}, "t.yaml", []string{"reading t.yaml", "@@KEYWORD@@"}},
		"a key twice":        {map[string]string{"t.yaml": "clients: []\nclients: []"}, "t.yaml", []string{"reading t.yaml", "already defined"}},
		"a key of a number":  {map[string]string{"t.yaml": "clients: [{1: a}]"}, "t.yaml", []string{"reading t.yaml", "JSON does not have"}},
		"not a number":       {map[string]string{"t.yaml": "clients: [{a: .nan}]"}, "t.yaml", []string{"reading t.yaml", "JSON does not have"}},
		"broken JSON":        {map[string]string{"grants/a.json": "{\n\"a\": 1,\n}"}, ".", []string{"reading grants/a.json", "not a JSON value: line 3: invalid character '}'"}},
		"aliases multiplied": {map[string]string{"t.yaml": bomb}, "t.yaml", []string{"reading t.yaml", "excessive aliasing"}},
		"a large file":       {map[string]string{"t.json": strings.Repeat(" ", maxFileBytes+1)}, "t.json", []string{"reading t.json", "8 MiB"}},
		"a file as a folder": {map[string]string{"clients": "a"}, ".", []string{"clients"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Read(filepath.Join(filetest.Tree(t, c.files), c.path), Settings{})
			if err == nil {
				t.Fatal("it was read")
			}
			for _, says := range c.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("got %q, want %q in it", err, says)
				}
			}
		})
	}
}

func TestAllFilesTogetherAreBounded(t *testing.T) {
	t.Parallel()
	root, err := os.OpenRoot(filetest.Tree(t, map[string]string{"a.json": "[1,2]", "b.json": "[3,4]"}))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	keywords, err := Keywords(nil).replacer()
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{root: root, keywords: keywords, bytesLeft: 9}
	if _, err := r.value("a.json"); err != nil {
		t.Error(err)
	}
	if _, err := r.value("b.json"); err == nil || !strings.Contains(err.Error(), "reading b.json: the files have more than") {
		t.Errorf("got %v", err)
	}
}

func TestNoFileOutsideTheFolderIsRead(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(filetest.Tree(t, map[string]string{"secret.html": "s3cret"}), "secret.html")
	dir := filetest.Tree(t, map[string]string{"clients/a.json": `{"name": "a", "custom_login_page": "link.html"}`, "clients/b.json": `{"name": "b", "custom_login_page": "../../secret.html"}`})
	if err := os.Symlink(outside, filepath.Join(dir, "clients", "link.html")); err != nil {
		t.Skipf("Windows lets few users make symbolic links: %v", err)
	}
	got, err := Read(dir, Settings{})
	if text := sectionsOf(t, got); err != nil || strings.Contains(text, "s3cret") || !strings.Contains(text, "link.html") {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestKeywordsThatNothingReplacesAreLeftOutOrSaid(t *testing.T) {
	t.Parallel()
	dir := filetest.Tree(t, map[string]string{"t.yaml": `
clients:
  - name: ##LOST## comment
  - name: "a ##PART## of it"
    description: "##ALL##"
    jwt_configuration: {alg: '@@ALG@@', lifetime_in_seconds: 1}
    callbacks: ["##ONE##"]
    logo_uri: "#not a ##keyword"
`})
	got, err := Read(filepath.Join(dir, "t.yaml"), Settings{Keywords: Keywords{"OTHER": "x"}})
	if err != nil {
		t.Fatal(err)
	}
	want := `[null, [{"name": null}, {"name": "a ##PART## of it", "jwt_configuration": {"lifetime_in_seconds": 1}, "callbacks": ["##ONE##"], "logo_uri": "#not a ##keyword"}], null, null, null]`
	if text := sectionsOf(t, got); !sameJSON(t, text, want) {
		t.Errorf("got %s", text)
	}
	if want := []string{
		"t.yaml: clients[1]: callbacks[0]: ##ONE## has no value",
		"t.yaml: clients[1]: description is omitted, since ##ALL## has no value",
		"t.yaml: clients[1]: jwt_configuration: alg is omitted, since @@ALG@@ has no value",
		"t.yaml: clients[1]: name: ##PART## has no value",
	}; !slices.Equal(got.Warnings, want) {
		t.Errorf("warnings %q", got.Warnings)
	}
}

func TestKeywordsAreReplacedAsTheDeployCLIDoes(t *testing.T) {
	t.Parallel()
	keywords, err := parseKeywords(`{"S": "a\"b$1", "N": 3, "L": ["x", "##S##"], "O": {"k": null}, "S2": "other"}`)
	if err != nil {
		t.Fatal(err)
	}
	replacer, err := keywords.replacer()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"##S##|##S2##": `a"b$1|other`,
		"##N##":        "3",
		"@@S@@":        `"a\"b$1"`,
		"'@@L@@'":      `["x","a"b$1"]`,
		`"@@O@@"`:      `{"k":null}`,
		"@@N@@@@N@@":   "33",
		"##X## @@X@@":  "##X## @@X@@",
		"#S# @S@ ##S#": "#S# @S@ ##S#",
	} {
		if got := replacer.replaceIn(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	if k, err := parseKeywords(" "); k != nil || err != nil {
		t.Errorf("none: %v, %v", k, err)
	}
	if _, err := parseKeywords(`{"PASSWORD": s3cret}`); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v, want an error without the value", err)
	}
}
