package export

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

func TestSlugIsANameInTerraform(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Appointments reader":           "appointments_reader",
		"appointments.example.test/":    "appointments_example_test",
		"a-b_c":                         "a_b_c",
		"  -- a  --  ":                  "a",
		"3scale":                        "_3scale",
		`"${x}" %{ if }`:                "x_if",
		"予約 Écrire":                     "予約_écrire",
		"e\u0301":                       "e",
		"٣":                             "_٣",
		"":                              "",
		"${}":                           "",
		"___":                           "",
		strings.Repeat("a", 100):        strings.Repeat("a", 60),
		strings.Repeat("é", 59) + " bc": strings.Repeat("é", 59),
		"null":                          "null",
		"a\U00030891b":                  "a_b", // a letter that is newer than HCL
	} {
		got := slug(text)
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got != "" && !hclsyntax.ValidIdentifier(got) {
			t.Errorf("%q: %q is no identifier", text, got)
		}
	}
}

func FuzzSlugIsANameInTerraform(f *testing.F) {
	for _, seed := range []string{"Appointments reader", "3", "予約", "${a}", "a\x00b\xff", strings.Repeat("١", 70), "\U0001E900"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name := slug(text)
		if name != "" && !hclsyntax.ValidIdentifier(name) {
			t.Errorf("%q: %q is no identifier", text, name)
		}
		if length := len([]rune(name)); length > maxSlugLength {
			t.Errorf("%q: %q has %d characters", text, name, length)
		}
	})
}

func TestNamesAreUniqueAlsoBesideNumberedOnes(t *testing.T) {
	t.Parallel()
	names := unique{}
	var got []string
	for _, wanted := range []string{"a", "a_2", "a", "a", "b"} {
		got = append(got, names.name(wanted))
	}
	if want := []string{"a", "a_2", "a_3", "a_4", "b"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
