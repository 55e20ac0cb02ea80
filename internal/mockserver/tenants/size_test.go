package tenants_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

func TestSizes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"100KB": 100_000, "100kB": 100_000, "10MB": 10_000_000, "8MiB": 8 << 20, "2GB": 2_000_000_000, "1GiB": 1 << 30, "200000B": 200_000, "128KiB": 128 << 10,
		"": 0, "10": 0, "MB": 0, "-10MB": 0, "1.5MB": 0, "10 MB": 0, "10mb": 0, "99KB": 0, "0MB": 0, "99999999999999GB": 0, "9223372036854775807KB": 0, "10MBB": 0,
	} {
		got, err := tenants.ParseSize(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v; want %d", text, got, err, want)
		}
	}
}
