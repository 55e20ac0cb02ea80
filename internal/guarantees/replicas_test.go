package guarantees

import (
	"go/ast"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// programs is the folder of the tests with third-party programs.
const programs = "internal/mockserver/interop"

// Without this, a test that gets another name would no longer run with replicas, and nothing
// would report it. All tests with third-party programs run with replicas.
func TestTheTestsWithReplicasAreTestsThatExist(t *testing.T) {
	t.Parallel()
	script := strings.Join(lines(t, "internal/tools/replica-tests.sh"), "\n")
	for variable, folder := range map[string]string{"provider": "internal/provider", "programs": programs} {
		pattern := regexp.MustCompile(`(?m)^` + variable + `='(\^Test.*)\((.*)\)'$`).FindStringSubmatch(script)
		if pattern == nil {
			t.Fatalf("replica-tests.sh has no %s as this test knows it", variable)
		}
		names := testsOf(t, folder)
		for word := range strings.SplitSeq(pattern[2], "|") {
			if !regexp.MustCompile(`(?m)` + pattern[1] + word).MatchString(strings.Join(names, "\n")) {
				t.Errorf("no test of %s matches %s%s", folder, pattern[1], word)
			}
		}
		if folder != programs {
			continue
		}
		for _, name := range names {
			if !regexp.MustCompile(pattern[1] + "(" + pattern[2] + ")").MatchString(name) {
				t.Errorf("%s of %s does not run with replicas: no %s in replica-tests.sh matches it", name, folder, variable)
			}
		}
	}
}

// testsOf returns the names of the tests of a folder.
func testsOf(t *testing.T, folder string) (names []string) {
	t.Helper()
	testFunctions(t, func(path string, function *ast.FuncDecl) {
		if filepath.Dir(path) == filepath.Join(root, folder) && strings.HasPrefix(function.Name.Name, "Test") {
			names = append(names, function.Name.Name)
		}
	})
	return names
}
