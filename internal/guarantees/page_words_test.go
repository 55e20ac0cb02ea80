package guarantees

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pageWords are phrases that a page, a description or a help text must not have,
// each with what to write instead. The first group are riddles and tics. The second
// group are other names for terms of the glossary (docs/guides/glossary.md).
func pageWords() map[*regexp.Regexp]string {
	instead := map[string]string{
		`is no (identity|error|token|change|drift|provider)`: "is not a …",
		`none (is|are)`:                  "no X is …",
		`is not one`:                     "is not a …",
		`whoever|whichever|whatever you`: "name who or what it is",
		`what differs`:                   "objects that differ",
		`(is|are|was|unless|when|if) given|given filters?`: "is set; all filters",
		`the tenant (makes|made)`:                          "the tenant generates, or creates",
		`unless set`:                                       "by default",
		`but for`:                                          "except for",
		`each for itself`:                                  "separately",
		`(is|are|stays?|remains?|not) good`:                "is valid",
		`tells (of|which|that|when|the|a|an)`:              "says, reports, shows",
		`whereupon|thereof|therewith|hereby|likewise`:      "write a second sentence",
		`anybody|everybody`:                                "name who it is; anyone",

		`(the|its|whole|published) key sets?`:                       "JWKS",
		`(takes?|taken|took) (it|them|these|over)( over)? what`:     "adopts",
		`asks? (it |them )?for (a|the|an|another) (token|scope)`:    "requests",
		`(state|file|files|plan|tenant|log) holds?`:                 "contains",
		`lost answers?|answer (was|is) lost`:                        "lost response",
		`(an?|the|its|their|no) answers? (of|from|to) (the )?(\w+)`: "response",
		`published keys`:      "JWKS",
		`service's own APIs?`: "system APIs",
		`grants? on (an|the|its|this|that|each|your) (\w+ )*APIs?\b`: "grant for the API",
		`(sign|signs|signed) in as`:                                  "authenticates as",
	}
	words := map[*regexp.Regexp]string{}
	for word, advice := range instead {
		words[regexp.MustCompile(`(?i)\b(`+strings.ReplaceAll(word, " ", `\s+`)+`)\b`)] = advice
	}
	return words
}

// pageWordsNotDone are the pages whose texts still have such words. The list only
// gets shorter.
func pageWordsNotDone() []string {
	return []string{
		"docs/guides/fidelity.md",    // its rows are in the words of their recordings
		"docs/guides/rate-limits.md", // quotes the log
	}
}

// pagePassages returns what a user reads in a file: Markdown outside its code,
// templates, comments of examples, and the texts of the commands.
func pagePassages(path string) ([]passage, error) {
	relative := strings.TrimPrefix(filepath.ToSlash(path), root+"/")
	switch {
	case filepath.Ext(path) == ".md":
		return passages(path)
	case filepath.Ext(path) == ".tmpl", strings.HasPrefix(relative, "examples/") && strings.HasSuffix(path, ".tf"):
		content, err := os.ReadFile(path)
		return []passage{{line: 1, text: string(content)}}, err
	case relative == "main.go", strings.HasPrefix(relative, "internal/mockserver/command/") && !strings.HasSuffix(path, "_test.go"):
		texts, err := goPassages(path)
		var help []passage
		for _, p := range texts {
			if strings.HasPrefix(p.text, "`") || strings.HasPrefix(p.text, `"`) {
				help = append(help, p)
			}
		}
		return help, err
	default:
		return nil, nil
	}
}

func TestPagesUseTheTermsOfTheGlossary(t *testing.T) {
	t.Parallel()
	if read := avoid(t, pageWords(), pageWordsNotDone(), pagePassages); read < 300 {
		t.Errorf("the search read only %d texts", read)
	}
}
