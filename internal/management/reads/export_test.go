package reads

// What the tests of the package's behaviour know of its inside.
const (
	PageSize    = pageSize
	MaxOffset   = maxOffset
	MaxRestarts = maxRestarts
	MaxFiltered = maxFiltered
	GatherFor   = maxGather
	MaxAge      = maxAge
)
