// Package values holds the rules for the values that people type: validators,
// which refuse at plan what the service refuses at apply, and plan modifiers,
// which treat two forms of one value as equal.
//
// A validator refuses a value only where a standard, the service's documentation
// or recorded traffic says that the service refuses it.
package values
