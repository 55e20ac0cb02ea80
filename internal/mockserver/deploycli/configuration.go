// Package deploycli loads the files of the vendor's deploy CLI (auth0-deploy-cli) into
// a mock: APIs, clients and client grants, in the CLI's YAML format or its folders of
// JSON files.
//
// [Read] reads the files, and [Configuration.Load] sends their objects to a Management
// API, which validates them as it does any other request.
package deploycli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Configuration is the content of the deploy CLI's files.
type Configuration struct {
	// APIs, Clients and Grants are in the order of the files.
	APIs, Clients, Grants []Object
	// Ignored are the sections or folders with objects that the mock does not
	// support, such as "connections", sorted.
	Ignored []string
	// Warnings are about keywords without a value.
	Warnings []string
}

// Object is one API, client or grant.
type Object struct {
	// Source is where the object is, for people: "tenant.yaml: clients[2]".
	Source string
	// Properties are named as in the Management API. A grant's client_id may be the
	// client's name. Numbers are json.Number.
	Properties map[string]any
}

// section is a kind of objects: its key in a document, and its folder if each object
// has a file.
type section struct{ key, folder string }

const (
	sectionAPIs    = "resourceServers"
	sectionClients = "clients"
	sectionGrants  = "clientGrants"
)

func sections() []section {
	return []section{{sectionAPIs, "resource-servers"}, {sectionClients, "clients"}, {sectionGrants, "grants"}}
}

// wholeTenant is the name of the file that the deploy CLI exports to.
const wholeTenant = "tenant.yaml"

// Read reads a file (.json, or else YAML) with the sections resourceServers, clients
// and clientGrants; or a folder with a tenant.yaml, or with the folders
// resource-servers, clients and grants, which have a JSON file for each object. It
// replaces the keywords in all texts.
//
// A file has at most 8 MiB, and all files together 64 MiB. Read does not follow paths
// or symbolic links out of the folder. Errors name the file.
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
	defer root.Close() //nolint:errcheck // only opened for reading

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
		if !ok && list != nil { // an empty section is null in YAML
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

// addFolders adds the objects of folders that have a file for each object.
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
		return fmt.Errorf("reading the folder %s: it has neither a %s nor one of the folders resource-servers, clients and grants; name the folder that the deploy CLI exported to", r.root.Name(), wholeTenant)
	}
	var err error
	c.Ignored, err = r.others()
	return err
}

// add adds an object. Names of files in it are relative to folder.
func (c *Configuration) add(r *reader, s section, source, folder string, value any) error {
	properties, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("reading %s: it is %s; expected an object", source, kindOf(value))
	}
	c.withoutMarkers(source, properties)
	object := Object{Source: source, Properties: properties}
	switch {
	case len(properties) == 0: // the deploy CLI ignores empty objects too
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

// kindOf names the type of a value, for an error.
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

// isJSON reports whether a file is JSON, by its name.
func isJSON(name string) bool { return strings.EqualFold(filepath.Ext(name), ".json") }
