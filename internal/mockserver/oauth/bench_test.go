package oauth_test

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/go-jose/go-jose/v4"
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

// BenchmarkTokenPrivateKeyJWT gets tokens with an assertion each, which is remembered.
func BenchmarkTokenPrivateKeyJWT(b *testing.B) {
	handler := withKeys(b).start(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		values := asserted(assertion(jose.RS256, clientKey(), "", object{"jti": strconv.Itoa(i)}))
		b.StartTimer()
		if got := post(b, handler, values); got.Status != http.StatusOK {
			b.Fatal(got)
		}
	}
}

// BenchmarkTokenDPoP gets tokens with a proof each, which is remembered.
func BenchmarkTokenDPoP(b *testing.B) {
	tenant := newTenant()
	tenant.api.SigningAlg, tenant.api.SigningSecret = "HS256", shared // so that the proof is what costs
	dpopFor(false, "")(tenant)
	handler := tenant.start(b)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		once := proof(proofKey(), nil, nil)
		b.StartTimer()
		if got := send(b, handler, http.MethodPost, issuer+"oauth/token", "", form(), once); got.Status != http.StatusOK {
			b.Fatal(got)
		}
	}
}
