// Package list searches, sorts and pages the rows of a table.
package list

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// pageSize is the number of objects on one page of a list.
const pageSize = 100

// Listing is what the template of a list needs beside the rows of one page.
type Listing struct {
	// Path is the path of the list, and Query the text that was searched for.
	Path, Query string
	Columns     []Heading
	// First and Last are the positions of the first and last row, from 1. Found is the
	// number of objects that match the query, and Total that of all objects.
	First, Last, Found, Total int
	// Sort is the value of the parameter sort.
	Sort string
	// Previous and Next are the URLs of the previous and next page, or empty.
	Previous, Next string

	// kept has further parameters of the URLs.
	kept url.Values
}

// Heading is the header of a column.
type Heading struct {
	Label string
	// URL sorts the list by the column.
	URL string
	// Order is the value of aria-sort: ascending, descending or none.
	Order string
}

// Column is a column of a list of T.
type Column[T any] struct {
	name, label string
	compare     func(a, b T) int
}

// ByText is a column that is sorted by a text, without regard to case.
func ByText[T any](name, label string, text func(T) string) Column[T] {
	return Column[T]{name, label, func(a, b T) int {
		return cmp.Or(cmp.Compare(strings.ToLower(text(a)), strings.ToLower(text(b))), cmp.Compare(text(a), text(b)))
	}}
}

// ByNumber is a column that is sorted by a number.
func ByNumber[T any](name, label string, number func(T) int) Column[T] {
	return Column[T]{name, label, func(a, b T) int { return cmp.Compare(number(a), number(b)) }}
}

// Of returns the rows of the page of a list that a request asks for with the
// parameters q (text to search for), sort (name of a column, with "-" in front for the
// reverse order; the first column by default) and from (position of the first row).
// texts returns the texts of a row that are searched, without regard to case. The URLs of
// the listing keep the parameters that keep names.
func Of[T any](r *http.Request, rows []T, columns []Column[T], texts func(T) []string, keep ...string) ([]T, Listing) {
	query := r.URL.Query()
	l := Listing{Path: r.URL.EscapedPath(), Query: strings.TrimSpace(query.Get("q")), Sort: query.Get("sort"), Total: len(rows), kept: url.Values{}}
	for _, name := range keep {
		if query.Get(name) != "" {
			l.kept.Set(name, query.Get(name))
		}
	}
	if wanted := strings.ToLower(l.Query); wanted != "" {
		rows = slices.DeleteFunc(rows, func(row T) bool {
			return !slices.ContainsFunc(texts(row), func(text string) bool { return strings.Contains(strings.ToLower(text), wanted) })
		})
	}
	l.Found = len(rows)

	name, reverse := strings.CutPrefix(l.Sort, "-")
	by := slices.IndexFunc(columns, func(c Column[T]) bool { return c.name == name })
	if by < 0 {
		by, reverse, l.Sort = 0, false, ""
	}
	slices.SortStableFunc(rows, columns[by].compare)
	if reverse {
		slices.Reverse(rows)
	}
	for i, c := range columns {
		h := Heading{Label: c.label, Order: "none", URL: l.url(c.name, 0)}
		switch {
		case i == by && reverse:
			h.Order = "descending"
		case i == by:
			h.Order, h.URL = "ascending", l.url("-"+c.name, 0)
		}
		l.Columns = append(l.Columns, h)
	}

	from, err := strconv.Atoi(query.Get("from"))
	if err != nil || from < 0 || from >= len(rows) {
		from = 0
	}
	to := min(from+pageSize, len(rows))
	l.First, l.Last = from+1, to
	if from > 0 {
		l.Previous = l.url(l.Sort, max(0, from-pageSize))
	}
	if to < len(rows) {
		l.Next = l.url(l.Sort, to)
	}
	return rows[from:to], l
}

// url returns the URL of the list with another order or position.
func (l Listing) url(sort string, from int) string {
	query := maps.Clone(l.kept)
	if l.Query != "" {
		query.Set("q", l.Query)
	}
	if sort != "" {
		query.Set("sort", sort)
	}
	if from > 0 {
		query.Set("from", strconv.Itoa(from))
	}
	if len(query) == 0 {
		return l.Path
	}
	return l.Path + "?" + query.Encode()
}
