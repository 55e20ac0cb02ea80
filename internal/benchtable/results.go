package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// results are the measurements of benchmarks, a value for each run: by name, without
// the prefix "Benchmark" and the number of processors, and by unit.
type results map[string]map[string][]float64

// parse parses the output of `go test -bench`
// (https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md).
// It ignores lines of other forms.
func parse(output string) (results, error) {
	out, processors := results{}, regexp.MustCompile(`-\d+$`)
	for line := range strings.Lines(output) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		if _, err := strconv.Atoi(fields[1]); err != nil {
			continue // output of a test that begins like a result
		}
		name := processors.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
		if out[name] == nil {
			out[name] = map[string][]float64{}
		}
		for pair := range slices.Chunk(fields[2:], 2) {
			value, err := strconv.ParseFloat(pair[0], 64)
			if err != nil || len(pair) != 2 {
				return nil, fmt.Errorf("the line %q of a benchmark does not consist of values and units", line)
			}
			out[name][pair[1]] = append(out[name][pair[1]], value)
		}
	}
	return out, nil
}

// median is the median of a benchmark's runs.
func (r results) median(name, unit string) (float64, error) {
	runs := slices.Sorted(slices.Values(r[name][unit]))
	if len(runs) == 0 {
		return 0, fmt.Errorf("the benchmark %s reported no %s", name, unit)
	}
	return runs[len(runs)/2], nil
}
