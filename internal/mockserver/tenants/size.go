package tenants

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// minSize is the smallest limit of a tenant's size, in bytes: what an empty tenant has,
// and some objects.
const minSize = 100_000

// ParseSize parses a limit of a tenant's size in bytes, such as 500KB, 10MB or 8MiB.
func ParseSize(text string) (int64, error) {
	digits := strings.TrimRight(text, "kKMGiB")
	units := map[string]int64{"B": 1, "KB": 1e3, "kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
	number, err := strconv.ParseInt(digits, 10, 64)
	unit := units[text[len(digits):]]
	if err != nil || unit == 0 || number < 1 || number > (1<<50)/unit {
		return 0, errors.New("expected a size with its unit, such as 500KB, 10MB or 8MiB")
	}
	if number*unit < minSize {
		return 0, fmt.Errorf("expected %d KB or more: an empty tenant has about 30 KB", minSize/1000)
	}
	return number * unit, nil
}
