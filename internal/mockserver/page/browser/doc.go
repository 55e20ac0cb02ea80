// Package browser tests the mock's page in headless Chromium, against the binary. It is a
// separate module, so that the provider does not depend on the browser driver. The tests
// are skipped if there is no Chromium.
//
// SCREENSHOTS=DIR saves a picture of each view in DIR; `make shots` does so.
package browser
