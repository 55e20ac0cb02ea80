package main

import (
	"fmt"
	"io"
	"strings"
)

// printer prints the steps of the demo.
type printer struct{ w io.Writer }

func (p printer) title(text string) { fmt.Fprintf(p.w, "\n%s\n", text) }

// command prints a command as a user would type it.
func (p printer) command(words ...string) { p.lines("$ " + strings.Join(words, " ")) }

// lines prints a text, indented.
func (p printer) lines(text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		fmt.Fprintln(p.w, strings.TrimRight("   "+line, " "))
	}
}

// result prints the result of a step, after the step has checked it.
func (p printer) result(text string) { p.lines("=> " + text) }
