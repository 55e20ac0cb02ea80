package seed

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed schema.json
var document []byte

// Schema returns the JSON Schema (draft 2020-12) of seed files.
func Schema() []byte { return slices.Clone(document) }

// compile compiles the schema. It fails only if the embedded document is invalid.
func compile() (*jsonschema.Schema, error) {
	const url = "mem:///seed.json"
	decoded, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return nil, fmt.Errorf("parsing the schema of seed files: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(url, decoded); err != nil {
		return nil, fmt.Errorf("adding the schema of seed files: %w", err)
	}
	compiled, err := compiler.Compile(url)
	if err != nil {
		return nil, fmt.Errorf("compiling the schema of seed files: %w", err)
	}
	return compiled, nil
}
