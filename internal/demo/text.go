package main

import "strings"

// planBody cuts a rendered plan down to the changes and the count: without
// legend, warnings and advice.
func planBody(text string) string {
	var kept []string
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "  # ") {
			inside = true
		}
		if inside {
			kept = append(kept, strings.TrimPrefix(line, "  "))
		}
		if strings.HasPrefix(line, "Plan: ") {
			inside = false
		}
	}
	return strings.Join(kept, "\n")
}

// wrap breaks text into lines of at most width characters, where it has spaces.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		switch {
		case column == 0:
		case column+1+len(word) > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
