package reads

import (
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// BenchmarkPage decodes a page of 100 clients into its objects.
func BenchmarkPage(b *testing.B) {
	clients := make([]string, 100)
	for i := range clients {
		clients[i] = fmt.Sprintf(`{"client_id":"id-%d","name":"client %d","description":"%s","callbacks":["https://a.test/","https://b.test/"],"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000}}`, i, i, strings.Repeat("x", 500))
	}
	answer := []byte(`{"clients":[` + strings.Join(clients, ",") + `],"next":"100"}`)
	b.SetBytes(int64(len(answer)))
	for b.Loop() {
		if page, err := Clients().decodePage(rest.Request{}, answer); err != nil || page.objects[99].ID != "id-99" {
			b.Fatal(page, err)
		}
	}
}
