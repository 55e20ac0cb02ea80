package management

import "fmt"

// Origin says how a create came by its object.
type Origin int

const (
	// Created: the service answered that it made the object.
	Created Origin = iota
	// AnswerLost: the answer was lost, and the object was found afterwards.
	AnswerLost
	// Interrupted: the notes of a process that was killed say that it was creating
	// exactly this object.
	Interrupted
	// Adopted: the object existed as planned, and Options.AdoptExisting is set.
	Adopted
)

// Creation is what a create notes of an object beside its properties.
type Creation struct {
	Origin Origin
	// Owner stands for the resource that the object was created for; see
	// [Client.Hold].
	Owner string
}

// ExistsError reports that a create met an object that exists already. Nothing
// was changed.
type ExistsError struct {
	// ID is by which the object is imported; empty where it could not be found.
	ID string
	// Held is set when a resource of this run manages the object.
	Held bool
	// AsPlanned is set when the object is exactly as the create would have made it.
	AsPlanned bool
	// Settings are the object's properties; nil where it could not be found.
	Settings Settings
	// Lookup is why the object could not be found, if that failed.
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

// Unwrap returns the service's refusal and why the object could not be found.
func (e *ExistsError) Unwrap() []error { return []error{e.Err, e.Lookup} }

// Hold records that the state of a resource has the object, so that no create of
// this run takes it over, and that no later process takes it for one that a
// killed process left. owner is the text that the resource's private state has
// from its create; it is empty for one that was imported.
func (c *Client) Hold(kind Kind, id, owner string) {
	c.holdings.read(heldObject{kind, id}, owner)
	c.recorded(id)
}

// Recorded records that a state holds the object, so that no later process takes
// it for one that a killed process left.
func (c *Client) Recorded(id string) { c.recorded(id) }

func (c *Client) recorded(id string) {
	if c.options.Journal != nil {
		c.options.Journal.Recorded(id)
	}
}
