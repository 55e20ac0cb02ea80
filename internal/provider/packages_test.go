package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// objectPackages are the packages of the provider's objects.
func objectPackages() []string {
	return []string{"accessreview", "accesstoken", "assignment", "client", "clientcimd", "clientcredentials", "clientgrant", "grantset", "resourceserver", "role", "scope", "signingkey", "tenantsettings"}
}

// registered are what a package of an object exports, for the root to register.
func registered() []string {
	return []string{"Resources", "DataSources", "Ephemeral", "Lists", "Actions", "Functions"}
}

const ownPath = "github.com/auth0api/terraform-provider-auth0api/internal/provider"

// The packages of the provider depend one way: root → objects → session → values →
// kit → settings. Objects never import each other.
func TestThePackagesOfTheProviderDependOneWay(t *testing.T) {
	t.Parallel()
	allowed := map[string][]string{
		"settings": {},
		"kit":      {"settings"},
		"values":   {"kit", "settings"},
		"session":  {"values", "kit", "settings"},
		// What the two objects about client grants share.
		"grantrules": {"session", "values", "kit", "settings"},
	}
	for _, object := range objectPackages() {
		allowed[object] = []string{"session", "values", "kit", "settings"}
		if object == "clientgrant" || object == "grantset" {
			allowed[object] = append(allowed[object], "grantrules")
		}
	}
	for pkg, may := range allowed {
		for _, file := range sourceFiles(t, pkg) {
			for _, spec := range file.Imports {
				path, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				other, own := strings.CutPrefix(path, ownPath+"/")
				if path == ownPath || own && !slices.Contains(may, other) {
					t.Errorf("package %s imports %s; it may import %v of the provider", pkg, path, may)
				}
			}
		}
	}
}

// A package of an object exports what the root registers and nothing else.
func TestAnObjectExportsOnlyWhatTheRootRegisters(t *testing.T) {
	t.Parallel()
	for _, pkg := range objectPackages() {
		for _, file := range sourceFiles(t, pkg) {
			for _, name := range exportedNames(file) {
				if !slices.Contains(registered(), name) {
					t.Errorf("package %s exports %s; it exports only %v", pkg, name, registered())
				}
			}
		}
	}
}

// exportedNames are the exported functions, types, variables and constants of a
// file. Methods are part of their types.
func exportedNames(file *ast.File) []string {
	var names []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.IsExported() {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if spec.Name.IsExported() {
						names = append(names, spec.Name.Name)
					}
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						if name.IsExported() {
							names = append(names, name.Name)
						}
					}
				}
			}
		}
	}
	return names
}

// sourceFiles parses the files of a package, without its tests.
func sourceFiles(t *testing.T, pkg string) []*ast.File {
	t.Helper()
	entries, err := os.ReadDir(pkg)
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(pkg, entry.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if len(files) == 0 {
		t.Fatalf("package %s has no files", pkg)
	}
	return files
}
