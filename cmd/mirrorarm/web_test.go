package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	defer s.close()
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
