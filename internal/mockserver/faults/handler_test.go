package faults

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// do sends a request through the faults to a handler that counts in served. cut reports
// whether the response is incomplete.
func (tn *tenant) do(r *http.Request, served *int) (answer *httptest.ResponseRecorder, cut bool) {
	answer = httptest.NewRecorder()
	defer func() {
		p := recover()
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			cut = true
		} else if p != nil {
			panic(p)
		}
	}()
	tn.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		*served++
		w.Header().Set("X-Test", "yes")
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte("made something"))
	})).ServeHTTP(answer, r)
	return answer, cut
}

func get(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func TestErrorComesBeforeTheWorkAndInTheAPIsShape(t *testing.T) {
	t.Parallel()
	for path, shape := range map[string]string{
		"/api/v2/clients": `{"statusCode":500,"error":"Internal Server Error","message":"An internal server error occurred"}`,
		"/oauth/token":    `{"error":"server_error","error_description":"Internal Server Error"}`,
	} {
		tn, served := newTenant(t, Settings{Errors: &Chance{Rate: 1}}), 0
		answer, _ := tn.do(get(path), &served)
		if answer.Code != http.StatusInternalServerError || served != 0 || strings.TrimSpace(answer.Body.String()) != shape {
			t.Errorf("%s: %d %s, served %d times", path, answer.Code, answer.Body, served)
		}
		if limited := answer.Header().Get("X-RateLimit-Limit") != ""; limited != strings.HasPrefix(path, "/api/v2/") {
			t.Errorf("%s: says the rate limit: %v", path, limited)
		}
	}
}

func TestRequestThatFailsCountsForTheRateLimit(t *testing.T) {
	t.Parallel()
	tn, served := newTenant(t, Settings{Errors: &Chance{Rate: 1}, RateLimit: &RateLimit{Rate: 1, Burst: 1}}), 0
	for _, want := range []int{http.StatusInternalServerError, http.StatusTooManyRequests} {
		if answer, _ := tn.do(get("/api/v2/clients"), &served); answer.Code != want {
			t.Errorf("%d, want %d", answer.Code, want)
		}
	}
}

func TestFaultHappensToItsMethodsAndPathsAsOftenAsItIsTold(t *testing.T) {
	t.Parallel()
	tn, served := newTenant(t, Settings{LostAnswers: &Chance{Rate: 1, Times: 2, Methods: []string{"POST"}, Path: "/api/v2/clients"}}), 0
	var got []bool
	for _, request := range []string{"GET /api/v2/clients", "POST /oauth/token", "POST /api/v2/clients", "POST /api/v2/clients/x", "POST /api/v2/clients"} {
		method, path, _ := strings.Cut(request, " ")
		_, cut := tn.do(httptest.NewRequest(method, path, nil), &served)
		got = append(got, cut)
	}
	if want := []bool{false, false, true, true, false}; !slices.Equal(got, want) || served != 5 {
		t.Errorf("lost %v, want %v; served %d", got, want, served)
	}
	if now := tn.Settings(); now.LostAnswers != nil {
		t.Errorf("still on: %+v", now.LostAnswers)
	}
}

func TestChanceRepeatsWithItsSeedAndGoesOnWithoutOne(t *testing.T) {
	t.Parallel()
	draw := func(tn *tenant) string {
		var b strings.Builder
		served := 0
		for range 64 {
			answer, _ := tn.do(get("/"), &served)
			b.WriteByte("10"[answer.Code/500])
		}
		if n := strings.Count(b.String(), "0"); n < 8 || n > 56 {
			t.Errorf("half of the requests fail, %d of 64 did", n)
		}
		return b.String()
	}
	seed := uint64(7)
	half := Settings{Errors: &Chance{Rate: 0.5}, Seed: &seed}
	tn := newTenant(t, half)
	first := draw(tn)
	tn.set(t, Settings{Errors: half.Errors})
	if draw(tn) == first {
		t.Error("without a seed, it started over")
	}
	tn.set(t, half)
	if draw(tn) != first {
		t.Error("the same seed gave another run")
	}
	if draw(newTenant(t, half)) != first {
		t.Error("the same seed gave another run in another tenant")
	}
	// A tenant that chose its seed reports it.
	chosen := newTenant(t, Settings{Errors: half.Errors})
	run := draw(chosen)
	told := chosen.Settings()
	if told.Seed == nil || draw(newTenant(t, told)) != run {
		t.Errorf("the seed told, %v, gives another run", told.Seed)
	}
	_ = chosen.Restart(t.Context())
	if draw(chosen) != run {
		t.Error("restarted to another run")
	}
}

func TestLatencyIsWaitedBeforeTheWork(t *testing.T) {
	t.Parallel()
	tn, served := newTenant(t, Settings{Latency: Duration(time.Second)}), 0
	if _, cut := tn.do(get("/"), &served); cut || served != 1 || !slices.Equal(tn.slept, []time.Duration{time.Second}) {
		t.Errorf("cut %v, served %d, slept %v", cut, served, tn.slept)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, cut := tn.do(get("/").WithContext(ctx), &served); !cut || served != 1 {
		t.Errorf("the client left: cut %v, served %d", cut, served)
	}
}

func TestSlowAnswerIsWholeInPieces(t *testing.T) {
	t.Parallel()
	tn, served := newTenant(t, Settings{SlowAnswers: Duration(20 * time.Second)}), 0
	answer, cut := tn.do(get("/"), &served)
	if cut || answer.Code != http.StatusCreated || answer.Body.String() != "made something" || answer.Header().Get("X-Test") != "yes" || answer.Header().Get("Content-Length") != "14" {
		t.Errorf("cut %v: %d %v %s", cut, answer.Code, answer.Header(), answer.Body)
	}
	if len(tn.slept) != pieces || tn.slept[0] != 2*time.Second {
		t.Errorf("slept %v", tn.slept)
	}
}

func TestMomentComesOnceBetweenRequests(t *testing.T) {
	t.Parallel()
	tn, served := newTenant(t, Settings{RotateKeys: &Moment{After: 2}}), 0
	var got []int
	for range 4 {
		tn.do(get("/"), &served)
		got = append(got, tn.rotated)
	}
	if want := []int{0, 0, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("rotated %v, want %v", got, want)
	}
	at := tn.wall.at.Add(time.Hour)
	tn.set(t, Settings{ExpireTokens: &Moment{At: &at}, RotateKeys: &Moment{At: &at}})
	tn.do(get("/"), &served)
	if tn.rotated != 1 || !tn.TokensFrom().IsZero() {
		t.Errorf("before its time: rotated %d, tokens from %s", tn.rotated, tn.TokensFrom())
	}
	tn.wall.pass(time.Hour)
	tn.do(get("/").WithContext(Exempt(t.Context())), &served)
	if tn.rotated != 1 {
		t.Error("a request behind the back brought it about")
	}
	tn.do(get("/"), &served)
	if tn.rotated != 2 || tn.TokensFrom().IsZero() {
		t.Errorf("at its time: rotated %d, tokens from %s", tn.rotated, tn.TokensFrom())
	}
	if now := tn.Settings(); now.RotateKeys != nil || now.ExpireTokens != nil {
		t.Errorf("still to come: %+v", now)
	}
}

func TestRotationThatFailsIsSaid(t *testing.T) {
	t.Parallel()
	tn, served := newTenant(t, Settings{RotateKeys: &Moment{After: 1}}), 0
	tn.rotateKeys = func(context.Context) error { return errors.New("disk full") }
	tn.do(get("/"), &served)
	if answer, _ := tn.do(get("/"), &served); answer.Code != http.StatusInternalServerError || !strings.Contains(answer.Body.String(), "disk full") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	if answer, _ := tn.do(get("/"), &served); answer.Code != http.StatusCreated {
		t.Errorf("afterwards %d", answer.Code)
	}
}

// Who comes while keys rotate waits, and so finds the new ones.
func TestRequestsWaitForARotation(t *testing.T) {
	t.Parallel()
	tn := newTenant(t, Settings{RotateKeys: &Moment{After: 1}})
	rotating, finish := make(chan struct{}), make(chan struct{})
	tn.rotateKeys = func(context.Context) error {
		close(rotating)
		<-finish
		tn.rotated++
		return nil
	}
	served := 0
	tn.do(get("/"), &served)
	first := make(chan struct{})
	go func() {
		defer close(first)
		var n int
		tn.do(get("/"), &n)
	}()
	<-rotating
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if answer, _ := tn.do(get("/").WithContext(ctx), &served); answer.Code != http.StatusServiceUnavailable || served != 1 {
		t.Errorf("served %d during the rotation, status %d", served, answer.Code)
	}
	close(finish)
	<-first
	tn.do(get("/"), &served)
	if tn.rotated != 1 || served != 2 {
		t.Errorf("rotated %d, served %d", tn.rotated, served)
	}
}

func TestExpiredTokensAreGoodAgainBeforeTheExpiry(t *testing.T) {
	t.Parallel()
	tn := newTenant(t, Settings{})
	before := tn.clock.Now()
	_ = tn.ExpireTokens(t.Context())
	if from := tn.TokensFrom(); !from.After(before) || from.After(tn.clock.Now()) {
		t.Errorf("expired at %s, now %s: tokens from %s", before, tn.clock.Now(), from)
	}
	tn.clock.Advance(-time.Hour)
	if from := tn.TokensFrom(); !from.IsZero() {
		t.Errorf("an hour earlier: tokens from %s", from)
	}
}
