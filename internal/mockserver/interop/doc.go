// Package interop tests the mock tenant with third-party libraries. Small resource servers
// in jwx/ and node/ accept its tokens and refuse forged ones; the vendor's SDKs manage it
// and log in.
//
// The programs run as child processes. The tests of node/ are skipped if there is no
// Node.js.
package interop
