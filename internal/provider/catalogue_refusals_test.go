package provider_test

import (
	"context"
	"io"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// refusalMistakes are about who the provider is at the tenant, and how much it may do.
func refusalMistakes() []mistake {
	api := acctest.Values{"identifier": "urn:appointments"}
	return []mistake{
		{"A wrong secret, with two resources", func(s *scene) {
			s.start()
			s.connect(acctest.Values{"client_secret": "not-the-secret-of-this-client"})
			s.twoResources()
		}},
		{"A wrong private key", func(s *scene) {
			s.start()
			private, _ := keyPair(s.t)
			s.connect(acctest.Values{"client_secret": nil, "client_assertion_private_key": private, "client_assertion_signing_alg": "RS256"})
			s.plan(apiResource, api, true)
		}},
		{"An audience that was set for something else", func(s *scene) {
			s.start()
			s.say("With `AUTH0_AUDIENCE=https://api.example.test/`, which a program of the user needs.")
			s.connectIn(map[string]string{"AUTH0_AUDIENCE": "https://api.example.test/"})
			s.plan(apiResource, api, true)
		}},
		{"A client that has no grant for the Management API", func(s *scene) {
			s.start()
			id := s.newClientHidden("other", nil)
			secret, _ := s.client(id)["client_secret"].(string)
			s.connect(acctest.Values{"client_id": id, "client_secret": secret})
			s.plan(apiResource, api, true)
		}},
		{"A client that is not a machine-to-machine client", func(s *scene) {
			s.start()
			id := s.newClientHidden("web", acctest.Object{"app_type": "regular_web", "grant_types": list{"authorization_code"}})
			secret, _ := s.client(id)["client_secret"].(string)
			s.connect(acctest.Values{"client_id": id, "client_secret": secret})
			s.plan(apiResource, api, true)
		}},
		{"A token that the tenant does not accept", func(s *scene) {
			s.start()
			s.connect(acctest.Values{"client_id": nil, "client_secret": nil, "api_token": "eyJ"})
			s.plan(apiResource, api, true)
		}},
		{"A scope that the provider's client lacks", func(s *scene) {
			s.start(responding(http.MethodPost, "/api/v2/resource-servers", http.StatusForbidden,
				`{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: create:resource_servers","errorCode":"insufficient_scope"}`))
			s.plan(apiResource, api, true)
		}},
		{"A feature that the tenant's plan lacks", func(s *scene) {
			s.start(responding(http.MethodPost, "/api/v2/resource-servers", http.StatusForbidden,
				`{"statusCode":403,"error":"Forbidden","message":"You reached the limit of entities of this type for this tenant.","errorCode":"too_many_entities"}`))
			s.plan(apiResource, api, true)
		}},
	}
}

func limitMistakes() []mistake {
	api := acctest.Values{"identifier": "urn:appointments"}
	return []mistake{
		{"The rate limit is used up", func(s *scene) {
			s.start(responding(http.MethodPost, "/api/v2/resource-servers", http.StatusTooManyRequests,
				`{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}`))
			s.twoResources()
		}},
		{"The tenant fails", func(s *scene) {
			s.start(responding(http.MethodGet, "/api/v2/clients", http.StatusInternalServerError, `{"statusCode":500,"error":"Internal Server Error","message":"An internal error occurred"}`))
			s.data("auth0api_client", acctest.Values{"client_id": "appointments"})
		}},
		{"An answer that does not say whether the object was created", func(s *scene) {
			s.report("Creating", `client "appointments"`, &management.LostCreateError{Err: &management.Error{Method: http.MethodPost, Path: "/api/v2/clients", StatusCode: http.StatusBadGateway, Type: "Bad Gateway"}, Candidates: []string{"abc", "def"}})
		}},
		{"Ctrl-C before a change was sent", func(s *scene) {
			s.report("Updating", `API "urn:appointments"`, &management.InterruptedError{Request: "PATCH /api/v2/resource-servers/API_ID", Err: context.Canceled, Write: true})
		}},
		{"Ctrl-C while a change was on its way", func(s *scene) {
			s.report("Updating", `API "urn:appointments"`, &management.InterruptedError{Request: "PATCH /api/v2/resource-servers/API_ID", Err: context.Canceled, Write: true, Uncertain: true})
		}},
		{"An operation that takes too long", func(s *scene) {
			s.report("Updating", `API "urn:appointments"`, &management.InterruptedError{Request: "PATCH /api/v2/resource-servers/API_ID", Err: context.DeadlineExceeded, Write: true,
				Last: &management.Error{Method: http.MethodPatch, Path: "/api/v2/resource-servers/API_ID", StatusCode: http.StatusTooManyRequests, Type: "Too Many Requests", Message: "Global limit has been reached"}})
		}},
		{"A connection that breaks", func(s *scene) {
			s.report("Reading", `client "appointments"`, &management.Error{Method: http.MethodGet, Path: "/api/v2/clients/appointments", Err: io.ErrUnexpectedEOF, Attempts: 11})
		}},
		{"A timeout that is not a duration", func(s *scene) {
			s.start()
			s.plan(apiResource, withAll(api, acctest.Values{"timeouts": acctest.Values{"create": "5 minutes"}}), false)
		}},
	}
}
