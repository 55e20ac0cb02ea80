package guarantees

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

// avoidedWords are turns of phrase that a reader who knows Go, Terraform and
// OAuth trips over, each with what to write instead.
func avoidedWords() map[*regexp.Regexp]string {
	instead := map[string]string{
		`nobody|somebody`:            "name who it is: the user, another process, no caller",
		`anew|afresh`:                "again",
		`no more`:                    "no longer; or: at most",
		`tells? whether`:             "reports whether",
		`ones? that`:                 "repeat the noun: the key that",
		`(is|are|was|were) none`:     "there is no X; is not an X; is missing",
		`none of (its|our) business`: "is ignored",
		`of ours|none of ours`:       "this project's",
		`but for (the|what|its|those|an?|in|\w+_\w+)`: "except for",
		`whoever|likewise|whereupon|thereupon`:        "name who it is; write a second sentence",
		`is told|tells? of`:                           "learns, is reported; says about",
	}
	words := map[*regexp.Regexp]string{}
	for word, advice := range instead {
		words[regexp.MustCompile(`(?i)\b(`+strings.ReplaceAll(word, " ", `\s+`)+`)\b`)] = advice
	}
	return words
}

// wordsNotDone are the paths whose texts still have such words: a path of a
// folder covers everything below it. The list only gets shorter.
func wordsNotDone() []string {
	return nil
}

// passage is a piece of text of a file, and the line that it begins on.
type passage struct {
	line int
	text string
}

// passages returns what a person reads of a file: the comments of Go code, also
// its string literals outside tests, and the text of Markdown outside its code.
func passages(path string) ([]passage, error) {
	switch filepath.Ext(path) {
	case ".go":
		return goPassages(path)
	case ".md":
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		prose := regexp.MustCompile("(?ms)^```.*?^```").ReplaceAllStringFunc(string(content), func(code string) string {
			return strings.Repeat("\n", strings.Count(code, "\n"))
		})
		return []passage{{line: 1, text: prose}}, nil
	default:
		return nil, nil
	}
}

func goPassages(path string) ([]passage, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []passage
	for _, group := range file.Comments {
		var text strings.Builder // as it is written, so that lines can be counted
		for _, comment := range group.List {
			text.WriteString(strings.TrimPrefix(comment.Text, "//") + "\n")
		}
		found = append(found, passage{line: files.Position(group.Pos()).Line, text: text.String()})
	}
	if strings.HasSuffix(path, "_test.go") {
		return found, nil
	}
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			found = append(found, passage{line: files.Position(literal.Pos()).Line, text: literal.Value})
		}
		return true
	})
	return found, nil
}

func TestTextsAreInPlainEnglish(t *testing.T) {
	t.Parallel()
	if read := avoid(t, avoidedWords(), wordsNotDone(), passages); read < 2000 {
		t.Errorf("the search read only %d passages", read)
	}
}

// avoid reports each of the words in the passages of all files except those below the
// excluded paths, and returns how many passages it read.
func avoid(t *testing.T, words map[*regexp.Regexp]string, excluded []string, passagesOf func(path string) ([]passage, error)) (read int) {
	t.Helper()
	err := walkFiles(func(path string) error {
		if isBelow(path, excluded) {
			return nil
		}
		texts, err := passagesOf(path)
		for _, p := range texts {
			read++
			for word, advice := range words {
				for _, at := range word.FindAllStringIndex(p.text, -1) {
					line := p.line + strings.Count(p.text[:at[0]], "\n")
					t.Errorf("%s:%d: %q; write instead: %s", path, line, p.text[at[0]:at[1]], advice)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return read
}
