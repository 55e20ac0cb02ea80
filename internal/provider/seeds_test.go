package provider_test

import (
	"os"
	"strconv"
	"testing"
)

// envSeeds is how many seeds a test that takes chances tries; a few unless set.
const envSeeds = "AUTH0API_TEST_SEEDS"

// seeds are 1 to n, or to what the environment says.
func seeds(t *testing.T, n int) []uint64 {
	t.Helper()
	if text := os.Getenv(envSeeds); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", envSeeds, err)
		}
	}
	list := make([]uint64, n)
	for i := range list {
		list[i] = uint64(i) + 1
	}
	return list
}
