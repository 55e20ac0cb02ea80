package kit

// The positions of a function's arguments, for its errors.
const (
	FirstArgument int64 = iota
	SecondArgument
	ThirdArgument
	FourthArgument
)
