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

// byHand are the folders of docs/ that are not generated.
var byHand = []string{"guides", "images"} //nolint:gochecknoglobals // a constant that Go has no form for

// pages reads the generated files below a folder of documentation. The keys are
// relative paths with slashes. The result is empty if the folder does not exist.
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

// differences describes how the existing pages differ from the wanted pages, one
// line for each page.
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

// firstDifference describes the first difference of two contents that differ.
func firstDifference(have, want []byte) string {
	is, should := strings.Split(string(have), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(is), len(should)) {
		if is[i] != should[i] {
			return fmt.Sprintf("stale from line %d: it has %q, and should have %q", i+1, is[i], should[i])
		}
	}
	return fmt.Sprintf("stale: it has %d lines, and should have %d", len(is), len(should))
}

// replace writes the wanted pages into a folder, and removes all other generated
// pages.
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
			return fmt.Errorf("creating a folder of pages: %w", err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), content, 0o644); err != nil { //nolint:gosec // documentation is public
			return fmt.Errorf("writing a page: %w", err)
		}
	}
	return nil
}
