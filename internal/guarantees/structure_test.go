package guarantees

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The sizes that keep a package readable. The limits of a package are without its
// tests; those of files and functions are for tests too. In a test, a table of cases
// does not count.
const (
	maxPackageLines  = 2000
	maxPackageFiles  = 25
	maxFileLines     = 400
	maxFunctionLines = 70
)

// sizesNotDone are the paths in which a size is exceeded still: a path of a
// folder covers everything below it. The list only gets shorter.
func sizesNotDone() []string {
	return nil
}

// isBelow reports whether a path is one of the paths from the repository's root,
// or in one of these folders.
func isBelow(path string, folders []string) bool {
	path = strings.TrimPrefix(filepath.ToSlash(path), root+"/")
	for _, folder := range folders {
		if path == folder || strings.HasPrefix(path, folder+"/") {
			return true
		}
	}
	return false
}

func TestPackagesFilesAndFunctionsAreSmall(t *testing.T) {
	t.Parallel()
	type size struct{ files, lines int }
	packages := map[string]*size{}
	err := walkFiles(func(path string) error {
		if filepath.Ext(path) != ".go" || isBelow(path, sizesNotDone()) {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines := strings.Count(string(source), "\n")
		if lines > maxFileLines {
			t.Errorf("%s has %d lines; at most %d are allowed", path, lines, maxFileLines)
		}
		if !strings.HasSuffix(path, "_test.go") {
			folder := filepath.Dir(path)
			if packages[folder] == nil {
				packages[folder] = &size{}
			}
			packages[folder].files++
			packages[folder].lines += lines
		}
		return checkFunctions(t, path, source)
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, size := range packages {
		if size.files > maxPackageFiles || size.lines > maxPackageLines {
			t.Errorf("the package in %s has %d files with %d lines; at most %d files and %d lines are allowed",
				folder, size.files, size.lines, maxPackageFiles, maxPackageLines)
		}
	}
	if len(packages) < 20 {
		t.Errorf("the search found only %d packages", len(packages))
	}
}

// checkFunctions reports the functions of a file that are too long.
func checkFunctions(t *testing.T, path string, source []byte) error {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, declaration := range file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		begin, end := files.Position(function.Pos()).Line, files.Position(function.End()).Line
		lines := end - begin + 1
		if strings.HasSuffix(path, "_test.go") {
			lines -= tableLines(files, function)
		}
		if lines > maxFunctionLines {
			t.Errorf("%s:%d: %s has %d lines; at most %d are allowed", path, begin, function.Name.Name, lines, maxFunctionLines)
		}
	}
	return nil
}

// tableLines counts the lines of a function that are in literals of lists and maps.
func tableLines(files *token.FileSet, function *ast.FuncDecl) int {
	lines := 0
	ast.Inspect(function, func(node ast.Node) bool {
		literal, ok := node.(*ast.CompositeLit)
		if !ok {
			return true
		}
		switch literal.Type.(type) {
		case *ast.ArrayType, *ast.MapType:
			lines += files.Position(literal.End()).Line - files.Position(literal.Pos()).Line
			return false
		}
		return true
	})
	return lines
}

// Each entry of a list of exceptions is a path that exists.
func TestExceptionsAreOfPathsThatExist(t *testing.T) {
	t.Parallel()
	for _, path := range append(wordsNotDone(), sizesNotDone()...) {
		if _, err := os.Stat(filepath.Join(root, path)); err != nil {
			t.Errorf("remove the exception for %s: %v", path, err)
		}
	}
}
