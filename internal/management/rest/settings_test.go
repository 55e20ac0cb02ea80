package rest

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestNumbersKeepTheirValue(t *testing.T) {
	t.Parallel()
	var got Settings
	text := `{"i":2592000,"big":9007199254740993,"huge":18446744073709551616,"f":1.5,"e":1e3,"n":null,"deep":[{"a":[1]}]}`
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	want := Settings{
		"i": int64(2592000), "big": int64(9007199254740993), "huge": 18446744073709551616.0, "f": 1.5, "e": int64(1000),
		"n": nil, "deep": []any{map[string]any{"a": []any{int64(1)}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

func FuzzSettings(f *testing.F) {
	f.Add(`{"a":1,"b":[1.0,-0,1e999]}`)
	f.Add(`{"a":{"a":null}} x`)
	f.Fuzz(func(t *testing.T, text string) {
		var s Settings
		if json.Unmarshal([]byte(text), &s) != nil {
			return
		}
		if _, err := json.Marshal(s); err != nil {
			t.Errorf("%q is read as what cannot be written: %v", text, err)
		}
	})
}
