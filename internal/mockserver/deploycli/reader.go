package deploycli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

// Limits of the files. What the service allows a tenant is far smaller.
const (
	maxFileBytes = 8 << 20
	maxBytes     = 64 << 20
)

// reader reads files below one folder, within the limits.
type reader struct {
	// root keeps names, and symbolic links, from leading out of the folder.
	root      *os.Root
	keywords  replacer
	bytesLeft int64
}

// value reads a file as JSON or YAML. name is relative to the root, with slashes.
func (r *reader) value(name string) (any, error) {
	text, err := r.text(name)
	if err != nil {
		return nil, err
	}
	if isJSON(name) {
		value, err := schema.DecodeJSON([]byte(text))
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, invalid(text, fmt.Errorf("it is %w%s", err, whereInvalid(text))))
		}
		return value, nil
	}
	value, err := parseYAML(text)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, invalid(text, fmt.Errorf("%w; the mistake is in that line or in one of the next lines", err)))
	}
	return value, nil
}

// invalid adds to an error of parsing that a keyword without a value may be its cause.
func invalid(text string, err error) error {
	if strings.Contains(text, "@@") {
		return fmt.Errorf("%w. Does each @@KEYWORD@@ have a value?", err)
	}
	return err
}

// whereInvalid says where, and why, text is not JSON.
func whereInvalid(text string) string {
	var value any
	var syntax *json.SyntaxError
	if err := json.Unmarshal([]byte(text), &value); !errors.As(err, &syntax) {
		return ""
	}
	before := text[:min(int(syntax.Offset), len(text))]
	return fmt.Sprintf(": line %d: %s", 1+strings.Count(before, "\n"), syntax)
}

// parseYAML parses one document into the values that JSON has. The library refuses
// documents that aliases multiply.
func parseYAML(text string) (any, error) {
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("it has a value that JSON does not have: %w", err)
	}
	return schema.DecodeJSON(encoded)
}

// text returns a file's content with its keywords replaced.
func (r *reader) text(name string) (string, error) {
	file, err := r.root.Open(name)
	if err != nil {
		if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
			err = wrapped.Err // the message below has the path
		}
		return "", fmt.Errorf("reading %s: %w", name, err)
	}
	defer file.Close() //nolint:errcheck // only opened for reading
	data, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", name, err)
	}
	if len(data) > maxFileBytes {
		return "", fmt.Errorf("reading %s: it has more than %d MiB, which is the limit of a file", name, maxFileBytes>>20)
	}
	if r.bytesLeft -= int64(len(data)); r.bytesLeft < 0 {
		return "", fmt.Errorf("reading %s: the files have more than %d MiB together, which is the limit", name, maxBytes>>20)
	}
	return r.keywords.replaceIn(string(data)), nil
}

// inline replaces the name of a file by its content.
func (r *reader) inline(folder string, properties map[string]any, property string) error {
	name, ok := properties[property].(string)
	if name = path.Join(folder, strings.ReplaceAll(name, `\`, "/")); !ok || !r.has(name) {
		return nil
	}
	content, err := r.text(name)
	properties[property] = content
	return err
}

// has reports whether a regular file of that name exists.
func (r *reader) has(name string) bool {
	info, err := r.root.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// list returns the JSON files of a folder, sorted.
func (r *reader) list(folder string) (names []string, exists bool, err error) {
	entries, err := fs.ReadDir(r.root.FS(), folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading the folder %s: %w", folder, err)
	}
	for _, entry := range entries {
		if name := path.Join(folder, entry.Name()); isJSON(name) && r.has(name) {
			names = append(names, name)
		}
	}
	return names, true, nil
}

// others returns the root's folders and JSON files that belong to none of the
// sections, without the deploy CLI's settings.
func (r *reader) others() ([]string, error) {
	entries, err := fs.ReadDir(r.root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("reading the folder %s: %w", r.root.Name(), err)
	}
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		ours := slices.ContainsFunc(sections(), func(s section) bool { return s.folder == name })
		if !ours && name != "config.json" && name != tenantFile && !strings.HasPrefix(name, ".") && (entry.IsDir() || isJSON(name)) {
			names = append(names, name)
		}
	}
	return names, nil
}
