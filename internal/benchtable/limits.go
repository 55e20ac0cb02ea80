package main

import (
	"errors"
	"fmt"
	"strings"
)

// limitRows are the rows of the table of limits: the names of the benchmark's parts,
// and what the rate limit is.
//
//nolint:gochecknoglobals // a table
var limitRows = []struct{ name, limit string }{
	{"none", "none"},
	{"15of50", "15 a second, burst 50"},
	{"2of2", "2 a second, burst 2"},
}

// limitsTable returns the table of what a tenant's latency and rate limit do to a run,
// with the rows that were measured. The CLI's own time is beside it.
func limitsTable(measured results) (string, error) {
	var out strings.Builder
	out.WriteString("| Rate limit | Latency | apply | plan, nothing to do | destroy | refused |\n|---|---|---|---|---|---|\n")
	rows := 0
	for _, limit := range limitRows {
		own := "Limits/own"
		if limit.name == "2of2" {
			own = "Limits/own-small"
		}
		if _, has := measured[own]; has && limit.name != "15of50" {
			cells, _, err := measured.limitCells(own)
			if err != nil {
				return "", err
			}
			title := "no provider: the CLI's own time"
			if limit.name == "2of2" {
				title = "no provider, 39 resources"
			}
			rows++
			fmt.Fprintf(&out, "| %s | | %s | |\n", title, cells)
		}
		for _, latency := range []int{0, 50, 100, 300} {
			name := fmt.Sprintf("Limits/%s/%dms", limit.name, latency)
			if _, has := measured[name]; !has {
				continue
			}
			rows++
			cells, refused, err := measured.limitCells(name)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&out, "| %s | %d ms | %s | %.0f |\n", limit.limit, latency, cells, refused)
		}
	}
	if rows == 0 {
		return "", errors.New("the benchmark of limits reported no row")
	}
	return out.String(), nil
}

// limitCells returns the cells of a row's three steps, and how many of their requests
// were refused.
func (r results) limitCells(name string) (cells string, refused float64, err error) {
	var texts []string
	for _, step := range []string{"apply", "plan", "destroy"} {
		values := map[string]float64{}
		for _, unit := range []string{"requests", "refused", "s"} {
			if values[unit], err = r.median(name, step+"-"+unit+"/op"); err != nil {
				return "", 0, err
			}
		}
		text := fmt.Sprintf("%.1f s", values["s"])
		if values["requests"] > 0 {
			text += fmt.Sprintf(", %.0f", values["requests"])
		}
		texts, refused = append(texts, text), refused+values["refused"]
	}
	return strings.Join(texts, " | "), refused, nil
}
