package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// maxDepth limits how deeply values are nested.
const maxDepth = 50

// tree is a YAML document as the values of JSON, with the position of each value and key by
// JSON pointer.
type tree struct {
	value    any
	at, keys map[string]position
}

// yamlLine is the beginning of the library's messages, with the line.
var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s*)?(?:line (\d+): )?(.*)`)

// parseTree reads one YAML document. It reports problems to p, and returns nil if there are
// any. Values that JSON does not have are problems, and so are anchors, aliases, tags and
// keys that occur twice.
func parseTree(text []byte, p *problems) *tree {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		p.syntax(err)
		return nil
	}
	var next yaml.Node
	if err := decoder.Decode(&next); err == nil {
		p.add(position{max(next.Line, 1), next.Column}, "a seed file is one YAML document; remove the others")
		return nil
	} else if !errors.Is(err, io.EOF) {
		p.syntax(err)
		return nil
	}
	t := &tree{at: map[string]position{"": {1, 1}}, keys: map[string]position{}}
	t.value = map[string]any{} // an empty file
	before := len(p.found)
	if len(document.Content) > 0 {
		t.value = t.read(document.Content[0], "", 0, p)
		if t.value == nil && len(p.found) == before { // comments alone
			t.value = map[string]any{}
		}
	}
	if len(p.found) > before {
		return nil
	}
	return t
}

func (p *problems) syntax(err error) {
	parts := yamlLine.FindStringSubmatch(err.Error())
	line, _ := strconv.Atoi(parts[1])
	p.add(position{max(line, 1), 0}, "this is not YAML: %s", parts[2])
}

// read converts a node, whose JSON pointer is path.
func (t *tree) read(node *yaml.Node, path string, depth int, p *problems) any {
	at := position{node.Line, node.Column}
	t.at[path] = at
	switch {
	case depth > maxDepth:
		p.add(at, "values are nested more than %d levels deep", maxDepth)
	case node.Kind == yaml.AliasNode || node.Anchor != "":
		p.add(at, "anchors and aliases are not supported; write the value out")
	case node.Kind == yaml.MappingNode:
		return t.readMapping(node, path, depth, p)
	case node.Kind == yaml.SequenceNode:
		list := make([]any, 0, len(node.Content))
		for i, element := range node.Content {
			list = append(list, t.read(element, path+"/"+strconv.Itoa(i), depth+1, p))
		}
		return list
	default:
		return readScalar(node, at, p)
	}
	return nil
}

func (t *tree) readMapping(node *yaml.Node, path string, depth int, p *problems) any {
	object := map[string]any{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		at := position{key.Line, key.Column}
		if key.Kind != yaml.ScalarNode || key.Anchor != "" || key.Tag == "!!merge" {
			p.add(at, "a key is a text; lists, objects, aliases and << are not allowed")
			continue
		}
		member := path + "/" + escape(key.Value)
		if first, isThere := t.keys[member]; isThere {
			p.add(at, "the key %q is set already, in line %d", key.Value, first.line)
			continue
		}
		t.keys[member] = at
		object[key.Value] = t.read(value, member, depth+1, p)
	}
	return object
}

func readScalar(node *yaml.Node, at position, p *problems) any {
	switch node.ShortTag() {
	case "!!null":
		return nil
	case "!!str", "!!timestamp": // JSON has no times
		return node.Value
	}
	var value any
	if err := node.Decode(&value); err != nil {
		p.add(at, "%q is no value of JSON: expected a text, a number, true, false or null", node.Value)
		return nil
	}
	switch value := value.(type) {
	case bool:
		return value
	case int:
		return json.Number(strconv.Itoa(value))
	case int64:
		return json.Number(strconv.FormatInt(value, 10))
	case uint64:
		return json.Number(strconv.FormatUint(value, 10))
	case float64:
		if !math.IsInf(value, 0) && !math.IsNaN(value) {
			return json.Number(strconv.FormatFloat(value, 'g', -1, 64))
		}
	}
	p.add(at, "%q is no value of JSON: expected a text, a number, true, false or null", node.Value)
	return nil
}
