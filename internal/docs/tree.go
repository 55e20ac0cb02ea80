package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// byHand are the folders of docs that nothing generates.
var byHand = []string{"guides", "images"} //nolint:gochecknoglobals // a constant that Go has no form for

// pages reads the generated files of a folder of documentation, by their path in
// it with slashes. A folder that does not exist has none.
func pages(dir string) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			if file == dir && errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			}
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if entry.IsDir() {
			if slices.Contains(byHand, name) {
				return fs.SkipDir
			}
			return nil
		}
		out[name], err = os.ReadFile(file) //nolint:gosec // a file of the documentation
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the documentation in %s: %w", dir, err)
	}
	return out, nil
}

// differences says how the pages that are there differ from what they should
// be, one page a line.
func differences(have, want map[string][]byte) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if content, ok := have[name]; !ok {
			lines = append(lines, name+" is missing")
		} else if !bytes.Equal(content, want[name]) {
			lines = append(lines, name+" is "+firstDifference(content, want[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if _, ok := want[name]; !ok {
			lines = append(lines, name+" describes nothing that the provider has")
		}
	}
	return lines
}

// firstDifference tells where two contents, which differ, begin to do so.
func firstDifference(have, want []byte) string {
	is, should := strings.Split(string(have), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(is), len(should)) {
		if is[i] != should[i] {
			return fmt.Sprintf("stale from line %d: it has %q, and should have %q", i+1, is[i], should[i])
		}
	}
	return fmt.Sprintf("stale: it has %d lines, and should have %d", len(is), len(should))
}

// replace makes the generated pages of a folder those that it should have.
func replace(dir string, have, want map[string][]byte) error {
	for name := range have {
		if _, ok := want[name]; ok {
			continue
		}
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			return fmt.Errorf("removing a page: %w", err)
		}
	}
	for name, content := range want {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(path.Dir(name))), 0o755); err != nil { //nolint:gosec // documentation is public
			return fmt.Errorf("making a folder of pages: %w", err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), content, 0o644); err != nil { //nolint:gosec // documentation is public
			return fmt.Errorf("writing a page: %w", err)
		}
	}
	return nil
}
