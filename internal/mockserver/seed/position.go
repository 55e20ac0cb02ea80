package seed

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// position is a place in a file, from 1. column counts characters; it is 0 if unknown.
type position struct{ line, column int }

// Error is one problem of a seed file.
type Error struct {
	// File is the name of the file, Line and Column the place in it, from 1. Column is 0
	// where only the line is known.
	File         string
	Line, Column int
	// Problem says what is wrong, and what is allowed.
	Problem string
}

// Error returns "FILE:LINE:COLUMN: PROBLEM", the form that editors and terminals link.
func (e *Error) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Problem)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Problem)
}

// maxProblems is how many problems of a file are reported at most.
const maxProblems = 20

// problems collects the problems of one file.
type problems struct {
	file  string
	found []*Error
}

func (p *problems) add(at position, format string, args ...any) {
	p.found = append(p.found, &Error{p.file, at.line, at.column, fmt.Sprintf(format, args...)})
}

// err returns the problems in the order of the file, one on a line, each once; nil if there
// are no problems.
func (p *problems) err() error {
	slices.SortStableFunc(p.found, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(a.Problem, b.Problem))
	})
	found := slices.CompactFunc(p.found, func(a, b *Error) bool { return *a == *b })
	more := len(found) - maxProblems
	var all []error
	for _, each := range found[:min(len(found), maxProblems)] {
		all = append(all, each)
	}
	if more > 0 {
		all = append(all, fmt.Errorf("%s: and %d more", p.file, more))
	}
	return errors.Join(all...)
}
