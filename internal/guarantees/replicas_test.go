package guarantees

import (
	"go/ast"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Without this, a test that gets another name would no longer run with replicas, and nothing
// would report it.
func TestTheTestsWithReplicasAreTestsThatExist(t *testing.T) {
	t.Parallel()
	script := strings.Join(lines(t, "internal/tools/replica-tests.sh"), "\n")
	for variable, folder := range map[string]string{"provider": "internal/provider", "programs": "internal/mockserver/interop"} {
		pattern := regexp.MustCompile(`(?m)^` + variable + `='(\^Test.*)\((.*)\)'$`).FindStringSubmatch(script)
		if pattern == nil {
			t.Fatalf("replica-tests.sh has no %s as this test knows it", variable)
		}
		var names []string
		testFunctions(t, func(path string, function *ast.FuncDecl) {
			if filepath.Dir(path) == filepath.Join(root, folder) {
				names = append(names, function.Name.Name)
			}
		})
		for word := range strings.SplitSeq(pattern[2], "|") {
			if !regexp.MustCompile(`(?m)` + pattern[1] + word).MatchString(strings.Join(names, "\n")) {
				t.Errorf("no test of %s matches %s%s", folder, pattern[1], word)
			}
		}
	}
}
