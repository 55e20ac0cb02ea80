package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

const printed = `acceptance tests run Terraform v1.14.0 (/usr/bin/terraform)
goos: linux
Benchmarks are fun: no result
BenchmarkRequestsOfWrites/single-2   1   15386919944 ns/op   206.0 apply-requests/op   6.096 apply-s/op   218.0 destroy-requests/op   4.000 plan-requests/op
BenchmarkRequestsOfWrites/single-2   1   15386919944 ns/op   214.0 apply-requests/op   6.096 apply-s/op   217.0 destroy-requests/op   3.000 plan-requests/op
BenchmarkRequestsOfWrites/single-2   1   15386919944 ns/op   207.0 apply-requests/op   6.096 apply-s/op   230.0 destroy-requests/op   4.000 plan-requests/op
BenchmarkRequestsOfWrites/set        1    8705665830 ns/op   100.0 apply-requests/op   3.276 apply-s/op   107.0 destroy-requests/op   3.000 plan-requests/op
PASS
`

func printedTable(t *testing.T) string {
	t.Helper()
	measured, err := parse(printed)
	if err != nil {
		t.Fatal(err)
	}
	table, err := requestsTable(measured)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestTheTableOfRequestsHasTheMediansOfTheRuns(t *testing.T) {
	t.Parallel()
	got := printedTable(t)
	const want = "| 20 APIs with 10 scopes each, 10 clients, 50 grants | each by itself | `auth0api` | with `auth0api_resource_server_scopes` |\n" +
		"|---|---|---|---|\n" +
		"| plan, nothing to do | 280 | 4 | 3 |\n" +
		"| apply | 480 | 207 | 100 |\n" +
		"| destroy | 760 | 218 | 107 |\n"
	if got != want {
		t.Errorf("the table is\n%swant\n%s", got, want)
	}
}

// The counts differ from run to run.
func TestTheGuideHasTheTableAsItIsPrinted(t *testing.T) {
	t.Parallel()
	table := printedTable(t)
	guide, err := os.ReadFile("../../docs/guides/rate-limits.md")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.QuoteMeta(table)
	for _, step := range []string{"plan, nothing to do", "apply", "destroy"} {
		form = regexp.MustCompile(`\\\| `+step+` (\\\| \d+) \\\| \d+ \\\| \d+`).ReplaceAllString(form, `\| `+step+` $1 \| \d+ \| \d+`)
	}
	if !regexp.MustCompile(form).Match(guide) {
		t.Errorf("the guide does not have the table in this form:\n%s", table)
	}
}

func TestTheTableOfTheMocksSpeed(t *testing.T) {
	t.Parallel()
	const output = `BenchmarkToken/RS256-2   1976   615289 ns/op   89.55 %-of-signing   11.71 p99-ms   1625 tokens/s
BenchmarkToken/PS256-2   1761   603299 ns/op   11.24 p99-ms   1658 tokens/s
BenchmarkToken/HS256-2   20743   55207 ns/op   3.208 p99-ms   18114 tokens/s
BenchmarkManagementRead/memory-2   11389   98006 ns/op   2.436 p99-ms   10203 reads/s
BenchmarkManagementRead/file-2   11942   123407 ns/op   3.591 p99-ms   8103 reads/s
BenchmarkManagementList/memory-2   6606   170533 ns/op   5864 lists/s   2.196 p99-ms
BenchmarkManagementList/file-2   7378   153845 ns/op   6500 lists/s   1.746 p99-ms
BenchmarkManagementWrite/memory-2   10485   108759 ns/op   1.200 p99-ms   9195 writes/s
BenchmarkManagementWrite/file-2   1023   1045447 ns/op   5.643 p99-ms   956.5 writes/s
BenchmarkBoot-2   13   76951497 ns/op   76.92 ms/boot
`
	measured, err := parse(output)
	if err != nil {
		t.Fatal(err)
	}
	got, err := speedTable(2)(measured)
	const want = `| The mock on 2 cores, with 10,000 APIs | a second | 99 of 100 within |
|---|---|---|
| tokens, RS256 | 1625 | 11.7 ms |
| tokens, PS256 | 1658 | 11.2 ms |
| tokens, HS256 | 18114 | 3.2 ms |
| an API read | 10203 | 2.4 ms |
| the same, in a data file | 8103 | 3.6 ms |
| 50 APIs listed | 5864 | 2.2 ms |
| the same, in a data file | 6500 | 1.7 ms |
| an API changed | 9195 | 1.2 ms |
| the same, in a data file | 956 | 5.6 ms |
| the data file opened | | 77 ms |
`
	if err != nil || got != want {
		t.Errorf("the table is (%v)\n%swant\n%s", err, got, want)
	}
}

const printedStores = `BenchmarkSignRS256/one_core-2   2000   600000 ns/op   1180 signatures/s
BenchmarkStoreToken/memory-2   4000   517000 ns/op   7.1 p99-ms   1933 tokens/s
BenchmarkStoreToken/file-2   4000   560000 ns/op   7.9 p99-ms   1783 tokens/s
BenchmarkStoreToken/postgres-2   4000   549000 ns/op   8.1 p99-ms   1820 tokens/s
BenchmarkStoreToken/postgres-3-2   4000   566000 ns/op   8.9 p99-ms   1765 tokens/s
BenchmarkStoreRead/memory-2   20000   77000 ns/op   1.1 p99-ms   12881 reads/s
BenchmarkStoreRead/file-2   20000   119000 ns/op   1.3 p99-ms   8377 reads/s
BenchmarkStoreRead/postgres-2   9000   230000 ns/op   1.8 p99-ms   4335 reads/s
BenchmarkStoreRead/postgres-3-2   9000   207000 ns/op   1.9 p99-ms   4812 reads/s
BenchmarkStoreWrite/memory-2   10000   110000 ns/op   1.2 p99-ms   9100 writes/s
BenchmarkStoreWrite/file-2   1000   1040000 ns/op   5.6 p99-ms   961 writes/s
BenchmarkStoreWrite/postgres-2   1500   770000 ns/op   3.4 p99-ms   1298 writes/s
BenchmarkStoreWrite/postgres-3-2   1400   810000 ns/op   4.2 p99-ms   1234 writes/s
`

const tableOfStores = `| On 2 cores, a second | tokens, RS256 | an API read | an API changed |
|---|---|---|---|
| in memory | 1933 | 12881 | 9100 |
| in a data file | 1783 | 8377 | 961 |
| in PostgreSQL | 1820 | 4335 | 1298 |
| in PostgreSQL, three replicas | 1765 | 4812 | 1234 |
| signatures of one core that does nothing else | 1180 | | |
`

func TestTheTableOfTheStores(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ output, want string }{
		"measured": {printedStores, tableOfStores},
		"without PostgreSQL": {
			regexp.MustCompile(`(?m)^.*/postgres.*\n`).ReplaceAllString(printedStores, ""),
			regexp.MustCompile(`(?m)^(\| in PostgreSQL[^|]*\|).*$`).ReplaceAllString(tableOfStores, "$1 not measured: PostgreSQL is not installed | | |"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			measured, err := parse(test.output)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := storesTable(2)(measured); err != nil || got != test.want {
				t.Errorf("the table is (%v)\n%swant\n%s", err, got, test.want)
			}
		})
	}
	measured, err := parse(strings.ReplaceAll(printedStores, "StoreRead/memory", "StoreReads/memory"))
	if err != nil {
		t.Fatal(err)
	}
	if table, err := storesTable(2)(measured); err == nil {
		t.Errorf("without the reads in memory, there is a table:\n%s", table)
	}
}

// The rates differ from machine to machine.
func TestTheGuideToClustersHasTheTableOfTheStores(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/guides/cluster.md")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`\b\d+ \\\|`).ReplaceAllString(regexp.QuoteMeta(tableOfStores), `\d+ \|`)
	if !regexp.MustCompile(form).Match(guide) {
		t.Errorf("the guide does not have the table in this form:\n%s", tableOfStores)
	}
}

func TestWhatWasNotMeasuredIsAnError(t *testing.T) {
	t.Parallel()
	for name, output := range map[string]string{
		"no benchmark ran": "PASS\n",
		"one is missing":   strings.ReplaceAll(printed, "/set", "/sets"),
		"a unit":           strings.ReplaceAll(printed, "plan-requests", "plan-answers"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			measured, err := parse(output)
			if err != nil {
				t.Fatal(err)
			}
			if table, err := requestsTable(measured); err == nil {
				t.Errorf("there is a table:\n%s", table)
			}
		})
	}
	if measured, err := parse("BenchmarkA 1 2 ns/op 3\n"); err == nil {
		t.Errorf("a value without a unit is %v", measured)
	}
}
