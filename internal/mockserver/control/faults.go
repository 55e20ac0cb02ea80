package control

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
)

func (a api) getFaults(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, a.Faults().Settings())
}

func (a api) putFaults(w http.ResponseWriter, r *http.Request) {
	var settings faults.Settings
	if !ReadBody(w, r, &settings) {
		return
	}
	err := a.Faults().Update(r.Context(), func(faults.Settings) (faults.Settings, error) { return settings, nil })
	if err != nil {
		badRequest(w, err)
		return
	}
	a.getFaults(w, r)
}

// patchFaults merges the body into the faults (RFC 7396).
func (a api) patchFaults(w http.ResponseWriter, r *http.Request) {
	var patch map[string]any
	if !ReadBody(w, r, &patch) {
		return
	}
	err := a.Faults().Update(r.Context(), func(present faults.Settings) (next faults.Settings, err error) {
		text, err := json.Marshal(present)
		if err != nil {
			return next, err
		}
		var target map[string]any
		if err := json.Unmarshal(text, &target); err != nil {
			return next, err
		}
		if text, err = json.Marshal(merge(target, patch)); err != nil {
			return next, err
		}
		if err := decode(text, &next); err != nil {
			return next, fmt.Errorf("the body is not what is expected here: %w", err)
		}
		return next, nil
	})
	if err != nil {
		badRequest(w, err)
		return
	}
	a.getFaults(w, r)
}

// merge is the function MergePatch of RFC 7396, section 2.
func merge(target, patch map[string]any) map[string]any {
	if target == nil {
		target = map[string]any{}
	}
	for name, value := range patch {
		switch value := value.(type) {
		case nil:
			delete(target, name)
		case map[string]any:
			inner, _ := target[name].(map[string]any)
			target[name] = merge(inner, value)
		default:
			target[name] = value
		}
	}
	return target
}
