package oauth_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecretsAreComparedInConstantTime reads the code: no == or != has a secret
// on one side and anything but "" on the other. What compares them instead
// (crypto/subtle, crypto/hmac) takes the same time wherever they differ.
func TestSecretsAreComparedInConstantTime(t *testing.T) {
	t.Parallel()
	secretive := regexp.MustCompile(`(?i)secret|verifier\b|challenge\b|mac\b|refreshtoken\b|csrf`)
	for _, pattern := range []string{"*.go", "*/*.go", "../management/*.go", "../control/*.go", "../*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("the files of %s: %v, %v", pattern, files, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, path, source, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, declaration := range file.Decls {
				function, _ := declaration.(*ast.FuncDecl)
				ast.Inspect(declaration, func(node ast.Node) bool {
					compared, ok := node.(*ast.BinaryExpr)
					if !ok || compared.Op != token.EQL && compared.Op != token.NEQ || isLiteral(compared.X) || isLiteral(compared.Y) {
						return true
					}
					text := string(source[fset.Position(compared.Pos()).Offset:fset.Position(compared.End()).Offset])
					if secretive.MatchString(text) || function != nil && strings.HasPrefix(function.Name.Name, "same") && secretive.MatchString(function.Name.Name) {
						t.Errorf("%s: %s", fset.Position(compared.Pos()), text)
					}
					return true
				})
			}
		}
	}
}

// isLiteral reports whether a comparison with it only says whether there is
// something.
func isLiteral(e ast.Expr) bool {
	if name, ok := e.(*ast.Ident); ok {
		return name.Name == "nil"
	}
	_, ok := e.(*ast.BasicLit)
	return ok
}
