package export

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// maxOnOneLine is how many elements a list on one line has at most.
const maxOnOneLine = 3

// texts returns a list of strings, on one line or with one line for each.
func texts(list []any, unordered bool) hclwrite.Tokens {
	values := make([]string, len(list))
	for i, each := range list {
		values[i], _ = each.(string)
	}
	if unordered {
		slices.Sort(values)
	}
	elements := make([]hclwrite.Tokens, len(values))
	for i, each := range values {
		elements[i] = hclwrite.TokensForValue(cty.StringVal(each))
	}
	if len(elements) <= maxOnOneLine {
		return hclwrite.TokensForTuple(elements)
	}
	newline := &hclwrite.Token{Type: hclsyntax.TokenNewline, Bytes: []byte("\n")}
	tokens := hclwrite.Tokens{{Type: hclsyntax.TokenOBrack, Bytes: []byte("[")}, newline}
	for _, each := range elements {
		tokens = append(tokens, each...)
		tokens = append(tokens, &hclwrite.Token{Type: hclsyntax.TokenComma, Bytes: []byte(",")}, newline)
	}
	return append(tokens, &hclwrite.Token{Type: hclsyntax.TokenCBrack, Bytes: []byte("]")})
}
