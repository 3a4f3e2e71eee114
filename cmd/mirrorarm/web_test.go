package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/live"

	"github.com/stretchr/testify/require"
)

// siteOf is a site of a few small files, and a file beside it that is nobody's business.
func siteOf(t *testing.T) (folder string) {
	outside := t.TempDir()
	folder = filepath.Join(outside, "site")
	require.NoError(t, os.Mkdir(folder, 0o755))
	for name, content := range map[string]string{
		"site/index.html": "<!doctype html>", "site/page.wasm": "plain", "site/page.wasm.gz": "packed", "site/page.wasm.br": "smaller",
		"site/page.js": "go", "site/secret.txt": "no", "outside.js": "no",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(outside, name), []byte(content), 0o644))
	}
	require.NoError(t, os.Symlink(filepath.Join(outside, "outside.js"), filepath.Join(folder, "linked.js")))
	require.NoError(t, os.Mkdir(filepath.Join(folder, "folder.js"), 0o755))
	return folder
}

// Every file goes out under its type, compressed where that is understood, to be kept
// for ever where its address names the build.
func TestASiteIsServed(t *testing.T) {
	s, err := openSite(siteOf(t))
	require.NoError(t, err)
	s.tracker = t.TempDir()
	for _, name := range []string{"hand.task", "own.js"} {
		require.NoError(t, os.WriteFile(filepath.Join(s.tracker, name), []byte(name), 0o644))
	}
	for _, c := range []struct {
		method, path, accept           string
		code                           int
		body, kind, coding, vary, kept string
	}{
		{"GET", "/", "", 200, "<!doctype html>", "text/html; charset=utf-8", "", "", "no-cache"},
		{"GET", "/?scene=cups", "br", 200, "<!doctype html>", "text/html; charset=utf-8", "", "", "no-cache"},
		{"GET", "/page.wasm", "", 200, "plain", "application/wasm", "", "Accept-Encoding", "no-cache"},
		{"GET", "/page.wasm?v=1", "gzip, deflate, br", 200, "smaller", "application/wasm", "br", "Accept-Encoding", "public, max-age=31536000, immutable"},
		{"GET", "/page.wasm", "br;q=0, gzip;q=0.5", 200, "packed", "application/wasm", "gzip", "Accept-Encoding", "no-cache"},
		{"GET", "/page.wasm", "brx, br;q=0.0", 200, "plain", "application/wasm", "", "Accept-Encoding", "no-cache"},
		{"GET", "/page.wasm.gz", "gzip", 200, "packed", "application/gzip", "", "", "no-cache"},
		{"HEAD", "/page.js", "", 200, "", "text/javascript; charset=utf-8", "", "", "no-cache"},
		{"POST", "/", "", 405, "want GET\n", "", "", "", ""},
		{"GET", "/none.js?v=1", "", 404, "404 page not found\n", "", "", "", ""},
		{"GET", "/secret.txt", "", 404, "404 page not found\n", "", "", "", ""},
		{"GET", "/../outside.js", "", 404, "404 page not found\n", "", "", "", ""},
		{"GET", "/linked.js", "", 404, "404 page not found\n", "", "", "", ""},
		{"GET", "/folder.js", "", 404, "404 page not found\n", "", "", "", ""},
		{"GET", "/camera/tracker/hand.task", "", 200, "hand.task", "application/octet-stream", "", "", "no-cache"},
		{"GET", "/camera/tracker/own.js", "", 404, "404 page not found\n", "", "", "", ""},
		{"GET", "/camera/tracker/pose.task", "", 404, "404 page not found\n", "", "", "", ""},
		{"GET", "//index.html", "", 404, "404 page not found\n", "", "", "", ""},
	} {
		r := httptest.NewRequest(c.method, "http://arm"+c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		require.Equal(t, c.code, w.Code, c.path)
		require.Equal(t, c.body, w.Body.String(), c.path)
		if c.code != http.StatusOK {
			require.Empty(t, w.Header().Get("Cache-Control"), c.path)
			continue
		}
		require.Equal(t, c.kind, w.Header().Get("Content-Type"), c.path)
		require.Equal(t, c.coding, w.Header().Get("Content-Encoding"), c.path)
		require.Equal(t, c.vary, w.Header().Get("Vary"), c.path)
		require.Equal(t, c.kept, w.Header().Get("Cache-Control"), c.path)
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))

		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		again := httptest.NewRecorder()
		s.ServeHTTP(again, r)
		require.Equal(t, http.StatusNotModified, again.Code, c.path)
	}
}

// It serves at the address that it tells, until it is told to end.
func TestWebServesWhereItSays(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, said := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(&app{ctx: ctx, stdout: said, stderr: io.Discard}, []string{"web", "--json", "--listen", "127.0.0.1:0", "--folder", siteOf(t)})
		_ = said.Close()
	}()
	results := json.NewDecoder(out)
	var told webReport
	require.NoError(t, results.Decode(&told))
	require.Regexp(t, `^http://127\.0\.0\.1:[1-9]\d*/$`, told.URL)
	answer, err := http.Get(told.URL)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)
	cancel()
	require.Equal(t, exitInterrupted, <-ended)
	require.ErrorIs(t, results.Decode(&told), io.EOF, "one object")
}

// Over https it serves the same to whoever believes its certificate: one of its own making,
// or a given one. A site that is built anew meanwhile is served.
func TestWebServesOverTLS(t *testing.T) {
	cert, key := pemFiles(t)
	for name, more := range map[string][]string{"its own": nil, "given": {"--cert", cert, "--key", key}} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			folder := siteOf(t)
			out, said := io.Pipe()
			ended := make(chan int, 1)
			var errs bytes.Buffer
			go func() {
				ended <- run(&app{ctx: ctx, stdout: said, stderr: &errs}, append([]string{"web", "--json", "--tls", "--listen", "127.0.0.1:0", "--folder", folder}, more...))
				_ = said.Close()
			}()
			var told webReport
			require.NoError(t, json.NewDecoder(out).Decode(&told))
			require.Regexp(t, `^https://127\.0\.0\.1:[1-9]\d*/$`, told.URL)
			var shown *x509.Certificate
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{
				InsecureSkipVerify: true, VerifyConnection: func(c tls.ConnectionState) error { shown = c.PeerCertificates[0]; return nil }}}}
			body := func() string {
				answer, err := client.Get(told.URL)
				require.NoError(t, err)
				content, err := io.ReadAll(answer.Body)
				require.NoError(t, errors.Join(err, answer.Body.Close()))
				return string(content)
			}
			require.Equal(t, "<!doctype html>", body())
			require.NoError(t, shown.VerifyHostname("127.0.0.1"))
			if more != nil {
				given, err := os.ReadFile(cert)
				require.NoError(t, err)
				block, _ := pem.Decode(given)
				require.Equal(t, block.Bytes, shown.Raw)
			}
			require.NoError(t, os.RemoveAll(folder))
			require.NoError(t, os.Mkdir(folder, 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(folder, "index.html"), []byte("new"), 0o644))
			require.Equal(t, "new", body())
			cancel()
			require.Equal(t, exitInterrupted, <-ended)
			require.Contains(t, errs.String(), told.URL)
		})
	}
}

// pemFiles are a certificate of this machine and its key.
func pemFiles(t *testing.T) (cert, key string) {
	c, err := live.SelfSigned()
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	require.NoError(t, err)
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return cert, key
}

func TestWebRefusals(t *testing.T) {
	empty, folder := t.TempDir(), siteOf(t)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--folder", filepath.Join(empty, "none")}, exitUsage, "there is no index.html in it; make web builds one"},
		{[]string{"--folder", empty}, exitUsage, "there is no index.html in it"},
		{[]string{"--folder", filepath.Join(folder, "page.js")}, exitFailed, "page.js"},
		{[]string{"--folder", folder, "--listen", "nowhere:x"}, exitFailed, "--listen nowhere:x: cannot listen"},
		{[]string{"--folder", folder, "--tls", "--cert", filepath.Join(folder, "page.js")}, exitUsage, "want both"},
		{[]string{"--folder", folder, "--cert", filepath.Join(folder, "page.js"), "--key", filepath.Join(folder, "page.js")}, exitUsage, "goes with --tls"},
		{[]string{"--folder", folder, "--listen", "127.0.0.1:0", "--tls", "--cert", filepath.Join(folder, "page.js"), "--key", filepath.Join(folder, "page.js")}, exitFailed, "certificate"},
		{[]string{"--folder", folder, "--listen", "8080"}, exitFailed, "cannot listen"},
		{[]string{"--folder", folder, "--listen", "127.0.0.1:0", "--channels", "64"}, exitUsage, "--channels"},
	} {
		code, out, errs := command(t, append([]string{"web"}, c.args...)...)
		require.Equal(t, c.code, code, errs)
		require.Contains(t, errs, c.want)
		require.Equal(t, 1, strings.Count(errs, "\n"), errs)
		require.Empty(t, out)
	}
}
