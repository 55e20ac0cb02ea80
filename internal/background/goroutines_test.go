package background_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// No goroutine of the plugin's can end it: in the packages that serve Terraform,
// each is started by this package, or its function begins by deferring Recover.
func TestEachGoroutineOfThePluginIsGuarded(t *testing.T) {
	t.Parallel()
	found := 0
	for _, dir := range []string{"management", "flight", "token", "provider", "journal", "retry", "tenant"} {
		err := filepath.WalkDir(filepath.Join("..", dir), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			guarded, unguarded := goroutines(file)
			found += guarded
			for _, node := range unguarded {
				t.Errorf("%s: use background.Go, or begin the function with defer background.Recover", files.Position(node.Pos()))
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if found < 10 {
		t.Errorf("the search finds only %d goroutines", found)
	}
}

func TestUnguardedGoroutinesAreFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"a go statement":               {"go func() { defer background.Recover(ctx, `a`, nil); work() }()", 1},
		"a named function":             {"go work()", 1},
		"after a context":              {"context.AfterFunc(ctx, func() { work() })", 1},
		"after a time":                 {"time.AfterFunc(1, work)", 1},
		"in a group":                   {"group.Go(func() { work(); defer background.Recover(ctx, `a`, nil) })", 1},
		"by this package":              {"background.Go(ctx, `a`, work, nil)", 0},
		"with Recover":                 {"group.Go(func() { defer background.Recover(ctx, `a`, nil); work() })", 0},
		"the end of a context":         {"time.AfterFunc(1, cancel)", 0},
		"the end of a context, nested": {"context.AfterFunc(ctx, s.stop)", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f() {\n"+c.body+"\n}", 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, unguarded := goroutines(file); len(unguarded) != c.want {
				t.Errorf("found %d, want %d", len(unguarded), c.want)
			}
		})
	}
}

// goroutines finds what starts goroutines in a file: how many are guarded, and
// where one is not.
func goroutines(file *ast.File) (guarded int, unguarded []ast.Node) {
	ast.Inspect(file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.GoStmt:
			unguarded = append(unguarded, n)
		case *ast.CallExpr:
			called, ok := n.Fun.(*ast.SelectorExpr)
			if !ok || len(n.Args) == 0 {
				break
			}
			name, run := called.Sel.Name, n.Args[len(n.Args)-1]
			switch {
			case isCall(n, "Go"):
				guarded++
			case (name == "AfterFunc" || name == "Go" || name == "TryGo") && !isGuarded(run):
				unguarded = append(unguarded, n)
			case name == "AfterFunc" || name == "Go" || name == "TryGo":
				guarded++
			}
		}
		return true
	})
	return guarded, unguarded
}

// isGuarded reports whether a function begins by deferring Recover, or only ends
// a context.
func isGuarded(run ast.Expr) bool {
	switch f := run.(type) {
	case *ast.FuncLit:
		if len(f.Body.List) == 0 {
			return false
		}
		first, ok := f.Body.List[0].(*ast.DeferStmt)
		return ok && isCall(first.Call, "Recover")
	case *ast.Ident:
		return f.Name == "cancel"
	case *ast.SelectorExpr:
		return f.Sel.Name == "stop" || f.Sel.Name == "cancel"
	}
	return false
}

// isCall reports whether a call is of this package's function.
func isCall(call *ast.CallExpr, function string) bool {
	called, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, ok := called.X.(*ast.Ident)
	return ok && of.Name == "background" && called.Sel.Name == function
}
