package hud

import (
	"image"
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
)

// Past is where one is in what is looked at again.
type Past struct {
	Open       bool
	Film       bool    // a recorded session; else the last half minute of the present one
	At, Length float64 // s
	Playing    bool

	Making locale.Key // what is being made of it; nothing if nothing is
	Made   float64    // how much of that is done, 0…1
}

func (p *Past) round() {
	p.At, p.Length = math.Round(10*p.At)/10, math.Round(10*p.Length)/10
	p.Made = math.Round(100*p.Made) / 100
}

// Recording is that of a session's file.
type Recording struct {
	On      bool
	Seconds float64
}

// Of the bar over the picture, at scale 1. Design values.
const (
	barHeight = 60
	barTrack  = 6   // how thick the track is
	barTimes  = 132 // for the place in words at the left, and as much for the length
	barLine   = 22  // the track's middle below the panel's top
	barKeys   = 48  // the feet of the keys' line
	barKnob   = 7   // radius
)

// barKeysOf are the keys that the bar tells of, the first ones first where there is no
// room for all.
var barKeysOf = [...]Action{
	Of(session.Earlier), Of(session.Later), Of(session.Pause), Of(session.ToEnd), Save, SaveMoving, SaveSession,
}

// barRect is the bar's panel; nothing if it is not open.
func (h *HUD) barRect(s *State) image.Rectangle {
	if !s.Past.Open || s.Hidden {
		return image.Rectangle{}
	}
	m := h.painter.Px(paint.Margin)
	return image.Rect(m, m, h.overlay.Rect.Max.X-m, m+h.painter.Px(barHeight))
}

// top is where panels begin that are docked at the top.
func (h *HUD) top(s *State) int {
	m := h.painter.Px(paint.Margin)
	if bar := h.barRect(s); !bar.Empty() {
		return bar.Max.Y + h.painter.Px(paint.Grid)
	}
	if game := h.gameRect(s); !game.Empty() {
		return game.Max.Y + h.painter.Px(paint.Grid)
	}
	return m
}

// Track is where the bar is that a pointer may take hold of; nothing if there is none.
// Its left end is the beginning, its right end the end.
func (h *HUD) Track(s *State) image.Rectangle {
	r := h.barRect(s)
	if r.Empty() {
		return r
	}
	p := h.painter
	middle, reach := r.Min.Y+p.Px(barLine), p.Px(2*barKnob)
	return image.Rect(r.Min.X+p.Px(barTimes), middle-reach, r.Max.X-p.Px(barTimes), middle+reach)
}

// drawBar shows where one is in the past, and which keys move in it.
func (h *HUD) drawBar(s *State) {
	r := h.barRect(s)
	if r.Empty() {
		return
	}
	p, m, say := h.painter, h.painter.Px(paint.Margin), s.Language.Text
	p.Panel(r)
	track := h.Track(s)
	middle := (track.Min.Y + track.Max.Y) / 2
	half := p.Px(barTrack) / 2
	share := 0.0
	if s.Past.Length > 0 {
		share = min(max(s.Past.At/s.Past.Length, 0), 1)
	}
	knob := track.Min.X + int(share*float64(track.Dx())+0.5)
	p.Fill(image.Rect(track.Min.X, middle-half, track.Max.X, middle+half), paint.FrameLine)
	p.Fill(image.Rect(track.Min.X, middle-half, knob, middle+half), paint.Accent)
	p.Disc(float64(knob), float64(middle), p.Scale()*barKnob, paint.TextColor)

	feet := middle + p.Px(5)
	h.drawPlaying(r.Min.X+m, middle, s.Past.Playing)
	place, end := h.ago(s.Past.Length-s.Past.At, s.Language), say(locale.PastNow)
	if s.Past.Film {
		place, end = h.clock(s.Past.At), h.clock(s.Past.Length)
	}
	p.TextRight(track.Min.X-p.Px(barKnob+8), feet, paint.Figure, paint.TextColor, place)
	p.Text(track.Max.X+p.Px(barKnob+8), feet, paint.Figure, paint.DimColor, end)

	feet = r.Min.Y + p.Px(barKeys)
	right := r.Max.X - m
	if s.Past.Making != locale.Nothing {
		text := p.Phrase().Text(say(s.Past.Making)).Text(" ").Int(int(100*s.Past.Made), 3).Text(" %").String()
		p.TextRight(right, feet, paint.Small, paint.Accent, text)
		right -= p.Width(paint.Small, text) + m
	}
	x := r.Min.X + m
	title := locale.ThePast
	if s.Past.Film {
		title = locale.RecordedOne
	}
	x += p.Text(x, feet, paint.Small, paint.Accent, say(title)) + m
	for _, a := range barKeysOf {
		for i := range h.keys {
			if k := &h.keys[i]; k.Action == a && (!s.Past.Film || a != SaveSession) {
				end := x + p.Width(paint.Small, k.Name(say)) + p.Px(6) + p.Width(paint.Small, say(k.Does))
				if end > right {
					return
				}
				x += p.Text(x, feet, paint.Small, paint.TextColor, k.Name(say)) + p.Px(6)
				x += p.Text(x, feet, paint.Small, paint.DimColor, say(k.Does)) + m
			}
		}
	}
}

// drawPlaying is the sign for what plays, or for what stands still.
func (h *HUD) drawPlaying(x, middle int, playing bool) {
	p := h.painter
	side := p.Px(6)
	if playing {
		l, y, d := float64(x), float64(middle), float64(side)
		p.Triangle(l, y-d, l, y+d, l+1.6*d, y, paint.Accent)
		return
	}
	bar := p.Px(3.5)
	for _, left := range [2]int{x, x + 2*bar} {
		p.Fill(image.Rect(left, middle-side, left+bar, middle+side), paint.TextColor)
	}
}

// ago is a time before now.
func (h *HUD) ago(seconds float64, l locale.Language) string {
	f := h.painter.Phrase()
	if seconds >= 0.05 {
		f = f.Text("−")
	}
	return f.Fixed(max(seconds, 0), 1, 0).Text(" ").Text(l.Unit("s")).String()
}

// clock is a time from the beginning.
func (h *HUD) clock(seconds float64) string {
	tenths := int(10*max(seconds, 0) + 0.5)
	return h.painter.Phrase().Int(tenths/600, 0).Text(":").Digits(tenths/10%60, 2).Text(".").Int(tenths%10, 0).String()
}
