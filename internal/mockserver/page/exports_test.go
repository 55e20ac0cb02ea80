package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestEachObjectIsExportedAsTerraform(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for path, test := range map[string]struct{ has, lacks []string }{
		"/page/terraform":                          {[]string{`"auth0api_resource_server" "orders"`, `"auth0api_client" "billing"`, "auth0api_client.billing.client_id", `"auth0api_client_grant"`}, nil},
		"/page/apis/" + s.api + "/terraform":       {[]string{`"auth0api_resource_server" "orders"`, `"auth0api_resource_server_scopes" "orders"`, "auth0api_resource_server.orders.identifier", "import {"}, []string{"auth0api_client"}},
		"/page/clients/" + s.client + "/terraform": {[]string{`"auth0api_client" "billing"`, `id = "` + s.client}, []string{"auth0api_resource_server"}},
		"/page/grants/" + s.grant + "/terraform":   {[]string{`"auth0api_client_grant" "billing_orders"`, `"https://orders.example.test/"`, `"` + s.client + `"`}, []string{"auth0api_client.", "auth0api_resource_server"}},
	} {
		d := s.get(path)
		d.want(t, http.StatusOK, test.has...)
		for _, text := range test.lacks {
			if strings.Contains(d.text, text) {
				t.Errorf("%s has %q:\n%s", path, text, d.text)
			}
		}
		file := s.get(path + "?download=1")
		if !strings.HasPrefix(file.raw, "#") || file.Header.Get("Content-Disposition") != `attachment; filename="main.tf"` {
			t.Errorf("%s: the file is %q, with %v", path, file.raw, file.Header)
		}
	}
	system, _ := s.object("/resource-servers/" + url.PathEscape(s.URL+"/api/v2/"))["id"].(string)
	for _, path := range []string{"/page/apis/" + system, "/page/clients/" + s.ClientID, "/page/clients/nothing"} {
		s.get(path+"/terraform").want(t, http.StatusNotFound, "There is nothing to export")
		s.get(path+"/terraform?download=1").want(t, http.StatusNotFound, "There is nothing to export")
	}
}
