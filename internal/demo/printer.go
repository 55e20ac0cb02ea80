package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// printer writes the demo's story. Colour is for terminals alone.
type printer struct {
	w      io.Writer
	colour bool
}

func newPrinter(f *os.File) *printer {
	info, err := f.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0
	return &printer{w: f, colour: terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

func (p *printer) paint(code, text string) string {
	if !p.colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p *printer) title(text string) { fmt.Fprintf(p.w, "\n%s\n", p.paint("1", text)) }

func (p *printer) step(n int, title string) {
	fmt.Fprintf(p.w, "\n%s\n", p.paint("1;36", fmt.Sprintf("%d. %s", n, title)))
}

// command shows a command as one would type it.
func (p *printer) command(words ...string) {
	fmt.Fprintln(p.w, p.paint("2", "   $ "+strings.Join(words, " ")))
}

// lines prints text indented, each line on its own.
func (p *printer) lines(text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		fmt.Fprintln(p.w, strings.TrimRight("   "+line, " "))
	}
}

func (p *printer) linef(format string, args ...any) { p.lines(fmt.Sprintf(format, args...)) }

// shown says what the step has shown, once it was checked.
func (p *printer) shown(format string, args ...any) {
	fmt.Fprintln(p.w, p.paint("32", "   => "+fmt.Sprintf(format, args...)))
}
