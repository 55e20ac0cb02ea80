package oauth

// ComparesBy returns what the handler compares secrets by.
func ComparesBy(h *Handler) func(x, y []byte) int { return h.state.CompareSecrets }
