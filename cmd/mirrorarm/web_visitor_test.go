package main

import (
	"encoding/base64"
	"fmt"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"mirrorarm/kinematics/robot"
	"mirrorarm/testdata"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// What a visitor does in the window is done in the page: fingers and mouse lead the camera,
// links tell what is shown, files are brought and saved, progress stays, full screen is left
// for good, and what the graphics lose comes back.
func TestAVisitorOfThePage(t *testing.T) {
	testdata.Long(t)
	b := openBrowser(t)
	downloads := t.TempDir()
	_, err := chromedp.CallBrowser(b.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: downloads,
	})
	require.NoError(t, err)

	b.open("?scene=cups&source=synth:grasp&channels=64&view=0.5,0.2,1")
	b.becomes("shown")
	require.Regexp(t, `^\?channels=64&scene=cups&source=synth:grasp&view=`, b.asks("mirrorarm.link()"))
	azimuth := func() string { return b.asks(`mirrorarm.link().match(/view=([-0-9.]+)/)[1]`) }
	require.Regexp(t, `^0\.[45]`, azimuth())
	b.mouse(input.DispatchMouseEventTypeMousePressed, 400, 60)
	b.mouse(input.DispatchMouseEventTypeMouseMoved, 200, 60)
	b.waits(`+mirrorarm.link().match(/view=([-0-9.]+)/)[1] > 1`)
	require.Equal(t, "0", b.asks("String(mirrorarm.heard)"), "before anybody has done anything")
	b.mouse(input.DispatchMouseEventTypeMouseReleased, 200, 60)
	b.waits("mirrorarm.heard >= 10")
	b.finger(input.DispatchTouchEventTypeTouchStart, 200, 60)
	b.waits(`+mirrorarm.link().match(/view=([-0-9.]+)/)[1] > 1`)
	b.finger(input.DispatchTouchEventTypeTouchMove, 500, 60)
	b.waits(`+mirrorarm.link().match(/view=([-0-9.]+)/)[1] < 0.5`)
	b.finger(input.DispatchTouchEventTypeTouchEnd, 0, 0)

	b.press("p")
	var saved []string
	require.Eventually(t, func() bool {
		saved, _ = filepath.Glob(filepath.Join(downloads, "mirrorarm-*.png"))
		return len(saved) == 1
	}, pagePatience, 100*time.Millisecond)
	f, err := os.Open(saved[0])
	require.NoError(t, err)
	picture, err := png.Decode(f)
	require.NoError(t, f.Close())
	require.NoError(t, err)
	require.Greater(t, picture.Bounds().Dx(), 300)

	hand, err := os.ReadFile(testdata.Path("hands", "left-leap-service.jsonl"))
	require.NoError(t, err)
	b.drop("hand.jsonl", hand)
	b.waits(`!mirrorarm.link().includes("source=")`)
	b.press(" ")
	b.waits(`mirrorarm.link().includes("q=")`)
	b.press(" ")
	b.drop("arm.urdf", []byte(robot.BionicURDF()))
	b.press(" ")
	b.waits(`!mirrorarm.link().includes("q=")`) // which is of our own robot alone

	for name, content := range map[string][]byte{"hand.jsonl": hand, "arm.urdf": []byte(robot.BionicURDF())} {
		require.NoError(t, os.WriteFile(filepath.Join(b.site.folder, name), content, 0o644))
	}
	b.open("?source=hand.jsonl&robot=arm.urdf&channels=64")
	b.becomes("shown")
	require.Regexp(t, `^\?channels=64&robot=arm.urdf&source=hand.jsonl&view=`, b.asks("mirrorarm.link()"))

	b.fillsTheScreen()
	b.losesItsGraphics()
	b.keepsProgress()
	require.Empty(t, b.said(), "the console")
	b.open("?source=nobody.jsonl")
	b.becomes("refused")
	require.Equal(t, "source, a recording: nobody.jsonl: 404 Not Found", b.asks(`document.getElementById("why").textContent`))
}

// fillsTheScreen fills it by the key, leaves it as a browser's own Esc does, and requires
// that it stays left.
func (b *visitorsBrowser) fillsTheScreen() {
	b.press(kb.F11)
	b.waits("document.fullscreenElement !== null")
	require.NoError(b.t, chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void]("void document.exitFullscreen()")))
	b.waits("document.fullscreenElement === null")
	for range 3 { // each lets the page fill the screen again
		b.mouse(input.DispatchMouseEventTypeMousePressed, 300, 60)
		b.mouse(input.DispatchMouseEventTypeMouseReleased, 300, 60)
	}
	require.Equal(b.t, "null", b.asks("String(document.fullscreenElement)"))
}

// losesItsGraphics has the browser lose the page's graphics; the engine loads the page
// again, at the address of what was shown.
func (b *visitorsBrowser) losesItsGraphics() {
	b.open("?scene=cups&source=synth:grasp&channels=64&view=0.5,0.2,1")
	b.becomes("shown")
	b.asks(`window.old = "here"; document.querySelector("canvas").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext(); ""`)
	require.Eventually(b.t, func() bool { // while the page is left there is none to ask
		again, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`!window.old && window.mirrorarm?.state === "shown"`))
		return err == nil && again
	}, pagePatience, 200*time.Millisecond)
	require.Regexp(b.t, `^\?channels=64&scene=cups&source=synth:grasp&view=0\.[45]`, b.asks("location.search"))
}

// keepsProgress answers an exercise, and finds the try in the browser's storage.
func (b *visitorsBrowser) keepsProgress() {
	b.open("?lesson=jacobian&step=100")
	b.becomes("refused")
	last := regexp.MustCompile(`pages 1 to (\d+)`).FindStringSubmatch(b.asks(`document.getElementById("why").textContent`))
	require.NotNil(b.t, last)
	b.open("?lesson=jacobian&step=" + last[1])
	b.becomes("shown")
	b.press("1")
	b.pictures()
	b.press("\r")
	b.waits(`(localStorage.getItem("mirrorarm lessons") || "").includes('"lesson": "jacobian"')`)
}

// In another page it has no tools, and rests while it is out of sight.
func TestThePageInAnotherPage(t *testing.T) {
	testdata.Long(t)
	b := openBrowser(t)
	site := b.server.Config.Handler
	b.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/course.html" {
			site.ServeHTTP(w, r)
			return
		}
		fmt.Fprint(w, `<!doctype html><link rel="icon" href="data:,"><body style="margin:0"><div style="height:3000px">a course</div><iframe src="./?embed&channels=64&source=synth:wave" style="border:0;width:100%;height:300px"></iframe>`)
	})
	frame := `document.querySelector("iframe").contentWindow.`
	b.open("course.html")
	b.waits(frame + `document.documentElement?.dataset.seen === "false" && ` + frame + `mirrorarm.state === "starting"`)
	b.asks(`scrollTo(0, 3000); ""`)
	b.waits(frame + `mirrorarm.state === "shown"`)
	require.Equal(t, "true", b.asks(`String(`+frame+`document.getElementById("tools").hidden)`))
	b.picture("embed.png")
	busy := b.works(2 * time.Second)
	b.asks(`scrollTo(0, 0); ""`)
	b.waits(frame + `document.documentElement.dataset.seen === "false"`)
	time.Sleep(500 * time.Millisecond) // the picture under way
	rests := b.works(2 * time.Second)
	t.Logf("the main thread works %.2f s of 2 s in sight, %.2f s out of sight", busy, rests)
	require.Less(t, rests, 0.1)
	require.Greater(t, busy, 0.2)
	require.Empty(t, b.said(), "the console")
}

// A browser that lacks something is told so in a sentence, with what is there all the same.
func TestThePageInALesserBrowser(t *testing.T) {
	testdata.Long(t)
	b := openBrowser(t)
	for lack, want := range map[string]string{
		"delete window.WebAssembly": "no WebAssembly",
		`const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return kind === "webgl2" ? null : get.call(this, kind, ...more) }`: "no WebGL 2",
		`WebAssembly.instantiateStreaming = () => Promise.reject(new RangeError("out of memory"))`:                                                                                                  "could not be loaded",
	} {
		added, err := chromedp.Call(b.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: lack})
		require.NoError(t, err)
		b.open("")
		b.becomes("failed")
		require.Contains(t, b.asks(`document.getElementById("what").textContent`), want)
		b.waits(`document.getElementById("first").complete`)
		_, err = chromedp.Call(b.ctx, cdppage.RemoveScriptToEvaluateOnNewDocument, cdppage.RemoveScriptToEvaluateOnNewDocumentParams(added))
		require.NoError(t, err)
	}
}

// The page's own camera leads the arm, with no server but for the page's files; nothing of
// the tracker is fetched before it is asked for. A camera that is not allowed is told of.
func TestTheCameraOfThePage(t *testing.T) {
	if os.Getenv(cameraMode) == "" {
		t.Skipf("left out: it is run alone, with %s=alone, as make test does at its end", cameraMode)
	}
	_, fake := fakeCamera(t)
	b := openBrowser(t, chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-file-for-fake-video-capture", fake))
	allow := func(setting cdpbrowser.PermissionSetting) {
		_, err := chromedp.CallBrowser(b.ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
			Permission: &cdpbrowser.PermissionDescriptor{Name: "camera"}, Setting: setting,
		})
		require.NoError(t, err)
	}
	const fetched = `String(performance.getEntriesByType("resource").filter((e) => e.name.includes("camera")).length)`
	for setting, state := range map[cdpbrowser.PermissionSetting]string{cdpbrowser.PermissionSettingDenied: "denied", cdpbrowser.PermissionSettingGranted: "hand"} {
		allow(setting)
		b.open("?channels=64&source=synth:rest")
		b.becomes("shown")
		require.Equal(t, "0", b.asks(fetched))
		b.asks(`document.getElementById("watch").click(); ""`)
		b.within(cameraPatience, fmt.Sprintf(`document.getElementById("watch").dataset.state === %q`, state))
		b.picture("camera-" + state + ".png")
		if state == "hand" {
			b.within(cameraPatience, "mirrorarm.followed >= 30")
			b.picture("camera.png")
		}
		b.asks(`document.getElementById("watch").click(); ""`)
		b.waits(`document.getElementById("watch").ariaPressed === "false"`)
	}
	for _, said := range b.said() { // the tracker calls errors what it only logs
		require.Contains(t, said, "/camera/tracker/")
	}
}

// works is how long (s) the main thread works in a time.
func (b *visitorsBrowser) works(d time.Duration) float64 {
	from := b.worked()
	time.Sleep(d)
	return b.worked() - from
}

// worked is how long (s) it has worked.
func (b *visitorsBrowser) worked() float64 {
	m, err := chromedp.Call(b.ctx, performance.GetMetrics, struct{}{})
	require.NoError(b.t, err)
	for _, m := range m.Metrics {
		if m.Name == "TaskDuration" {
			return m.Value
		}
	}
	require.Fail(b.t, "the browser tells no TaskDuration")
	return 0
}

// drop drops a file on the page.
func (b *visitorsBrowser) drop(name string, content []byte) {
	b.asks(fmt.Sprintf(`{
		const content = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0)), dropped = new DataTransfer();
		dropped.items.add(new File([content], %q));
		document.querySelector("canvas").dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
		"" }`, base64.StdEncoding.EncodeToString(content), name))
}

func (b *visitorsBrowser) mouse(kind input.DispatchMouseEventType, x, y float64) {
	_, err := chromedp.Call(b.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1})
	require.NoError(b.t, err)
	b.pictures()
}

func (b *visitorsBrowser) finger(kind input.DispatchTouchEventType, x, y float64) {
	points := []*input.TouchPoint{{X: x, Y: y}}
	if kind == input.DispatchTouchEventTypeTouchEnd {
		points = []*input.TouchPoint{}
	}
	_, err := chromedp.Call(b.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
	require.NoError(b.t, err)
	b.pictures()
}

// pictures waits for two, of which the second has seen what was done before.
func (b *visitorsBrowser) pictures() {
	b.asks(`window.left = 2; { const next = () => --window.left > 0 && requestAnimationFrame(next); requestAnimationFrame(next); } ""`)
	b.waits("window.left <= 0")
}
