package property_test

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// organization is an organization of the tenant, which Terraform does not manage.
type organization struct{ name, id string }

// association lets an organization use a grant.
type association struct {
	label        string
	organization *organization
	grant        *grant
}

// tidyAssociations removes those of grants that are no longer declared.
func (w *world) tidyAssociations() {
	w.associations = slices.DeleteFunc(w.associations, func(a *association) bool { return !slices.Contains(w.grants, a.grant) })
}

func (a *association) hcl() string {
	return fmt.Sprintf("resource \"auth0api_organization_client_grant\" %q {\n  organization_id = %q\n  grant_id = auth0api_client_grant.%s.id\n}\n",
		a.label, a.organization.id, a.grant.label)
}

func (a *association) line() string {
	return associationLine(a.organization.name, a.grant.client.held["name"], a.grant.api.identifier)
}

func associationLine(organization string, client any, identifier string) string {
	return fmt.Sprintf("organization %s has the grant of a client %v on %s", organization, client, identifier)
}

// foreignClient stands for the client of the foreign grant.
const foreignClient = "foreign"

// organizationFacts are what the tenant has, in the words of association.line. names are
// those of the clients, by ID.
func (m tenant) organizationFacts(names map[string]any) []string {
	var lines []string
	for _, o := range m.List("organizations") {
		var grants []acctest.Object
		m.API(http.MethodGet, "/organizations/"+text(o["id"])+"/client-grants", nil, &grants)
		for _, g := range grants {
			var client any = foreignClient
			if id := text(g["client_id"]); id != m.ClientID {
				client = names[id]
			}
			lines = append(lines, associationLine(text(o["name"]), client, text(g["audience"])))
		}
	}
	return lines
}

// changeAssociation adds or removes the association of an organization and a grant. Once
// in a round for each pair: another association of it would be created before the first is
// destroyed.
func (r *round) changeAssociation() string {
	o, _ := one(r, r.organizations)
	g, ok := one(r, slices.DeleteFunc(slices.Clone(r.grants), func(g *grant) bool { return !g.forOrganizations }))
	if !ok || r.parted[o.name+" "+g.label] {
		return ""
	}
	r.parted[o.name+" "+g.label] = true
	before := len(r.associations)
	r.associations = slices.DeleteFunc(r.associations, func(a *association) bool { return a.organization == o && a.grant == g })
	if len(r.associations) < before {
		return fmt.Sprintf("take grant %s from organization %s", g.label, o.name)
	}
	r.associations = append(r.associations, &association{label: r.label("association"), organization: o, grant: g})
	return fmt.Sprintf("give grant %s to organization %s", g.label, o.name)
}

// driftAssociation removes an association.
func (r *round) driftAssociation() string {
	a, ok := one(r, r.associations)
	if !ok || a.grant.client.held == nil {
		return ""
	}
	id := r.tenant.grantID(a.grant)
	if id == "" {
		return ""
	}
	r.tenant.API(http.MethodDelete, "/organizations/"+a.organization.id+"/client-grants/"+id, nil, nil)
	return fmt.Sprintf("another program takes grant %s from organization %s", a.grant.label, a.organization.name)
}
