package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
)

// ErrNotJSON says that a body is not a single JSON value.
var ErrNotJSON = errors.New("not a JSON value")

// DecodeJSON decodes one JSON value with nothing after it. Numbers become json.Number in
// JavaScript's format, so 3.6e3 becomes 3600: all numbers of the service are float64, and
// the code that uses them need not handle huge exponents.
func DecodeJSON(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, ErrNotJSON
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrNotJSON
	}
	return plain(value)
}

func plain(value any) (any, error) {
	var err error
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if v[name], err = plain(member); err != nil {
				return nil, err
			}
		}
	case []any:
		for i, member := range v {
			if v[i], err = plain(member); err != nil {
				return nil, err
			}
		}
	case json.Number:
		return plainNumber(v)
	}
	return value, nil
}

// exact limits the integers that float64 represents exactly.
const exact = 1 << 53

func plainNumber(n json.Number) (json.Number, error) {
	f, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		return "", ErrNotJSON
	}
	if f == math.Trunc(f) && math.Abs(f) <= exact {
		return json.Number(strconv.FormatInt(int64(f), 10)), nil
	}
	return json.Number(strconv.FormatFloat(f, 'g', -1, 64)), nil
}
