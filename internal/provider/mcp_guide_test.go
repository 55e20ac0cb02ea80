package provider_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

const (
	mcpGuide    = "../../docs/guides/mcp-servers.md"
	mcpServer   = "http://127.0.0.1:3001/"
	mcpCallback = "http://127.0.0.1:33418/callback"
)

// mcpRow is a row of the guide's table of errors.
type mcpRow struct{ error, line string }

func mcpRows(t *testing.T) (rows []mcpRow) {
	t.Helper()
	guide, err := os.ReadFile(mcpGuide)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `(.*?)`.* \\| .* \\| `(.*)` \\|$").FindAllStringSubmatch(string(guide), -1) {
		rows = append(rows, mcpRow{row[1], row[2]})
	}
	return rows
}

// mcpMistakes are the configurations of the table's rows: each line is missing or other.
func mcpMistakes(t *testing.T, mainTF string) map[string]string {
	t.Helper()
	grant := block(t, mainTF, `resource "auth0api_client_grant" "third_parties" {`)
	editor := block(t, mainTF, `resource "auth0api_client_cimd" "editor" {`)
	change := func(from, to string) string {
		changed := strings.ReplaceAll(mainTF, from, to)
		if changed == mainTF {
			t.Fatalf("the example does not have %q", from)
		}
		return changed
	}
	return map[string]string{
		"identifier":                         change(`"`+mcpServer+`"`, `"`+strings.TrimSuffix(mcpServer, "/")+`"`),
		"default_for":                        change(grant, ""),
		"resource_parameter_profile":         change(`= "compatibility"`, `= "audience"`),
		"enable_dynamic_client_registration": change("enable_dynamic_client_registration        = true", "enable_dynamic_client_registration        = false"),
		"external_client_id":                 change(editor, ""),
		"scopes":                             change(`["tool:whoami", "tool:appointments"]`, `["tool:whoami"]`),
	}
}

// Each row of the guide's table: with the mistake, an MCP client gets the error; with the
// line, which the example has, it gets a token for both tools.
func TestAccExample_mcpErrorsAreMendedByTheLineOfTheGuide(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(mcpExample, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	mainTF := string(text)
	rows, mistakes := mcpRows(t), mcpMistakes(t, mainTF)
	if len(rows) != len(mistakes) {
		t.Errorf("the table has %d rows, and this test knows %d mistakes", len(rows), len(mistakes))
	}
	for _, row := range rows {
		attribute, _, _ := strings.Cut(row.line, " ")
		t.Run(attribute, func(t *testing.T) {
			t.Parallel()
			if literal := strings.ReplaceAll(row.line, `"`+mcpServer+`"`, "var.resource"); !strings.Contains(unaligned(mainTF), "\n "+unaligned(literal)+"\n") {
				t.Errorf("the example does not have the line %s", row.line)
			}
			tenant, site := documentTenant(t)
			cli := acctest.NewCLI(t, "AUTH0_DOMAIN="+tenant.URL, "AUTH0_CLIENT_ID="+tenant.ClientID, "AUTH0_CLIENT_SECRET="+tenant.ClientSecret)
			client := mcpClient{t: t, tenant: tenant}
			if attribute == "external_client_id" {
				client.document = site.url
			}
			editors := "-var=editors=[\"" + site.url + "\"]"
			cli.File("main.tf", mistakes[attribute])
			cli.Apply(editors)
			if got := client.connect(); !regexp.MustCompile(errorPattern(row.error, tenant.URL, site.url)).MatchString(got) {
				t.Errorf("with the mistake, the client gets %q, and the guide says %q", got, row.error)
			}
			cli.File("main.tf", mainTF)
			cli.Apply(editors)
			if got := client.connect(); got != "tool:whoami tool:appointments" {
				t.Errorf("with the line, the client gets %q", got)
			}
		})
	}
}

// unaligned replaces each run of spaces by one.
func unaligned(text string) string { return regexp.MustCompile(` +`).ReplaceAllString(text, " ") }

// errorPattern matches an error of the guide, which has samples of IDs and addresses.
func errorPattern(text, tenant, document string) string {
	if text == "insufficient_scope" { // the server's, where the token lacks the scope
		return "^tool:whoami$"
	}
	quoted := regexp.QuoteMeta(strings.NewReplacer("http://127.0.0.1:8080", tenant, "https://editor.example.com/client.json", document).Replace(text))
	return strings.ReplaceAll(quoted, "CLIENT_ID", `tpc_\w+`)
}

// mcpClient connects as MCP clients do (facts 12.2), without a page to log in.
type mcpClient struct {
	t        *testing.T
	tenant   *acctest.Tenant
	document string // the URL of its metadata; else it registers itself
}

// connect returns the scopes of the token, or the error.
func (c mcpClient) connect() string {
	c.t.Helper()
	id := c.document
	if id == "" {
		body := `{"client_name":"Editor","redirect_uris":["` + mcpCallback + `"],"token_endpoint_auth_method":"none","grant_types":["authorization_code"]}`
		registered := c.post("/oidc/register", "application/json", body)
		if registered["client_id"] == nil {
			message, _ := registered["message"].(string)
			return message
		}
		id, _ = registered["client_id"].(string)
	}
	callback := mcpCallback
	if c.document != "" {
		callback = "https://editor.example.test/callback"
	}
	query := url.Values{
		"client_id": {id}, "redirect_uri": {callback}, "response_type": {"code"}, "resource": {mcpServer}, "scope": {"tool:whoami tool:appointments"},
		"state": {"s"}, "code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "code_challenge_method": {"S256"}, // RFC 7636, appendix B
		"prompt": {"none"}, "login_hint": {"alice@example.test"},
	}
	answer := c.do(http.MethodGet, "/authorize?"+query.Encode(), "", "")
	defer answer.Body.Close()
	target, err := answer.Location()
	if err != nil {
		description, _ := c.decode(answer)["error_description"].(string)
		return description
	}
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {id}, "redirect_uri": {callback}, "code": {target.Query().Get("code")},
		"code_verifier": {"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"}, "resource": {mcpServer},
	}
	token := c.post(tokenRoute, "application/x-www-form-urlencoded", form.Encode())
	raw, _ := token["access_token"].(string)
	decoded, err := verify.Decode(raw)
	if err != nil {
		c.t.Fatalf("%v: %v", err, token)
	}
	scope, _ := decoded.Claims["scope"].(string)
	return scope
}

func (c mcpClient) post(path, contentType, body string) acctest.Object {
	c.t.Helper()
	answer := c.do(http.MethodPost, path, contentType, body)
	defer answer.Body.Close()
	return c.decode(answer)
}

func (c mcpClient) do(method, path, contentType, body string) *http.Response {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.tenant.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer
}

func (c mcpClient) decode(answer *http.Response) (out acctest.Object) {
	c.t.Helper()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		c.t.Fatalf("%s: %s", answer.Status, text)
	}
	return out
}
