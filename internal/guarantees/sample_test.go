package guarantees

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheSampleForOpenTofuNamesTestsThatThereAre(t *testing.T) {
	t.Parallel()
	script := strings.Join(lines(t, "internal/tools/opentofu-sample.sh"), "\n")
	sample := regexp.MustCompile(`(?m)^sample='\^\(TestAcc\((.*)\)\|(Test\w+)\)'$`).FindStringSubmatch(script)
	if sample == nil {
		t.Fatal("opentofu-sample.sh has no sample as this test knows it")
	}
	var names []string
	testFunctions(t, func(_ string, function *ast.FuncDecl) { names = append(names, function.Name.Name) })
	for kind := range strings.SplitSeq(sample[1], "|") {
		if !regexp.MustCompile(`(?m)^TestAcc(` + kind + `)`).MatchString(strings.Join(names, "\n")) {
			t.Errorf("no test is a TestAcc%s", kind)
		}
	}
	if !slices.Contains(names, sample[2]) {
		t.Errorf("there is no %s", sample[2])
	}
}
