package eventlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// An event is stored as two JSON values: the event without the scopes of its token, and these
// scopes, separated by spaces. An administrator's token has 6 KB of scopes, most of an event,
// and a client sends one token with many requests: as the suffix of a value they are in memory
// once.

func encodeScopes(scopes []string) (suffix string, err error) {
	text, err := json.Marshal(strings.Join(scopes, " "))
	if err != nil {
		return "", fmt.Errorf("encoding the scopes of a log event: %w", err)
	}
	return string(text), nil
}

// decode decodes a stored event. Those of earlier versions are one value, with the scopes.
func decode(data []byte) (view map[string]any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&view); err != nil {
		return nil, err
	}
	var scopes string
	if err := decoder.Decode(&scopes); err != nil {
		if errors.Is(err, io.EOF) {
			return view, nil
		}
		return nil, err
	}
	object := view
	for _, name := range []string{"details", "request", "auth", "credentials"} {
		if object, _ = object[name].(map[string]any); object == nil {
			return nil, fmt.Errorf("it has no %s", name)
		}
	}
	object["scopes"] = strings.Fields(scopes)
	return view, nil
}
