package main

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"iter"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mirrorarm/sim/live/browser"
	"mirrorarm/testdata"

	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// pagePatience is how long a page may take to come to a state: many times what it needs,
// on a machine that draws by its processor and has other work.
const pagePatience = 2 * time.Minute

// browserMode names the variable that is "must" where a browser was installed on purpose.
const browserMode = "MIRRORARM_BROWSER"

// visitorsBrowser is a real browser, and what its console says of errors.
type visitorsBrowser struct {
	t   *testing.T
	ctx context.Context
	url string

	server *httptest.Server
	site   *site
	mu     sync.Mutex
	errors []string
}

// The page in a browser shows the demo and a lesson by their addresses, heeds a key, and
// says in a sentence what it cannot show; the console stays clean.
func TestThePageInABrowser(t *testing.T) {
	testdata.Long(t)
	b := openBrowser(t)

	b.open("?scene=cups&source=synth:grasp&lang=zh")
	b.becomes("shown")
	b.tellStart()
	require.Equal(t, "true", b.asks(`String(document.getElementById("cover").hidden)`))
	b.picture("demo.png")
	b.press("\x1b")
	b.pictures()
	require.Equal(t, "shown", b.asks("mirrorarm.state"), "Esc ends no page")

	b.open("?lesson=jacobian&step=2")
	b.becomes("shown")
	require.Contains(t, b.asks(`document.title`), "mirrorarm: ")
	b.picture("lesson.png")

	// A poster's code leads to the arm as it was.
	b.open("?" + posterLink(postureMark).of([]float64{0.89, -0.08, -0.05, 1.96, -0.73, 22: 0}))
	b.becomes("shown")
	b.picture("posture.png")

	// The shaders are those of a browser, too.
	b.open("?source=synth:open&renderer=gpu")
	b.becomes("shown")
	b.picture("gpu.png")

	b.open("?kiosk&channels=64&lang=zh")
	b.becomes("shown")
	b.picture("kiosk.png")
	b.asks(`for (const code of ["ControlLeft", "ShiftLeft", "KeyQ"]) document.querySelector("canvas").dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true })); ""`)
	b.becomes("ended")
	require.Equal(t, "程序已结束。", b.asks(`document.getElementById("what").textContent`))

	for query, want := range map[string]string{
		"?scene=tent":               `scene "tent": no such scene, want one of`,
		"?q=0.1,0.2":                "q: 2 joints, want the 23 of this robot",
		"?lesson=jacobian&step=100": "step 100: the lesson jacobian has pages 1 to ",
	} {
		b.open(query)
		b.becomes("refused")
		require.Contains(t, b.asks(`document.getElementById("why").textContent`), want)
	}
	require.Empty(t, b.said(), "the console")

	// A new build takes the old one's place in what is kept.
	b.waits("navigator.serviceWorker.controller !== null")
	was := b.kept(1)
	b.site.buildAnew(t, "feedfacefeedface")
	b.open("?lesson=jacobian")
	b.becomes("shown")
	require.Eventually(t, func() bool { return b.kept(0) != was && !strings.Contains(b.kept(0), ",") }, pagePatience, 200*time.Millisecond)
	require.Contains(t, b.kept(1), "feedfacefeedface")

	// Without a network the page is there all the same, once it has been shown.
	b.server.Close()
	b.open("?lesson=jacobian")
	b.becomes("shown")
}

// openBrowser builds the site, serves it and starts a browser, with further flags.
func openBrowser(t *testing.T, more ...chromedp.ExecAllocatorOption) *visitorsBrowser {
	path, err := browser.Find()
	if err != nil {
		leftOut(t, browserMode, "%s", err)
	}
	site := builtSite(t)
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.Flag("headless", "new"), chromedp.WindowSize(640, 360), chromedp.UserDataDir(t.TempDir()),
		// Software GL, where there is no graphics chip; and a sandbox is not had by root.
		chromedp.Flag("use-angle", "swiftshader"), chromedp.Flag("enable-unsafe-swiftshader", true), chromedp.Flag("disable-gpu", false))
	if runtime.GOOS == "linux" && os.Geteuid() == 0 {
		flags = append(flags, chromedp.NoSandbox)
	}
	flags = append(flags, more...)
	allocator, end := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(end)
	ctx, close := chromedp.NewContext(allocator)
	t.Cleanup(close)
	b := &visitorsBrowser{t: t, ctx: ctx, url: server.URL + "/", server: server, site: site}
	go b.listen(chromedp.Console(ctx))
	_, err = chromedp.Call(ctx, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
	require.NoError(t, err)
	return b
}

// builtSite is the site as make web builds it, but for how hard it is compressed.
func builtSite(t *testing.T) *site {
	dir := t.TempDir()
	first := filepath.Join(dir, "first.jpg")
	f, err := os.Create(first)
	require.NoError(t, err)
	require.NoError(t, jpeg.Encode(f, image.NewGray(image.Rect(0, 0, 16, 9)), nil))
	require.NoError(t, f.Close())
	build := exec.Command("go", "run", "./.ci/site", "-fast", "-first", first, "-upright", first, "-out", filepath.Join(dir, "site"))
	build.Dir = filepath.Join("..", "..")
	said, err := build.CombinedOutput()
	require.NoError(t, err, "%s", said)
	s, err := openSite(filepath.Join(dir, "site"))
	require.NoError(t, err)
	return s
}

// buildAnew makes of a site what a build of another digest would have made.
func (s *site) buildAnew(t *testing.T, digest string) {
	entries, err := os.ReadDir(s.folder)
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(s.folder, "wasm.js"))
	require.NoError(t, err)
	was := regexp.MustCompile(`version: "([0-9a-f]{16})"`).FindSubmatch(text)
	require.NotNil(t, was)
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); ext == ".js" || ext == ".html" {
			path := filepath.Join(s.folder, e.Name())
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, bytes.ReplaceAll(content, was[1], []byte(digest)), 0o644))
		}
	}
}

// kept are the builds that the page's worker keeps, at least so many, separated by commas.
func (b *visitorsBrowser) kept(least int) string {
	b.asks(`window.keys = undefined; caches.keys().then((keys) => { window.keys = keys; }); ""`)
	b.waits("window.keys?.length >= " + strconv.Itoa(least))
	return b.asks("keys.join()")
}

// listen keeps what a console shows as an error.
func (b *visitorsBrowser) listen(console iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range console {
		if err != nil {
			return // the browser is gone
		}
		if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException {
			b.mu.Lock()
			b.errors = append(b.errors, m.Text+" "+m.URL)
			b.mu.Unlock()
		}
	}
}

// said are the console's errors up to now.
func (b *visitorsBrowser) said() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.errors)
}

// open goes to the page with a query.
func (b *visitorsBrowser) open(query string) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, chromedp.Navigate(b.url+query)))
}

// asks is what an expression comes to in the page.
func (b *visitorsBrowser) asks(expression string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
	require.NoError(b.t, err)
	return text
}

// tellStart logs what a page's first picture took: from its address, as the page's marks
// have it, and of its main thread, as the browser counts that.
func (b *visitorsBrowser) tellStart() {
	b.t.Helper()
	worked := b.worked()
	require.Positive(b.t, worked)
	ms, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](`performance.getEntriesByName("mirrorarm shown")[0].startTime`))
	require.NoError(b.t, err)
	b.t.Logf("first picture after %.1f s, in which the main thread worked for %.1f s", ms*1e-3, worked)
}

// becomes waits until the page leaves what it does by itself, and requires a state then.
func (b *visitorsBrowser) becomes(state string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pagePatience)
	defer cancel()
	passing := `["loading", "starting"]`
	if state == "ended" {
		passing = `["shown"]` // which it is before
	}
	now, err := chromedp.Run(ctx, chromedp.Poll[string]("!"+passing+".includes(mirrorarm.state) && mirrorarm.state",
		chromedp.WithPollingInterval(100*time.Millisecond), chromedp.WithPollingTimeout(0)))
	require.NoError(b.t, err, "%s; the console: %s", state, b.said())
	require.Equal(b.t, state, now, "%s", b.said())
}

// waits waits until a condition holds in the page.
func (b *visitorsBrowser) waits(condition string) {
	b.t.Helper()
	b.within(pagePatience, condition)
}

// within is waits with a patience of its own.
func (b *visitorsBrowser) within(patience time.Duration, condition string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Poll[bool](condition, chromedp.WithPollingInterval(100*time.Millisecond), chromedp.WithPollingTimeout(0)))
	require.NoError(b.t, err, condition)
}

// press presses a key.
func (b *visitorsBrowser) press(key string) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, chromedp.KeyEvent(key)))
}

// picture keeps what is shown, where a folder is named for that.
func (b *visitorsBrowser) picture(name string) {
	folder := os.Getenv("MIRRORARM_PICTURE")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, name), png, 0o644))
}
