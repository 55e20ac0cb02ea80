// Package deploycli loads the files of the vendor's deploy CLI (auth0-deploy-cli)
// into a mock tenant: APIs, clients, client grants, roles and organizations, in the CLI's
// YAML format or its folders of JSON files. Its rules are those of the CLI's release 8.44.
//
// [Read] reads the files, and [Configuration.Load] sends their objects to a
// Management API, which validates them like those of any other request.
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
	// All are in the order of the files.
	APIs, Clients, Grants, Roles, Organizations []Object
	// Tenant are the tenant's settings, or nil.
	Tenant *Object
	// Ignored are the sections or folders of resources that a mock does not have,
	// such as "connections", sorted.
	Ignored []string
	// Excluded are the sections that the settings exclude, with the setting:
	// "clients (AUTH0_EXCLUDED)".
	Excluded []string
	// Settings are those of the deploy CLI.
	Settings Settings
	// Warnings are about keywords without a value.
	Warnings []string
}

// Object is one API, client, grant, role or organization.
type Object struct {
	// Source is the place of the object in the files: "tenant.yaml: clients[2]".
	Source string
	// Properties have the names of the Management API. A grant's client_id may be
	// the client's name. Numbers are json.Number.
	Properties map[string]any
}

// section is a type of object: its key in a document, and the folder of its files
// if each object has a file.
type section struct{ key, folder string }

const (
	sectionAPIs    = "resourceServers"
	sectionClients = "clients"
	sectionGrants  = "clientGrants"
	sectionRoles   = "roles"
	sectionOrgs    = "organizations"
)

func sections() []section {
	return []section{
		{sectionAPIs, "resource-servers"}, {sectionClients, "clients"}, {sectionGrants, "grants"}, {sectionRoles, "roles"}, {sectionOrgs, "organizations"},
	}
}

// wholeTenant is the name of the file that the deploy CLI exports to.
const wholeTenant = "tenant.yaml"

// Read reads a file (.json, or else YAML) with the sections resourceServers,
// clients, clientGrants, roles and organizations, or a folder that has a tenant.yaml or the
// folders resource-servers, clients, grants, roles and organizations with a JSON file for
// each object, and perhaps a tenant.json with the tenant's settings, which are the section
// tenant of a file. The settings' keywords are replaced in all texts, and sections that the settings
// exclude are not read.
//
// A file has at most 8 MiB, and all files 64 MiB; none is outside the folder,
// also not by a symbolic link. Errors name the file.
func Read(path string, settings Settings) (*Configuration, error) {
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

	keywords, err := settings.Keywords.replacer()
	if err != nil {
		return nil, err
	}
	r := &reader{root: root, keywords: keywords, bytesLeft: maxBytes}
	c := &Configuration{Settings: settings}
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
		return fmt.Errorf("reading %s: it holds %s; expected an object with the keys resourceServers, clients, clientGrants, roles and organizations", name, kindOf(value))
	}
	if err := c.addTenant(name+": "+sectionTenant, document[sectionTenant]); err != nil {
		return err
	}
	delete(document, sectionTenant)
	for _, s := range sections() {
		list, exists := document[s.key]
		delete(document, s.key)
		if exists && c.excludes(s) {
			continue
		}
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
	found := r.has(tenantFile)
	if found {
		value, err := r.value(tenantFile)
		if err == nil {
			err = c.addTenant(tenantFile, value)
		}
		if err != nil {
			return err
		}
	}
	for _, s := range sections() {
		names, exists, err := r.list(s.folder)
		if err != nil {
			return err
		}
		found = found || exists
		if exists && c.excludes(s) {
			continue
		}
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
		return fmt.Errorf("reading the folder %s: it has neither a %s nor one of the folders resource-servers, clients, grants, roles and organizations; name the folder that the deploy CLI exported to", r.root.Name(), wholeTenant)
	}
	var err error
	c.Ignored, err = r.others()
	return err
}

// excludes reports whether the settings exclude a section, and notes it if so.
func (c *Configuration) excludes(s section) bool {
	setting := c.Settings.skipsType(s.key)
	if setting != "" {
		c.Excluded = append(c.Excluded, fmt.Sprintf("%s (%s)", s.key, setting))
	}
	return setting != ""
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
	case len(properties) == 0: // which the deploy CLI ignores, too
	case s.key == sectionAPIs:
		c.APIs = append(c.APIs, object)
	case s.key == sectionClients:
		c.Clients = append(c.Clients, object)
		return r.inline(folder, properties, "custom_login_page")
	case s.key == sectionGrants:
		c.Grants = append(c.Grants, object)
	case s.key == sectionRoles:
		c.Roles = append(c.Roles, object)
	default:
		c.Organizations = append(c.Organizations, object)
	}
	return nil
}

// kindOf names the type of a value in an error.
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

// isJSON reports whether a file is JSON, by its name; others are YAML.
func isJSON(name string) bool { return strings.EqualFold(filepath.Ext(name), ".json") }
