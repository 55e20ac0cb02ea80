package creates

import "testing"

func TestAnObjectIsAsItWasCreated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		has, sent string
		want      bool
	}{
		"what was sent, and defaults":       {`{"identifier":"a","name":"n","token_lifetime":86400,"signing_alg":"RS256","is_system":false,"id":"1"}`, `{"identifier":"a","name":"n"}`, true},
		"another name":                      {`{"identifier":"a","name":"m"}`, `{"identifier":"a","name":"n"}`, false},
		"a name that was not sent":          {`{"identifier":"a","name":"n"}`, `{"identifier":"a"}`, false},
		"a setting that was not sent":       {`{"identifier":"a","enforce_policies":true}`, `{"identifier":"a"}`, false},
		"another lifetime than the default": {`{"identifier":"a","token_lifetime":60,"token_lifetime_for_web":60}`, `{"identifier":"a"}`, false},
		"a lifetime that bounds the other":  {`{"identifier":"a","token_lifetime":60,"token_lifetime_for_web":60}`, `{"identifier":"a","token_lifetime":60}`, true},
		"a system API":                      {`{"identifier":"a","is_system":true}`, `{"identifier":"a"}`, false},
		"what nobody knows of":              {`{"identifier":"a","new_setting":7}`, `{"identifier":"a"}`, true},
		"a secret that is not shown":        {`{"identifier":"a","signing_alg":"HS256"}`, `{"identifier":"a","signing_alg":"HS256","signing_secret":"s"}`, true},
		"another secret":                    {`{"identifier":"a","signing_alg":"HS256","signing_secret":"t"}`, `{"identifier":"a","signing_alg":"HS256","signing_secret":"s"}`, false},
		"a part of an object":               {`{"identifier":"a","proof_of_possession":{"mechanism":"dpop","required":true,"required_for":"all"}}`, `{"identifier":"a","proof_of_possession":{"mechanism":"dpop","required":true}}`, true},
		"another part":                      {`{"identifier":"a","proof_of_possession":{"mechanism":"mtls"}}`, `{"identifier":"a","proof_of_possession":{"mechanism":"dpop"}}`, false},
		"a list in another order":           {`{"identifier":"a","authorization_details":[{"type":"y"},{"type":"x"}]}`, `{"identifier":"a","authorization_details":[{"type":"x"},{"type":"y"}]}`, true},
		"a longer list":                     {`{"identifier":"a","authorization_details":[{"type":"y"},{"type":"x"}]}`, `{"identifier":"a","authorization_details":[{"type":"x"}]}`, false},
		"one of a list twice":               {`{"identifier":"a","authorization_details":[{"type":"x"},{"type":"y"}]}`, `{"identifier":"a","authorization_details":[{"type":"x"},{"type":"x"}]}`, false},
		"a null that is nothing":            {`{"identifier":"a"}`, `{"identifier":"a","consent_policy":null}`, true},
		"a null that is something":          {`{"identifier":"a","consent_policy":"p"}`, `{"identifier":"a","consent_policy":null}`, false},
		"not JSON":                          {`<html>`, `{"identifier":"a"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := asCreated([]byte(c.has), []byte(c.sent), ResourceServerDefaults()); got != c.want {
				t.Errorf("got %v for %s after %s", got, c.has, c.sent)
			}
		})
	}
}
