package main

import (
	"strings"
	"testing"
)

const printedLimits = `BenchmarkLimits/own-2  1  6018907626 ns/op  0 apply-refused/op  0 apply-requests/op  1.858 apply-s/op  0 destroy-refused/op  0 destroy-requests/op  3.573 destroy-s/op  0 plan-refused/op  0 plan-requests/op  0.5869 plan-s/op
BenchmarkLimits/none/0ms-2  1  11571953585 ns/op  0 apply-refused/op  277.0 apply-requests/op  4.103 apply-s/op  0 destroy-refused/op  287.0 destroy-requests/op  5.391 destroy-s/op  0 plan-refused/op  4.000 plan-requests/op  1.889 plan-s/op
BenchmarkLimits/2of2/0ms-2  1  37257826030 ns/op  0 apply-refused/op  25.00 apply-requests/op  14.07 apply-s/op  1.000 destroy-refused/op  35.00 destroy-requests/op  19.43 destroy-s/op  1.000 plan-refused/op  5.000 plan-requests/op  3.727 plan-s/op
`

func TestTheTableOfLimitsHasTheRowsThatWereMeasured(t *testing.T) {
	t.Parallel()
	measured, err := parse(printedLimits)
	if err != nil {
		t.Fatal(err)
	}
	got, err := limitsTable(measured)
	const want = `| Rate limit | Latency | apply | plan, nothing to do | destroy | refused |
|---|---|---|---|---|---|
| no provider: the CLI's own time | | 1.9 s | 0.6 s | 3.6 s | |
| none | 0 ms | 4.1 s, 277 | 1.9 s, 4 | 5.4 s, 287 | 0 |
| 2 a second, burst 2 | 0 ms | 14.1 s, 25 | 3.7 s, 5 | 19.4 s, 35 | 2 |
`
	if err != nil || got != want {
		t.Errorf("the table is (%v)\n%swant\n%s", err, got, want)
	}
	own, err := parse(strings.SplitAfter(printedLimits, "\n")[0])
	if err != nil {
		t.Fatal(err)
	}
	if table, err := limitsTable(own); err != nil || !strings.Contains(table, "1.9 s") {
		t.Errorf("of the CLI's own time alone, the table is (%v)\n%s", err, table)
	}
	if table, err := limitsTable(results{}); err == nil {
		t.Errorf("without a measurement the table is\n%s", table)
	}
}
