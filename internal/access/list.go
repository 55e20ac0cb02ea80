package access

import (
	"cmp"
	"slices"
)

// Question selects answers; an empty field does not restrict.
type Question struct {
	// Audience is the identifier of an API, and Scope a scope.
	Audience, Scope string
	ClientID        string
	// UserID is the user whose tokens are asked about: only the subject type user.
	UserID string
	// Organization is the ID of the organization that requests name.
	Organization string
}

// Entry is an answer: scopes that a client can get for the same reasons, or, in
// [Answer.Denied], why it gets no token.
type Entry struct {
	ClientID    string   `json:"client_id"`
	ClientName  string   `json:"client_name"`
	Audience    string   `json:"audience"`
	SubjectType string   `json:"subject_type"`
	Scopes      []string `json:"scopes"`
	Reasons     []string `json:"reasons"`
}

// Answer is who can call what.
type Answer struct {
	Access []Entry `json:"access"`
	// Denied is set only for a question with an API and a client.
	Denied []Entry `json:"denied"`
}

// Ask answers a question. The entries are sorted by API, client, subject type and scopes.
func Ask(t *Tenant, q Question) Answer {
	x := indexOf(t)
	answer := Answer{Access: []Entry{}, Denied: []Entry{}}
	for i := range t.APIs {
		for j := range t.Clients {
			if q.Audience != "" && q.Audience != t.APIs[i].Identifier || q.ClientID != "" && q.ClientID != t.Clients[j].ClientID {
				continue
			}
			for _, subject := range q.subjects() {
				answer.add(x.decide(&t.Clients[j], &t.APIs[i], subject, q.Organization), &t.Clients[j], &t.APIs[i], subject, q)
			}
		}
	}
	slices.SortStableFunc(answer.Access, Entry.compare)
	slices.SortStableFunc(answer.Denied, Entry.compare)
	return answer
}

// subjects are the subject types that a question is about.
func (q Question) subjects() []string {
	if q.UserID != "" {
		return []string{SubjectUser}
	}
	return []string{SubjectClient, SubjectUser}
}

// add adds a decision to the answer.
func (a *Answer) add(d Decision, c *Client, api *API, subject string, q Question) {
	entry := Entry{ClientID: c.ClientID, ClientName: c.Name, Audience: api.Identifier, SubjectType: subject, Scopes: []string{}}
	found := false
	for _, p := range d.Paths {
		if q.Scope != "" && !slices.Contains(p.Scopes, q.Scope) {
			continue
		}
		found = true
		e := entry
		e.Scopes, e.Reasons = append(e.Scopes, p.Scopes...), p.Reasons
		if q.Scope != "" {
			e.Scopes = []string{q.Scope}
		}
		a.Access = append(a.Access, e)
	}
	if found || q.Audience == "" || q.ClientID == "" {
		return
	}
	entry.Reasons = []string{d.Denied}
	if d.Allowed {
		entry.Reasons = []string{"the scope " + q.Scope + " is not among those of the token: " + reasonWithout(d)}
	}
	a.Denied = append(a.Denied, entry)
}

// reasonWithout says by what way the client gets other scopes.
func reasonWithout(d Decision) string {
	reasons := d.Paths[0].Reasons
	return reasons[len(reasons)-1]
}

func (e Entry) compare(other Entry) int {
	return cmp.Or(cmp.Compare(e.Audience, other.Audience), cmp.Compare(e.ClientID, other.ClientID), cmp.Compare(e.SubjectType, other.SubjectType), slices.Compare(e.Scopes, other.Scopes))
}

// Decide decides for one client, API and subject type; see [Ask]. ok is false where the
// tenant lacks the client or the API.
func Decide(t *Tenant, clientID, audience, subject, organization string) (d Decision, ok bool) {
	client := slices.IndexFunc(t.Clients, func(c Client) bool { return c.ClientID == clientID })
	api := slices.IndexFunc(t.APIs, func(a API) bool { return a.Identifier == audience })
	if client < 0 || api < 0 {
		return Decision{}, false
	}
	return indexOf(t).decide(&t.Clients[client], &t.APIs[api], subject, organization), true
}

// DefaultOrganizations returns the IDs of the organizations that clients use by default,
// where one of their grants requires an organization and does not allow any.
func (t *Tenant) DefaultOrganizations() []string {
	x := indexOf(t)
	var ids []string
	for i := range t.Clients {
		c := &t.Clients[i]
		if c.DefaultOrganization.ID == "" || !slices.Contains(c.DefaultOrganization.Flows, clientCredentials) {
			continue
		}
		for j := range t.APIs {
			if g, _ := x.grantFor(c, &t.APIs[j], SubjectClient); g != nil && g.OrganizationUsage == usageRequire {
				ids = append(ids, c.DefaultOrganization.ID)
				break
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
