package provider_test

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// responding lets the tenant answer requests with something else.
func responding(method, prefix string, status int, body string) mocktest.Option {
	return mocktest.WithMiddleware(func(tenant http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != method || !strings.HasPrefix(r.URL.Path, prefix) {
				tenant.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			w.Write([]byte(body))
		})
	})
}

// resourceName is the name of each resource of the catalogue.
const resourceName = "example"

// plan validates and plans a resource; with apply, it applies the plan.
func (s *scene) plan(resource string, config acctest.Values, apply bool) acctest.Answer {
	s.t.Helper()
	s.block("resource", resource, resourceName, config)
	command := "terraform plan"
	got := s.plugin.Validate(resource, config)
	if len(got.Diagnostics) == 0 || !strings.HasPrefix(got.Diagnostics[0], "error") {
		if apply {
			command = "terraform apply"
			got = s.plugin.ApplyAfter(resource, acctest.Answer{}, config)
		} else {
			got = s.plugin.PlanAfter(resource, acctest.Answer{}, config)
		}
	}
	s.prints(command)
	return got
}

// made applies a resource that the entry only mentions.
func (s *scene) made(resource string, config acctest.Values) acctest.Answer {
	s.t.Helper()
	got := s.plugin.ApplyAfter(resource, acctest.Answer{}, config)
	for _, p := range s.plugin.TakeProblems() {
		if p.Severity == "Error" {
			s.t.Errorf("making %s: %s: %s", resource, p.Summary, p.Detail)
		}
	}
	return got
}

// changed plans a resource that exists; with apply, it applies the plan.
func (s *scene) changed(resource string, prior acctest.Answer, config acctest.Values, apply bool) acctest.Answer {
	s.t.Helper()
	s.block("resource", resource, resourceName, config)
	if apply {
		got := s.plugin.ApplyAfter(resource, prior, config)
		s.prints("terraform apply")
		return got
	}
	got := s.plugin.PlanAfter(resource, prior, config)
	s.prints("terraform plan")
	return got
}

func (s *scene) data(source string, config acctest.Values) {
	s.t.Helper()
	s.block("data", source, resourceName, config)
	if got := s.plugin.ValidateBlock("data", source, config); len(got.Diagnostics) == 0 {
		s.plugin.ReadData(source, config)
	}
	s.prints("terraform plan")
}

func (s *scene) opens(resource string, config acctest.Values) {
	s.t.Helper()
	s.block("ephemeral", resource, resourceName, config)
	if got := s.plugin.ValidateBlock("ephemeral", resource, config); len(got.Diagnostics) == 0 {
		s.plugin.Open(resource, config)
	}
	s.prints("terraform plan")
}

func (s *scene) invokes(action string, config acctest.Values) {
	s.t.Helper()
	s.block("action", action, resourceName, acctest.Values{"config": config})
	s.plugin.Invoke(action, config)
	s.prints("terraform apply -invoke=action." + action + "." + resourceName)
}

func (s *scene) imports(resource, id string) {
	s.t.Helper()
	if got := s.plugin.Import(resource, id); len(got.Diagnostics) == 0 {
		s.plugin.ReadAfter(resource, got)
	}
	s.prints("terraform import " + resource + "." + resourceName + " '" + id + "'")
}

// newClientHidden creates a client outside Terraform, and hides its ID.
func (s *scene) newClientHidden(name string, more acctest.Object) string {
	config := acctest.Object{"name": name, "app_type": "non_interactive"}
	for key, value := range more {
		config[key] = value
	}
	id, _ := s.tenant.Create("clients", config)["client_id"].(string)
	s.hide(id, strings.ToUpper(name)+"_CLIENT_ID")
	return id
}

// planning returns the entry of a resource that cannot be planned.
func planning(title, resource string, config acctest.Values) mistake {
	return mistake{title, func(s *scene) {
		s.start()
		s.plan(resource, config, false)
	}}
}

// applying returns the entry of a resource that cannot be applied.
func applying(title, resource string, config acctest.Values) mistake {
	return mistake{title, func(s *scene) {
		s.start()
		s.plan(resource, config, true)
	}}
}
