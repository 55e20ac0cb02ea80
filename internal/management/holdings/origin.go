package holdings

import (
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Origin says how a create came by its object.
type Origin int

const (
	// Created: the service answered that it created the object.
	Created Origin = iota
	// AnswerLost: the answer was lost, and the object was found afterwards.
	AnswerLost
	// Interrupted: according to the notes of a process that was killed, it was
	// creating exactly this object.
	Interrupted
	// Adopted: the object existed as planned, and Options.AdoptExisting is set.
	Adopted
)

// Creation is what a create reports of an object beside its properties.
type Creation struct {
	Origin Origin
	// Owner stands for the resource that the object was created for; see
	// [Holdings.Read].
	Owner string
}

// ExistsError reports that a create met an object that exists already. Nothing was
// changed.
type ExistsError struct {
	// ID is the ID by which the object is imported; empty where it was not found.
	ID string
	// Held is set when a resource of this run manages the object.
	Held bool
	// AsPlanned is set when the object is exactly as the create would have made it.
	AsPlanned bool
	// Settings are the object's properties; nil where it was not found.
	Settings rest.Settings
	// Lookup is why looking for the object failed; nil if it did not.
	Lookup error
	// Err is the service's refusal; nil for a scope, which the service does not
	// refuse.
	Err error
}

// Error says what exists.
func (e *ExistsError) Error() string {
	text := "it exists already"
	if e.Err != nil {
		text = e.Err.Error()
	}
	switch {
	case e.Lookup != nil:
		text += fmt.Sprintf("; looking for the existing one failed: %s", e.Lookup)
	case e.ID != "":
		text += fmt.Sprintf("; the existing one has the ID %s", e.ID)
	}
	return text
}

// Unwrap returns the service's refusal and why looking for the object failed.
func (e *ExistsError) Unwrap() []error { return []error{e.Err, e.Lookup} }
