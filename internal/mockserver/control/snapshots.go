package control

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// Snapshot describes a snapshot that the tenant keeps.
type Snapshot struct {
	ID string `json:"id"`
	// Created is when it was taken.
	Created time.Time `json:"created"`
	// Objects is the number of objects in it, and Bytes their size.
	Objects int   `json:"objects"`
	Bytes   int64 `json:"bytes"`
}

var (
	// ErrNoSnapshot says that the tenant keeps no snapshot with the ID.
	ErrNoSnapshot = errors.New("there is no snapshot with this ID; GET " + Prefix + "snapshots lists those that there are")
	// ErrTooManySnapshots says that the tenant keeps as many snapshots as it can.
	ErrTooManySnapshots = errors.New("the tenant keeps 100 snapshots already; DELETE one, or use its name to replace it")
	// ErrSnapshotsTooLarge says that the snapshots would have too many bytes together.
	ErrSnapshotsTooLarge = errors.New("the snapshots of the tenant would have more objects than fit: DELETE some, or start the mock server with a larger --max-tenant-size, which limits them, too")
)

// snapshotName is the format of the name of a snapshot.
var snapshotName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

func (a api) takeSnapshot(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Name string `json:"name"`
	}
	if r.ContentLength != 0 && !ReadBody(w, r, &wanted) {
		return
	}
	if wanted.Name != "" && !snapshotName.MatchString(wanted.Name) {
		badRequest(w, fmt.Errorf("name is %q; a name has 1 to 64 letters, digits, dots, dashes and underscores, and begins with a letter or a digit", wanted.Name))
		return
	}
	snapshot, err := a.KeepSnapshot(r.Context(), wanted.Name)
	switch {
	case errors.Is(err, ErrTooManySnapshots), errors.Is(err, ErrSnapshotsTooLarge):
		management.WriteError(w, http.StatusForbidden, "too_many_entities", err.Error())
	case err != nil:
		failed(w, err)
	default:
		WriteJSON(w, http.StatusCreated, snapshot)
	}
}

func (a api) listSnapshots(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"snapshots": a.Snapshots()})
}

func (a api) restoreSnapshot(w http.ResponseWriter, r *http.Request) {
	switch err := a.RestoreSnapshot(r.Context(), r.PathValue("id")); {
	case errors.Is(err, ErrNoSnapshot):
		noSnapshot(w)
	case err != nil:
		failed(w, err)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func (a api) deleteSnapshot(w http.ResponseWriter, r *http.Request) {
	if !a.DeleteSnapshot(r.PathValue("id")) {
		noSnapshot(w)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func noSnapshot(w http.ResponseWriter) {
	management.WriteError(w, http.StatusNotFound, "", sentence(ErrNoSnapshot))
}
