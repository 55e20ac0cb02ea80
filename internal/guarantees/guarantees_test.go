// Package guarantees verifies that the guide to guarantees names existing tests, what
// SECURITY.md says of the fuzz targets, that updates and checks reach each module, and
// that texts and sizes follow the project's rules.
package guarantees

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the repository's folder.
const root = "../.."

// walkFiles calls visit with each file of the repository but what is hidden, or
// installed for Node.js.
func walkFiles(visit func(path string) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !entry.IsDir():
			return visit(path)
		case entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && path != root:
			return fs.SkipDir
		}
		return nil
	})
}

// testFunctions calls visit with each function of the repository's test files.
func testFunctions(t *testing.T, visit func(path string, function *ast.FuncDecl)) {
	t.Helper()
	err := walkFiles(func(path string) error {
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil {
				visit(path, f)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEachGuaranteeNamesItsTest(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join(root, "docs/guides/guarantees.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{}
	testFunctions(t, func(_ string, function *ast.FuncDecl) { tests[function.Name.Name] = true })
	promises := 0
	for line := range strings.Lines(string(guide)) {
		promise, isRow := strings.CutPrefix(line, "| ")
		if !isRow || strings.HasPrefix(promise, "Promise") {
			continue
		}
		promises++
		named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(promise, -1)
		if len(named) == 0 {
			t.Errorf("this promise names no test: %s", line)
		}
		for _, name := range named {
			if !tests[name[1]] {
				t.Errorf("there is no test %s, which this promise names: %s", name[1], line)
			}
		}
	}
	if promises < 30 {
		t.Errorf("the guide has %d promises", promises)
	}
}

// The matrix of versions in the index names tests that exist, at least one for each feature.
func TestTheMatrixOfVersionsNamesItsTests(t *testing.T) {
	t.Parallel()
	index, err := os.ReadFile(filepath.Join(root, "docs/index.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, matrix, _ := strings.Cut(string(index), "### What is tested with which version")
	matrix, _, _ = strings.Cut(matrix, "\n## ")
	tests := map[string]bool{}
	testFunctions(t, func(_ string, function *ast.FuncDecl) { tests[function.Name.Name] = true })
	features := 0
	for line := range strings.Lines(matrix) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Feature") {
			continue
		}
		features++
		named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			t.Errorf("this feature names no test: %s", line)
		}
		for _, name := range named {
			if !tests[name[1]] {
				t.Errorf("there is no test %s, which this feature names: %s", name[1], line)
			}
		}
	}
	if features < 15 {
		t.Errorf("the matrix has %d features", features)
	}
}

func TestEachFuzzTargetHasACorpus(t *testing.T) {
	t.Parallel()
	targets := 0
	testFunctions(t, func(path string, function *ast.FuncDecl) {
		name := function.Name.Name
		if !strings.HasPrefix(name, "Fuzz") {
			return
		}
		targets++
		seeded := false
		ast.Inspect(function, func(node ast.Node) bool {
			called, ok := node.(*ast.SelectorExpr)
			seeded = seeded || ok && called.Sel.Name == "Add"
			return true
		})
		if files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "testdata", "fuzz", name, "*")); !seeded && len(files) == 0 {
			t.Errorf("%s: %s has neither seeds (f.Add) nor files", path, name)
		}
	})
	if targets < 20 {
		t.Errorf("there are %d fuzz targets", targets)
	}
}
