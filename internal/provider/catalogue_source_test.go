package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// notProvoked are the summaries that no entry of the catalogue shows, as patterns of
// checkSummaries, and why.
func notProvoked() [][2]string {
	const bug = "It reports a bug of the provider or of Terraform."
	return [][2]string{
		{`Reading Terraform's values failed`, bug},
		{`Writing the state failed`, bug},
		{`Encoding a setting failed`, bug},
		{`Clearing a setting failed`, bug},
		{`Planning a setting failed`, bug},
		{`Remembering the configured settings failed`, bug},
		{`Reading what was configured failed`, "The private state of an object was edited by hand."},
		{`Reading the private state failed`, "The private state of an object was edited by hand."},
		{`Reading the private state of the client failed`, "The private state of an object was edited by hand."},
		{`Writing the private state failed`, bug},
		{`Noting the client's secret failed`, bug},
		{`The provider is not configured as expected`, bug},
		{`A wanted scope was not granted`, "The service refuses the request instead; it is for a tenant that grants less without a refusal."},
		{`Another process changes the scopes of this API`, "It needs a second process that writes at the same moment; TestAccScopes_whoLosesToTheSetOfAnotherProcessIsTold has it."},
		{`Taken over: the credentials of client `, "It needs a run that was killed while it created them; TestAccKill_credentialsAreTakenOver has it."},
		{`Noting the create failed`, "It needs a folder for the journal that is not writable."},
		{`Reading the timeouts failed`, bug},
	}
}

// checkSummaries compares the summaries of the catalogue with those in the source, and
// returns the list of those that are not provoked.
func checkSummaries(t *testing.T, shown []string) string {
	t.Helper()
	patterns := summariesInSource(t)
	var b strings.Builder
	for _, exception := range notProvoked() {
		if !slices.Contains(patterns, regexp.QuoteMeta(exception[0])) && !slices.Contains(patterns, regexp.QuoteMeta(exception[0])+".+") {
			t.Errorf("no diagnostic has the summary %q, which the list of exceptions has", exception[0])
		}
		b.WriteString("- " + exception[0] + ": " + exception[1] + "\n")
	}
	for _, pattern := range patterns {
		whole := regexp.MustCompile(`^(?s)` + pattern + `$`)
		excepted := slices.ContainsFunc(notProvoked(), func(e [2]string) bool { return regexp.QuoteMeta(e[0]) == strings.TrimSuffix(pattern, ".+") })
		if found := slices.ContainsFunc(shown, whole.MatchString); found == excepted {
			t.Errorf("the summary %q: in the catalogue: %v, an exception: %v", pattern, found, excepted)
		}
	}
	return b.String()
}

// summariesInSource returns the summaries of all diagnostics as patterns: what a
// program inserts matches anything.
func summariesInSource(t *testing.T) []string {
	t.Helper()
	var patterns []string
	for directory, files := range sourceByPackage(t) {
		constants := map[string]string{}
		for _, file := range files {
			collectConstants(file, constants)
		}
		for _, file := range files {
			for _, declaration := range file.Decls {
				function, isFunction := declaration.(*ast.FuncDecl)
				if !isFunction || function.Body == nil {
					continue
				}
				for _, pattern := range summariesOf(function, constants) {
					if pattern == "" {
						t.Errorf("%s: %s has a diagnostic whose summary this test cannot read", directory, function.Name.Name)
					} else if !slices.Contains(patterns, pattern) {
						patterns = append(patterns, pattern)
					}
				}
			}
		}
	}
	slices.Sort(patterns)
	return patterns
}

func sourceByPackage(t *testing.T) map[string][]*ast.File {
	t.Helper()
	files := map[string][]*ast.File{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		files[filepath.Dir(path)] = append(files[filepath.Dir(path)], file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func collectConstants(file *ast.File, constants map[string]string) {
	ast.Inspect(file, func(node ast.Node) bool {
		spec, isValue := node.(*ast.ValueSpec)
		if !isValue {
			return true
		}
		for i, name := range spec.Names {
			if i < len(spec.Values) {
				if literal, isLiteral := spec.Values[i].(*ast.BasicLit); isLiteral && literal.Kind == token.STRING {
					constants[name.Name], _ = strconv.Unquote(literal.Value)
				}
			}
		}
		return true
	})
}

// summaryArgument is the place of the summary among the arguments of each function
// that makes a diagnostic.
func summaryArgument(name string) int {
	switch name {
	case "AddError", "AddWarning", "NewErrorDiagnostic", "NewWarningDiagnostic":
		return 0
	case "AddAttributeError", "AddAttributeWarning", "NewAttributeErrorDiagnostic", "NewAttributeWarningDiagnostic", "Warning":
		return 1
	}
	return -1
}

// summariesOf returns the patterns of the summaries in a function; "" for a summary
// that cannot be read. A parameter named summary is read where the function is called.
func summariesOf(function *ast.FuncDecl, constants map[string]string) []string {
	local := localStrings(function, constants)
	var patterns []string
	ast.Inspect(function.Body, func(node ast.Node) bool {
		call, isCall := node.(*ast.CallExpr)
		if !isCall {
			return true
		}
		name := ""
		switch called := call.Fun.(type) {
		case *ast.SelectorExpr:
			name = called.Sel.Name
		case *ast.Ident:
			name = called.Name
		}
		at := summaryArgument(name)
		if at < 0 || at >= len(call.Args) {
			return true
		}
		if ident, isIdent := call.Args[at].(*ast.Ident); isIdent && ident.Name == "summary" && hasParameter(function, "summary") {
			return true
		}
		patterns = append(patterns, patternOf(call.Args[at], local))
		return true
	})
	return patterns
}

func hasParameter(function *ast.FuncDecl, name string) bool {
	return slices.ContainsFunc(function.Type.Params.List, func(field *ast.Field) bool {
		return slices.ContainsFunc(field.Names, func(ident *ast.Ident) bool { return ident.Name == name })
	})
}

// localStrings are the patterns of the strings that a function assigns, beside the
// constants of the package.
func localStrings(function *ast.FuncDecl, constants map[string]string) map[string]string {
	known := map[string]string{}
	for name, text := range constants {
		known[name] = regexp.QuoteMeta(text)
	}
	ast.Inspect(function.Body, func(node ast.Node) bool {
		assignment, isAssignment := node.(*ast.AssignStmt)
		if isAssignment && len(assignment.Lhs) == len(assignment.Rhs) {
			for i, left := range assignment.Lhs {
				if ident, isIdent := left.(*ast.Ident); isIdent {
					if pattern := patternOf(assignment.Rhs[i], known); pattern != "" && known[ident.Name] == "" {
						known[ident.Name] = pattern
					}
				}
			}
		}
		return true
	})
	return known
}

var verb = regexp.MustCompile(`%(\\\[\d+\\\])?[a-z]`)

// patternOf returns the pattern of a string expression; "" if it has no literal part.
func patternOf(expression ast.Expr, known map[string]string) string {
	switch e := expression.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			return ""
		}
		return regexp.QuoteMeta(text)
	case *ast.Ident:
		return known[e.Name]
	case *ast.BinaryExpr:
		left, right := patternOf(e.X, known), patternOf(e.Y, known)
		if left == "" && right == "" {
			return ""
		}
		return orAnything(left) + orAnything(right)
	case *ast.CallExpr:
		called, isSelector := e.Fun.(*ast.SelectorExpr)
		if isSelector && called.Sel.Name == "Sprintf" {
			return verb.ReplaceAllString(patternOf(e.Args[0], known), ".+")
		}
		if isSelector && called.Sel.Name == "UndefinedScopes" {
			return `API .+ does not define the .+`
		}
	}
	return ""
}

func orAnything(pattern string) string {
	if pattern == "" {
		return ".+"
	}
	return pattern
}
