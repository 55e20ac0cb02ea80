package deploycli

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Settings are those of the deploy CLI that decide what it deploys: from its
// config.json and from the environment, which takes precedence. Names and
// meanings are those of the CLI's documentation ("Configuring the Deploy CLI",
// "Excluding resources from management", release 8).
type Settings struct {
	// Keywords are AUTH0_KEYWORD_REPLACE_MAPPINGS and the environment.
	Keywords Keywords
	// ExcludedTypes (AUTH0_EXCLUDED) and IncludedTypes (AUTH0_INCLUDED_ONLY) are
	// resource types such as "clients". Without IncludedTypes all are included.
	ExcludedTypes, IncludedTypes []string
	// ExcludedClients (AUTH0_EXCLUDED_CLIENTS) are the names of clients that are not
	// deployed, nor are their grants.
	ExcludedClients []string
	// ExcludedAPIs (AUTH0_EXCLUDED_RESOURCE_SERVERS) are the names of APIs.
	ExcludedAPIs []string
	// ExcludeThirdParties (AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS) excludes clients that
	// are not first-party, and their grants.
	ExcludeThirdParties bool
	// ClientID (AUTH0_CLIENT_ID of config.json) is the client that the deploy CLI
	// itself uses. The CLI changes neither it nor its grants.
	ClientID string
	// Unused are the settings that are present but have no effect here, sorted.
	Unused []string
}

// The settings that Settings has.
const (
	settingMappings        = "AUTH0_KEYWORD_REPLACE_MAPPINGS"
	settingExcluded        = "AUTH0_EXCLUDED"
	settingIncludedOnly    = "AUTH0_INCLUDED_ONLY"
	settingExcludedClients = "AUTH0_EXCLUDED_CLIENTS"
	settingExcludedAPIs    = "AUTH0_EXCLUDED_RESOURCE_SERVERS"
	settingThirdParties    = "AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS"
	settingClientID        = "AUTH0_CLIENT_ID"
	settingAllowDelete     = "AUTH0_ALLOW_DELETE"
)

// ParseSettings reads the text of a config.json, which may be empty, and an
// environment of NAME=VALUE entries.
//
// As in the deploy CLI, lists in the environment are JSON, and each variable of
// the environment is a keyword as well. Errors name the setting and its origin,
// but quote no value: values may be secret.
func ParseSettings(config []byte, environ []string) (Settings, error) {
	sources, err := newSettingSources(config, environ)
	if err != nil {
		return Settings{}, err
	}
	s := Settings{ClientID: sources.clientID(), ExcludeThirdParties: sources.isTrue(settingThirdParties)}
	for name, list := range map[string]*[]string{
		settingExcluded: &s.ExcludedTypes, settingIncludedOnly: &s.IncludedTypes,
		settingExcludedClients: &s.ExcludedClients, settingExcludedAPIs: &s.ExcludedAPIs,
	} {
		if *list, err = sources.list(name); err != nil {
			return s, err
		}
	}
	if s.IncludedTypes != nil && len(s.IncludedTypes) == 0 {
		return s, fmt.Errorf("%s is empty, which would include nothing: name at least one resource type, such as clients, or remove it", settingIncludedOnly)
	}
	if len(s.IncludedTypes) > 0 && len(s.ExcludedTypes) > 0 {
		return s, fmt.Errorf("%s and %s are both set; the deploy CLI takes one at a time: remove one", settingExcluded, settingIncludedOnly)
	}
	s.Unused = sources.unused()
	s.Keywords, err = sources.keywords()
	return s, err
}

// skipsType returns the setting that keeps a resource type from being deployed,
// or "".
func (s *Settings) skipsType(resourceType string) string {
	switch {
	case slices.Contains(s.ExcludedTypes, resourceType):
		return settingExcluded
	case s.IncludedTypes != nil && !slices.Contains(s.IncludedTypes, resourceType):
		return settingIncludedOnly
	default:
		return ""
	}
}

// skipsClient returns the setting that keeps a client from being deployed, or "".
// Like the deploy CLI, it takes a client whose file does not say is_first_party
// for a third party's.
func (s *Settings) skipsClient(properties map[string]any) string {
	switch {
	case s.ClientID != "" && properties["client_id"] == s.ClientID:
		return settingClientID
	case slices.Contains(s.ExcludedClients, text(properties, "name")):
		return settingExcludedClients
	case s.ExcludeThirdParties && properties["is_first_party"] != true:
		return settingThirdParties
	default:
		return ""
	}
}

// settingSources are the places that settings come from.
type settingSources struct {
	file        map[string]json.RawMessage
	environment map[string]string
}

func newSettingSources(config []byte, environ []string) (*settingSources, error) {
	sources := &settingSources{environment: map[string]string{}}
	if len(config) > 0 && json.Unmarshal(config, &sources.file) != nil { // whose error could quote a secret
		return nil, errors.New("config.json is not a JSON object")
	}
	for _, entry := range environ {
		if name, value, ok := strings.Cut(entry, "="); ok && name != "" {
			sources.environment[name] = value
		}
	}
	return sources, nil
}

// value returns the JSON of a setting, or a text that is no JSON, and where it is
// from. No origin means that the setting is absent.
func (s *settingSources) value(name string) (value, origin string) {
	if value := s.environment[name]; value != "" {
		return value, "the environment"
	}
	raw, ok := s.file[name]
	if !ok || string(raw) == "null" {
		return "", ""
	}
	var inner string
	if json.Unmarshal(raw, &inner) == nil {
		return inner, "config.json"
	}
	return string(raw), "config.json"
}

// list reads a list of texts: a JSON array, or names between commas.
func (s *settingSources) list(name string) ([]string, error) {
	value, origin := s.value(name)
	if origin == "" {
		return nil, nil
	}
	list := []string{}
	if strings.HasPrefix(strings.TrimSpace(value), "[") {
		if json.Unmarshal([]byte(value), &list) != nil {
			return nil, fmt.Errorf(`%s of %s is not a list of names, such as ["a", "b"]`, name, origin)
		}
		return list, nil
	}
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list, nil
}

func (s *settingSources) isTrue(name string) bool {
	value, _ := s.value(name)
	return value == "true"
}

// clientID reads config.json only: in the shell that runs a mock, AUTH0_CLIENT_ID
// is the mock's.
func (s *settingSources) clientID() string {
	var id string
	_ = json.Unmarshal(s.file[settingClientID], &id) // any other value is no client's ID
	return id
}

// keywords are the mappings and, before them, the environment.
func (s *settingSources) keywords() (Keywords, error) {
	value, origin := s.value(settingMappings)
	keywords, err := parseKeywords(value)
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", settingMappings, origin, err)
	}
	if len(s.environment) > 0 && keywords == nil {
		keywords = Keywords{}
	}
	for name, value := range s.environment {
		keywords[name] = value
	}
	return keywords, nil
}

// unused are the settings that select resources which a mock does not have, or
// that a load does not follow.
func (s *settingSources) unused() []string {
	known := []string{settingExcluded, settingIncludedOnly, settingExcludedClients, settingExcludedAPIs, settingThirdParties}
	names := map[string]bool{settingAllowDelete: s.isTrue(settingAllowDelete)}
	check := func(name string) {
		if !strings.HasPrefix(name, "AUTH0_EXCLUDE") && !strings.HasPrefix(name, "AUTH0_INCLUDED_") {
			return
		}
		value, _ := s.value(name)
		names[name] = value != "" && value != "[]" && value != "false" && !slices.Contains(known, name)
	}
	for name := range s.file {
		check(name)
	}
	for name := range s.environment {
		check(name)
	}
	var unused []string
	for name, is := range names {
		if is {
			unused = append(unused, name)
		}
	}
	slices.Sort(unused)
	return unused
}
