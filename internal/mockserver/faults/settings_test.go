package faults

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestSettingsThatMakeNoSenseAreRefusedAndChangeNothing(t *testing.T) {
	t.Parallel()
	at, seed := time.Now(), uint64(maxSeed+1)
	tn := newTenant(t, Settings{Latency: 7})
	for says, s := range map[string]Settings{
		"rate_limit.rate":      {RateLimit: &RateLimit{Burst: 1}},
		"rate_limit.rate is N": {RateLimit: &RateLimit{Rate: math.NaN()}},
		"rate_limit.burst":     {RateLimit: &RateLimit{Rate: 1, Burst: -1}},
		"latency":              {Latency: -1},
		"slow_answers":         {SlowAnswers: Duration(maxDelay + 1)},
		"errors.rate":          {Errors: &Chance{}},
		"errors.rate is 1.1":   {Errors: &Chance{Rate: 1.1}},
		"lost_answers.times":   {LostAnswers: &Chance{Rate: 1, Times: -1}},
		"errors.methods":       {Errors: &Chance{Rate: 1, Methods: []string{"get"}}},
		"errors.path":          {Errors: &Chance{Rate: 1, Path: "api"}},
		"rotate_keys":          {RotateKeys: &Moment{}},
		"expire_tokens must":   {ExpireTokens: &Moment{After: 1, At: &at}},
		"expire_tokens":        {ExpireTokens: &Moment{After: -1}},
		"seed":                 {Seed: &seed},
	} {
		if err := tn.Set(s); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v", says, err)
		}
		if now := tn.Settings(); now.Latency != 7 {
			t.Errorf("%s: changed to %+v", says, now)
		}
	}
}

func TestSettingsSurviveJSON(t *testing.T) {
	t.Parallel()
	at, seed := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), uint64(7)
	want := Settings{
		RateLimit: &RateLimit{Rate: 2, Burst: 10}, Latency: Duration(50 * time.Millisecond), SlowAnswers: Duration(time.Minute),
		Errors:      &Chance{Rate: 0.5},
		LostAnswers: &Chance{Rate: 1, Times: 2, Methods: []string{"POST"}, Path: "/api/v2/"},
		RotateKeys:  &Moment{After: 3}, ExpireTokens: &Moment{At: &at}, Seed: &seed,
	}
	text, err := json.Marshal(want)
	if err != nil || !strings.Contains(string(text), `"latency":"50ms"`) {
		t.Fatalf("%s, %v", text, err)
	}
	var got Settings
	if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

// What a caller does to settings that it passed, or was given, is its own affair.
func TestSettingsAreNotShared(t *testing.T) {
	t.Parallel()
	s := Settings{Errors: &Chance{Rate: 1, Methods: []string{"GET"}}}
	tn := newTenant(t, s)
	s.Errors.Rate, s.Errors.Methods[0] = 0.5, "PUT"
	given := tn.Settings()
	given.Errors.Rate = 0.25
	if now := tn.Settings(); now.Errors.Rate != 1 || now.Errors.Methods[0] != "GET" {
		t.Errorf("became %+v", now.Errors)
	}
}
