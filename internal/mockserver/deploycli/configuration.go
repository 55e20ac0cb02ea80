// Package deploycli loads what the vendor's deploy CLI (auth0-deploy-cli) keeps
// of a tenant into a mock: APIs, clients and client grants, in the CLI's YAML
// format or its folders of JSON files.
//
// [Read] reads the files, and [Configuration.Load] sends their objects to a
// Management API, which decides about them as about any other request.
package deploycli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Configuration is what the files of the deploy CLI say of a tenant.
type Configuration struct {
	// APIs, Clients and Grants are in the order of the files.
	APIs, Clients, Grants []Object
	// Ignored are the sections, or the folders, that a mock has nothing for, such
	// as "connections", sorted.
	Ignored []string
	// Warnings are about keywords that nothing replaces.
	Warnings []string
}

// Object is one API, client or grant.
type Object struct {
	// Source says where the object is, for people: "tenant.yaml: clients[2]".
	Source string
	// Properties are as the Management API names them, but for a grant's
	// client_id, which may be the client's name. Numbers are json.Number.
	Properties map[string]any
}

// section is a kind of objects: its key in a document, and its folder where each
// object has a file.
type section struct{ key, folder string }

const (
	sectionAPIs    = "resourceServers"
	sectionClients = "clients"
	sectionGrants  = "clientGrants"
)

func sections() []section {
	return []section{{sectionAPIs, "resource-servers"}, {sectionClients, "clients"}, {sectionGrants, "grants"}}
}

// wholeTenant is what the deploy CLI calls the file that it exports to.
const wholeTenant = "tenant.yaml"

// Read reads a file (.json, or else YAML) with the sections resourceServers,
// clients and clientGrants, or a folder that has a tenant.yaml or the folders
// resource-servers, clients and grants with a JSON file for each object. keywords
// are replaced in all texts.
//
// A file has at most 8 MiB, and all files 64 MiB; none is outside the folder,
// also not by a symbolic link. Errors name the file.
func Read(path string, keywords Keywords) (*Configuration, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	folder, name := path, wholeTenant
	if !info.IsDir() {
		folder, name = filepath.Split(path)
	}
	root, err := os.OpenRoot(filepath.Clean(folder))
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	defer root.Close() //nolint:errcheck // nothing was written

	r := &reader{root: root, keywords: keywords, bytesLeft: maxBytes}
	c := &Configuration{}
	if info.IsDir() && !r.has(wholeTenant) {
		err = c.addFolders(r)
	} else {
		err = c.addDocument(r, name)
	}
	slices.Sort(c.Ignored)
	return c, err
}

// addDocument adds the sections of one file.
func (c *Configuration) addDocument(r *reader, name string) error {
	value, err := r.value(name)
	if err != nil {
		return err
	}
	document, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("reading %s: it holds %s; expected an object with the keys resourceServers, clients and clientGrants", name, kindOf(value))
	}
	for _, s := range sections() {
		list := document[s.key]
		delete(document, s.key)
		elements, ok := list.([]any)
		if !ok && list != nil { // a section without elements is null in YAML
			return fmt.Errorf("reading %s: %s is %s; expected a list", name, s.key, kindOf(list))
		}
		for i, element := range elements {
			if err := c.add(r, s, fmt.Sprintf("%s: %s[%d]", name, s.key, i), "", element); err != nil {
				return err
			}
		}
	}
	c.Ignored = slices.Collect(maps.Keys(document))
	return nil
}

// addFolders adds the files of folders that have one for each object.
func (c *Configuration) addFolders(r *reader) error {
	found := false
	for _, s := range sections() {
		names, exists, err := r.list(s.folder)
		if err != nil {
			return err
		}
		found = found || exists
		for _, name := range names {
			value, err := r.value(name)
			if err != nil {
				return err
			}
			if err := c.add(r, s, name, s.folder, value); err != nil {
				return err
			}
		}
	}
	if !found {
		return fmt.Errorf("reading the folder %s: it has neither a %s nor one of the folders resource-servers, clients and grants; name the one that the deploy CLI exported to", r.root.Name(), wholeTenant)
	}
	var err error
	c.Ignored, err = r.others()
	return err
}

// add adds an object whose files are relative to folder.
func (c *Configuration) add(r *reader, s section, source, folder string, value any) error {
	properties, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("reading %s: it is %s; expected an object", source, kindOf(value))
	}
	c.withoutMarkers(source, properties)
	object := Object{Source: source, Properties: properties}
	switch {
	case len(properties) == 0: // the deploy CLI passes over them, too
	case s.key == sectionAPIs:
		c.APIs = append(c.APIs, object)
	case s.key == sectionClients:
		c.Clients = append(c.Clients, object)
		return r.inline(folder, properties, "custom_login_page")
	default:
		c.Grants = append(c.Grants, object)
	}
	return nil
}

// kindOf names what a value is, in an error.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "nothing"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		return "a text"
	case bool:
		return "a truth value"
	default:
		return "a number"
	}
}

// isJSON tells by its name how a file is to be read.
func isJSON(name string) bool { return strings.EqualFold(filepath.Ext(name), ".json") }
