package access

// ClientDecision is what a client can get at an API, as one subject type.
type ClientDecision struct {
	Client  *Client
	Subject string
	Decision
}

// ForAPI decides for each client and both subject types at one API, in requests that name no
// organization. The order is that of t.Clients. The result is empty where the tenant lacks
// the API.
func ForAPI(t *Tenant, audience string) []ClientDecision {
	x := indexOf(t)
	var all []ClientDecision
	for i := range t.APIs {
		if t.APIs[i].Identifier != audience {
			continue
		}
		for j := range t.Clients {
			for _, subject := range (Question{}).subjects() {
				all = append(all, ClientDecision{&t.Clients[j], subject, x.decide(&t.Clients[j], &t.APIs[i], subject, "")})
			}
		}
	}
	return all
}
