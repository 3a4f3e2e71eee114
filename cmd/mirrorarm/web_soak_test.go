package main

import (
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// How long the page is driven, and from when on its memory counts.
const (
	pageSoak    = 30 * time.Minute
	pageSettles = 5 * time.Minute
	pageGrowth  = 1.02
	soakedShots = 2000 // pictures that a soak of that length must have seen
)

// A page that is used for half an hour takes no more memory than after five minutes: of
// its script's heap, its program's, and its pictures.
func TestSoakOfThePage(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("takes half an hour: set MIRRORARM_SOAK=1, or run make soak")
	}
	long := pageSoak
	if text := os.Getenv("MIRRORARM_PAGE_SOAK"); text != "" { // a shorter look
		var err error
		long, err = time.ParseDuration(text)
		require.NoError(t, err)
	}
	settles := min(pageSettles, long/2)
	b := openBrowser(t)
	b.open("?scene=cups&channels=64")
	b.becomes("shown")
	b.asks(`window.pictures = 0; { const next = () => { window.pictures++; requestAnimationFrame(next); }; requestAnimationFrame(next); } ""`)

	begun, settled := time.Now(), 0.0
	var most float64
	for round := 0; time.Since(begun) < long; round++ {
		b.driven(round)
		now := b.memory()
		t.Logf("%4.0f s: %5.0f pictures, %.2f MB", time.Since(begun).Seconds(), b.number("pictures"), now/1e6)
		if time.Since(begun) < settles {
			settled = max(settled, now)
		} else {
			most = max(most, now)
		}
	}
	require.Empty(t, b.said(), "the console")
	require.Positive(t, settled)
	t.Logf("%.2f MB at most until %s, %.2f MB after: %+.2f %%", settled/1e6, settles, most/1e6, 100*(most/settled-1))
	require.Less(t, most, pageGrowth*settled)
	require.GreaterOrEqual(t, b.number("pictures"), soakedShots*long.Minutes()/pageSoak.Minutes())
}

// driven is what a visitor does in some twenty seconds: turns the view, leads a finger, opens
// panels, looks back, changes the scene's things and the language, and starts again.
func (b *visitorsBrowser) driven(round int) {
	for i := range 4 {
		b.mouse(input.DispatchMouseEventTypeMousePressed, 300, 60)
		b.mouse(input.DispatchMouseEventTypeMouseMoved, float64(200+50*i), 80)
		b.mouse(input.DispatchMouseEventTypeMouseReleased, float64(200+50*i), 80)
	}
	for _, key := range []string{"j", "j", "h", "h", "l", "1", "2", " ", " ", "t", "t", kb.ArrowLeft, kb.End} {
		b.press(key)
		b.pictures()
	}
	if round%5 == 4 {
		b.press("r")
	}
	time.Sleep(10 * time.Second)
}

// memory is what the page takes (bytes), after its garbage has been collected: its script's
// heap and the program's memory, which lies beside it.
func (b *visitorsBrowser) memory() float64 {
	_, err := chromedp.Call(b.ctx, heapprofiler.CollectGarbage, struct{}{})
	require.NoError(b.t, err)
	use, err := chromedp.Call(b.ctx, runtime.GetHeapUsage, struct{}{})
	require.NoError(b.t, err)
	return use.UsedSize + b.number("mirrorarm.memory()")
}

// number is what an expression comes to in the page.
func (b *visitorsBrowser) number(expression string) float64 {
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](expression))
	require.NoError(b.t, err)
	return v
}
