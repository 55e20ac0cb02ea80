package oauth_test

import (
	"net/http"
	"testing"
)

func BenchmarkTokenRS256(b *testing.B) { benchmarkToken(b, "RS256") }
func BenchmarkTokenPS256(b *testing.B) { benchmarkToken(b, "PS256") }
func BenchmarkTokenHS256(b *testing.B) { benchmarkToken(b, "HS256") }

func benchmarkToken(b *testing.B, alg string) {
	b.Helper()
	tenant := newTenant()
	tenant.api.SigningAlg, tenant.api.SigningSecret = alg, shared
	handler, values := tenant.start(b), form()
	b.ReportAllocs()
	for b.Loop() {
		if got := post(b, handler, values); got.Status != http.StatusOK {
			b.Fatal(got)
		}
	}
}
