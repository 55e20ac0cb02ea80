package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
)

// Settings are properties of an object whose meaning this code does not know:
// JSON values as string, bool, int64, float64, []any and map[string]any. A nil
// value in an update removes the property.
type Settings map[string]any

// decode reads one JSON value; whole numbers become int64.
func decode(data []byte, out any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(out); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

// UnmarshalJSON reads an object; whole numbers become int64.
func (s *Settings) UnmarshalJSON(data []byte) error {
	var object map[string]any
	if err := decode(data, &object); err != nil {
		return err
	}
	for name, value := range object {
		object[name] = plain(value)
	}
	*s = object
	return nil
}

// maxExact is the largest whole number up to which float64 holds every one.
const maxExact = 1 << 53

// plain turns json.Number into int64, or into float64 where int64 does not hold it.
func plain(value any) any {
	switch v := value.(type) {
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, err := v.Float64()
		switch {
		case err != nil:
			return v.String()
		case f == math.Trunc(f) && math.Abs(f) <= maxExact:
			return int64(f) // such as 86400.0
		default:
			return f
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = plain(v[name])
		}
	}
	return value
}

// ErrNoID says that an answer, though JSON, is not the object that was requested.
var ErrNoID = errors.New("it has no ID")

// With returns a copy of the settings with further properties.
func (s Settings) With(further Settings) Settings {
	body := make(Settings, len(s)+len(further))
	maps.Copy(body, s)
	maps.Copy(body, further)
	return body
}

// Take removes a text property and returns it.
func (s Settings) Take(name string) string {
	text, _ := s[name].(string)
	delete(s, name)
	return text
}
