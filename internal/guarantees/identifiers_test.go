package guarantees

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// avoidedIdentifiers are names that say nothing to a reader who does not know this
// project, each with what to write instead.
func avoidedIdentifiers() map[string]string {
	return map[string]string{
		"anew": "again", "fresh": "isNew, created", "given": "isSet, configured, the thing itself", "goes": "willBeDeleted",
		"gone": "noContent, deleted", "laid": "merged", "leave": "permit", "left": "remaining, undeleted, first", "look": "find, read",
		"settle": "resolve, complete, wait", "tells": "reports",
	}
}

// declared returns the names that a node declares.
func declared(node ast.Node) []*ast.Ident {
	var names []*ast.Ident
	switch n := node.(type) {
	case *ast.FuncDecl:
		names = append(names, n.Name)
	case *ast.TypeSpec:
		names = append(names, n.Name)
	case *ast.ValueSpec:
		names = n.Names
	case *ast.Field:
		names = n.Names
	case *ast.RangeStmt:
		for _, expression := range []ast.Expr{n.Key, n.Value} {
			if name, ok := expression.(*ast.Ident); ok && n.Tok == token.DEFINE {
				names = append(names, name)
			}
		}
	case *ast.AssignStmt:
		for _, expression := range n.Lhs {
			if name, ok := expression.(*ast.Ident); ok && n.Tok == token.DEFINE {
				names = append(names, name)
			}
		}
	}
	return names
}

func TestIdentifiersAreTermsThatAReaderKnows(t *testing.T) {
	t.Parallel()
	avoided, read := avoidedIdentifiers(), 0
	err := walkFiles(func(path string) error {
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			for _, name := range declared(node) {
				read++
				if instead := avoided[name.Name]; instead != "" {
					t.Errorf("%s: %s is declared; write instead: %s", files.Position(name.Pos()), name.Name, instead)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 5000 {
		t.Errorf("the search read only %d declarations", read)
	}
}
