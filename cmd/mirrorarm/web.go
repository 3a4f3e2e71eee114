package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"mirrorarm/sim/live"
	"mirrorarm/sim/live/tracker"
)

// webCmd is `mirrorarm web`: it serves the program as a page for browsers.
type webCmd struct {
	common
	Listen string `help:"Address to listen on; only this machine's own unless told. Example: --listen 0.0.0.0:8080" default:"127.0.0.1:8080" placeholder:"ADDRESS"`
	TLS    bool   `name:"tls" help:"Serve it over https, which a phone's camera and keeping the page offline need: with a certificate that is made for this run, and the link as a QR code. Example: --listen 0.0.0.0:8443 --tls"`
	Cert   string `help:"A certificate of your own for --tls, PEM. Example: --cert stand.pem --key stand.key" placeholder:"FILE" type:"existingfile"`
	Key    string `help:"The key of --cert, PEM. Example: --key stand.key" placeholder:"FILE" type:"existingfile"`
	Folder string `help:"The site, as make web builds it. Example: --folder /srv/arm" default:"bin/site" placeholder:"DIR" type:"given file"`
}

// Help is the long help text.
func (webCmd) Help() string {
	return `Examples:
  mirrorarm web
  mirrorarm web --listen 0.0.0.0:8080 --folder /srv/arm
  mirrorarm web --listen 0.0.0.0:8443 --tls

Serves what make web has built, to any browser with WebAssembly and WebGL 2. What
is shown stands in the address: ?scene=cups&source=synth:grasp, ?lang=zh,
?follow=same, ?channels=2048, ?kiosk, ?lesson=jacobian&step=2, ?embed for a frame in
another page, ?source=hand.jsonl and ?robot=arm.zip for files in the same folder,
?renderer=auto, gpu or cpu.
Any host of static files serves the same folder; other machines keep the page for
use without a network, and have its camera, only if it comes over https: --tls. The
camera's tracker is the one that mirrorarm camera install fetches, or that make web
TRACKER=with puts into the folder. It serves until Ctrl-C. --json prints {"url"} once
it does.`
}

// Validate refuses a certificate that is not used; kong calls it.
func (c webCmd) Validate() error {
	switch {
	case (c.Cert == "") != (c.Key == ""):
		return errors.New("--cert and --key: want both")
	case c.Cert != "" && !c.TLS:
		return errors.New("--cert: goes with --tls")
	}
	return nil
}

// webReport is what --json prints.
type webReport struct {
	URL string `json:"url"`
}

// Run serves.
func (c *webCmd) Run(a *app) error {
	site, err := openSite(c.Folder)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("web: --listen %s: cannot listen: %w", c.Listen, err)
	}
	url := fmt.Sprintf("http://%s/", listener.Addr())
	if c.TLS {
		url = strings.Replace(url, "http", "https", 1)
		if listener, err = c.encrypted(a, listener); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stderr, "serving %s at %s; Ctrl-C ends it\n", c.Folder, url)
	if !c.JSON {
		return serveUntil(a.ctx, listener, site)
	}
	// That it serves is all there is to say: nothing more is printed at the end.
	if err := a.printJSON(webReport{url}); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := serveUntil(a.ctx, listener, site); !errors.Is(err, context.Canceled) {
		return err
	}
	return errInterrupted
}

// encrypted is a listener over TLS; where other machines find it is told.
func (c *webCmd) encrypted(a *app, l net.Listener) (net.Listener, error) {
	cert, err := certificateFrom(c.Cert, c.Key)
	switch address, _ := l.Addr().(*net.TCPAddr); {
	case err != nil:
	case address.IP.IsLoopback():
		fmt.Fprintln(a.stderr, "other machines do not reach this address: --listen 0.0.0.0:8443 is for them")
	default:
		_, port, _ := net.SplitHostPort(l.Addr().String()) // it has one
		var links []string
		for _, host := range live.Hosts(l.Addr()) {
			links = append(links, fmt.Sprintf("https://%s/", net.JoinHostPort(host, port)))
		}
		err = a.showLinks(links)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}), nil
}

// serveUntil serves until ctx ends.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: log.New(io.Discard, "", 0), // a browser that doubts the certificate is no news
	}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() }) // what is under way is of no use to anybody
	defer stop()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("web: %w", err)
	}
	return ctx.Err()
}

// site is a folder of files that are served. Nothing outside it is, whatever is linked
// there; but for the files of the camera's tracker.
type site struct {
	folder  string // opened for every file, since make web puts a new one in its place
	tracker string // folder; empty for none
}

// openSite opens a folder in which there is a site.
func openSite(folder string) (*site, error) {
	s := &site{folder: folder}
	s.tracker, _ = tracker.DefaultDir() // where there is none there is no camera
	f, _, err := s.file(page)
	if err == nil {
		return s, f.Close()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{fmt.Errorf("web: --folder %s: there is no %s in it; make web builds one", folder, page)}
	}
	return nil, fmt.Errorf("web: --folder %s: %w", folder, err)
}

// page is the file that a folder's own address stands for.
const page = "index.html"

// siteTypes are the files that a site has, by the endings of their names; others are not served.
var siteTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".webmanifest": "application/manifest+json", ".svg": "image/svg+xml", ".jpg": "image/jpeg",
	".wasm": "application/wasm", ".gz": "application/gzip", ".mjs": "text/javascript; charset=utf-8", ".task": "application/octet-stream",
	".jsonl": "application/octet-stream", ".json": "application/octet-stream", ".csv": "text/csv", ".urdf": "application/octet-stream", ".zip": "application/zip",
}

// codings are the compressed copies that may lie beside a file, the smallest first.
var codings = [...]struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "want GET", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = page
	}
	kind, known := siteTypes[path.Ext(name)]
	if !known || !fs.ValidPath(name) {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", kind)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-cache") // asked for again, and sent again if it has changed
	if r.URL.Query().Get("v") != "" {
		header.Set("Cache-Control", "public, max-age=31536000, immutable") // another build has another address
	}
	s.send(w, r, name)
}

// send sends a file, or a compressed copy of it where there is one that is understood.
func (s *site) send(w http.ResponseWriter, r *http.Request, name string) {
	accepted := r.Header.Get("Accept-Encoding")
	for _, c := range codings {
		f, info, err := s.file(name + c.ending)
		if err != nil {
			continue
		}
		defer f.Close() //nolint:errcheck // only read from
		w.Header().Set("Vary", "Accept-Encoding")
		if accepts(accepted, c.name) {
			w.Header().Set("Content-Encoding", c.name)
			serveFile(w, r, f, info)
			return
		}
	}
	f, info, err := s.file(name)
	if err != nil {
		w.Header().Del("Cache-Control")
		http.NotFound(w, r)
		return
	}
	defer f.Close() //nolint:errcheck // only read from
	serveFile(w, r, f, info)
}

// file opens a file of the site, or of the camera.
func (s *site) file(name string) (*os.File, fs.FileInfo, error) {
	f, err := openBelow(s.folder, name)
	if own, ok := strings.CutPrefix(name, "camera/tracker/"); err != nil && ok && s.tracker != "" && slices.Contains(tracker.Names(), own) {
		f, err = openBelow(s.tracker, own)
	}
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrInvalid
	}
	if err != nil {
		_ = f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// openBelow opens a file in a folder, and nothing outside it.
func openBelow(folder, name string) (*os.File, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // only read from
	return root.Open(name)
}

// serveFile sends a file as it lies there, unless the client has it already.
func serveFile(w http.ResponseWriter, r *http.Request, f io.ReadSeeker, info fs.FileInfo) {
	w.Header().Set("ETag", fmt.Sprintf(`"%x-%x-%s"`, info.ModTime().UnixNano(), info.Size(), w.Header().Get("Content-Encoding")))
	http.ServeContent(w, r, info.Name(), info.ModTime(), f)
}

// accepts tells whether a header of Accept-Encoding names a coding, and not as unwanted.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, rest, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) != coding {
			continue
		}
		weight, weighted := strings.CutPrefix(strings.TrimSpace(rest), "q=")
		return !weighted || strings.Trim(weight, "0.") != ""
	}
	return false
}
