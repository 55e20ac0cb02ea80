package rest

// What the tests of the package's behaviour know of its inside.
const (
	MaxFailures    = maxFailures
	MaxDialRetries = maxDialRetries
)
