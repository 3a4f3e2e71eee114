package hud

import (
	"image"
	"strings"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// texts are where a state's words lie, one above the other at the right: what is told,
// how things stand that go on, and what to do next or what has just happened.
type texts struct {
	caption image.Rectangle
	lines   [numLines]image.Rectangle
	foot    image.Rectangle // a notice or, if there is none, the hint

	face                      paint.Style // of the caption
	captionWidth, noticeWidth int         // of their lines
}

// The lines that say how something stands that goes on.
const (
	cameraLine = iota
	recordingLine
	numLines
)

// Of texts, at scale 1.
const (
	captionLines  = 1.35 // from line to line, in sizes
	captionAscent = 0.72 // of a line above the letters' feet
	captionWidest = 616  // of a line
	afarWidest    = 1000 // of one that is to be read from afar
	captionLeast  = 160  // of a line: with less room it is not drawn

	noticeWidest = 424 // of a notice's line
	noticeLines  = 5

	captionBar      = 12  // below the lines, while something is under way
	captionBarLeast = 120 // how wide

	lineHeight = 24 // of a line that says how something stands
	lineDot    = 14 // for the dot before it
	hintHeight = 20
)

// wordy is how much is said: a small window has no room for all. What has just happened is
// said in any case.
type wordy struct {
	hint, caption, lines bool
	face                 paint.Style // of the caption
	cut                  bool        // lines and what has just happened may be shortened
}

var usualWords = [...]wordy{
	{hint: true, caption: true, lines: true, face: paint.Title}, {caption: true, lines: true, face: paint.Title},
	{}, {caption: true, lines: true, face: paint.Title, cut: true}, {lines: true, cut: true}, {cut: true},
}

// An exhibit's caption is to be read from afar, and no keys are offered.
var exhibitWords = [...]wordy{
	{caption: true, lines: true, face: paint.Headline}, {caption: true, lines: true, face: paint.Title},
	{}, {caption: true, lines: true, face: paint.Title, cut: true}, {lines: true, cut: true}, {cut: true},
}

// leastBeside is what words leave of the height to the hands.
const leastBeside = 0.15

// layTexts finds the first part of the picture that has room for the words: the right
// bottom, below panels or beside them, or else a strip below the hands, which then have
// less room.
func (h *HUD) layTexts(s *State, l *layout) texts {
	if s.Hidden {
		return texts{}
	}
	mark, far := h.painter.Mark(), h.afar.Mark()
	defer h.painter.Release(mark)
	defer h.afar.Release(far)
	amounts := usualWords
	if s.Exhibit {
		amounts = exhibitWords
	}
	for _, costs := range [...]bool{false, true} { // room of the hands
		for _, say := range amounts {
			if !costs && (!say.caption || say.cut) {
				continue // better to have all that matters said, and less room
			}
			if !say.lines && !say.cut && s.Notice == "" {
				continue // what goes on may wait for what has just happened, but for nothing else
			}
			for _, in := range h.spaces(l) {
				if t, room, ok := h.put(s, l, in, say); ok && (costs || room == l.room) {
					l.room = room
					return t
				}
			}
		}
	}
	return texts{}
}

// put puts words into a part of the picture, and tells what room is left to the hands; false
// if they do not fit.
func (h *HUD) put(s *State, l *layout, in image.Rectangle, say wordy) (t texts, room image.Rectangle, ok bool) {
	if room = l.room; in.Dx() < h.painter.Px(captionLeast) {
		return t, room, false
	}
	t, top := h.stack(s, in, say)
	if used := image.Rect(in.Min.X, top, in.Max.X, in.Max.Y); top >= in.Min.Y && used.Overlaps(room) && !t.empty() {
		room.Max.Y = top - h.painter.Px(paint.Grid)
	}
	return t, room, top >= in.Min.Y && float64(room.Dy()) >= leastBeside*float64(h.overlay.Rect.Dy())
}

func (t *texts) empty() bool {
	return t.caption.Empty() && t.lines[cameraLine].Empty() && t.lines[recordingLine].Empty() && t.foot.Empty()
}

// spaces are the parts of the picture that texts may stand in.
func (h *HUD) spaces(l *layout) [3]image.Rectangle {
	b, m, gap := h.overlay.Rect, h.painter.Px(paint.Margin), h.painter.Px(paint.Grid)
	strip := largest(l.room, l.help, gap)
	if h.tall() {
		return [3]image.Rectangle{strip}
	}
	left := b.Min.X + m
	for _, p := range [...]Panel{CloseUp, Overview} {
		left = max(left, l.at[p].Max.X+gap)
	}
	dockLeft, dockFoot := b.Max.X-m+gap, l.room.Min.Y-gap
	for i, r := range append(l.at[:], l.help) {
		if p := Panel(i); !r.Empty() && p != CloseUp && p != Overview && r.Max.X > left {
			dockLeft, dockFoot = min(dockLeft, r.Min.X), max(dockFoot, r.Max.Y)
		}
	}
	below := rectangle(left, dockFoot+gap, b.Max.X-m, b.Max.Y-m)
	beside := rectangle(left, l.room.Min.Y, dockLeft-gap, b.Max.Y-m)
	return [3]image.Rectangle{below, beside, strip}
}

// rectangle is the one of these edges; nothing where they stand the wrong way round.
func rectangle(left, top, right, bottom int) image.Rectangle {
	if right <= left || bottom <= top {
		return image.Rectangle{}
	}
	return image.Rect(left, top, right, bottom)
}

// stack puts texts one above the other from the foot of a part of the picture upwards, and
// tells how high they reach.
func (h *HUD) stack(s *State, in image.Rectangle, say wordy) (t texts, top int) {
	p, gap, m := h.painter, h.painter.Px(paint.Grid), h.painter.Px(paint.Margin)
	y := in.Max.Y
	put := func(width, height int) image.Rectangle {
		r := image.Rect(max(in.Max.X-width, in.Min.X), y-height, in.Max.X, y)
		y = r.Min.Y - gap
		return r
	}
	switch {
	case s.Notice != "":
		t.noticeWidth = min(p.Px(noticeWidest), in.Dx()-2*m)
		lines := p.Wrapped(paint.Body, s.Notice, t.noticeWidth)
		if len(lines) > noticeLines && !say.cut {
			return t, in.Min.Y - 1
		}
		lines = lines[:min(len(lines), noticeLines)]
		t.foot = put(widest(p, paint.Body, lines)+2*m, 2*gap+(len(lines)-1)*p.Px(paint.Line)+p.Px(16))
	case say.hint:
		if width := p.Width(paint.Small, h.hint(s)) + 2*gap; width <= in.Dx() {
			t.foot = put(width, p.Px(hintHeight))
		}
	}
	for i := range t.lines {
		if text := h.lineText(s, i); text != "" && say.lines {
			width := p.Width(paint.Body, text) + p.Px(lineDot) + 2*gap
			if width > in.Dx() && !say.cut {
				return t, in.Min.Y - 1
			}
			t.lines[i] = put(min(width, in.Dx()), p.Px(lineHeight))
		}
	}
	if width, height := h.captionSize(s, say.face, in.Dx()-2*m); say.caption && height > 0 {
		if width > in.Dx()-2*m {
			return t, in.Min.Y - 1
		}
		t.face, t.captionWidth = say.face, balanced(h.speaker(s), say.face, s.caption(), min(h.speaker(s).Px(s.captionWidest()), in.Dx()-2*m))
		t.caption = put(width+2*m, height)
		if s.Opening.On { // nothing else is there
			t.caption = t.caption.Sub(image.Pt((t.caption.Min.X-in.Min.X)/2, 0))
		}
	}
	return t, y + gap
}

func widest(p *paint.Painter, face paint.Style, lines []string) (width int) {
	for _, l := range lines {
		width = max(width, p.Width(face, l))
	}
	return width
}

// caption is what a visitor is told; empty is nothing.
func (s *State) caption() string {
	if s.plays() {
		return s.Language.Text(s.gameCaption())
	}
	if s.Words != "" || s.Caption == locale.Nothing {
		return s.Words
	}
	return s.Language.Text(s.Caption)
}

// balanced is about the least width in which a text takes no more lines than in a greater one:
// no word is left for a line of its own. What has no words between blanks stays as it is.
func balanced(p *paint.Painter, face paint.Style, text string, width int) int {
	var words [mostWords]int
	n, space := 0, p.Width(face, " ")
	for rest := text; rest != "" && n < mostWords; n++ {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		words[n] = p.Width(face, word)
	}
	if n < 3 || n == mostWords {
		return width
	}
	lines := linesOf(words[:n], space, width)
	least := width
	for try := width - balance; try > 0 && linesOf(words[:n], space, try) == lines; try -= balance {
		least = try
	}
	return min(least+balance, width)
}

// linesOf is how many lines words of some widths take, none of which may be wider than a line.
func linesOf(words []int, space, width int) int {
	lines, used := 1, 0
	for i, w := range words {
		if w > width {
			return len(words) + 1
		}
		if i > 0 && used+space+w <= width {
			used += space + w
			continue
		}
		if i > 0 {
			lines++
		}
		used = w
	}
	return lines
}

// How texts are balanced.
const (
	balance   = 8  // px
	mostWords = 40 // of a text
)

// captionWidest is how wide a caption's lines are at most, at scale 1.
func (s *State) captionWidest() float64 {
	if s.Exhibit {
		return afarWidest
	}
	return captionWidest
}

// captionSize is that of a caption's words in so much room; nothing where nothing is told.
func (h *HUD) captionSize(s *State, face paint.Style, room int) (width, height int) {
	p := h.speaker(s)
	if caption := s.caption(); caption != "" {
		lines := p.Wrapped(face, caption, balanced(p, face, caption, min(room, p.Px(s.captionWidest()))))
		width, height = widest(p, face, lines), len(lines)*captionLine(p, face)
	}
	if label := s.label(); label != "" {
		// The width is that of the longest, so that nothing moves with every gesture.
		for k := locale.Rest; k <= locale.HookHand; k++ {
			width = max(width, p.Width(face, s.Language.Text(k)))
		}
		height += captionLine(p, face)
	}
	if height == 0 {
		return 0, 0
	}
	if s.Building || s.plays() {
		width, height = max(width, p.Px(captionBarLeast)), height+p.Px(captionBar)
	}
	return width, height + 2*p.Px(paint.Grid)
}

// captionLine is how high a line of a caption is.
func captionLine(p *paint.Painter, face paint.Style) int {
	if face == paint.Headline {
		return p.Px(paint.SizeHeadline * captionLines)
	}
	return p.Px(paint.SizeTitle * captionLines)
}

// speaker is the painter of a caption.
func (h *HUD) speaker(s *State) *paint.Painter {
	if s.Opening.On {
		return h.afar
	}
	return h.painter
}

// label is the gesture that a caption names: the one that the hand is nearest to.
func (s *State) label() string {
	if s.plays() {
		return s.Game.Gesture
	}
	if s.Exploring || s.Following || s.Past.Open || s.Opening.On {
		return ""
	}
	return s.Made
}

// hint says what to do next.
func (h *HUD) hint(s *State) string {
	return h.painter.Phrase().Text(s.Language.Text(locale.Hint)).Text(" · H ").Text(s.Language.Text(locale.HintKeys)).String()
}

// lineText says how something stands that goes on; nothing where nothing does.
func (h *HUD) lineText(s *State, line int) string {
	p, say := h.painter, s.Language.Text
	switch {
	case line == cameraLine && s.Camera != locale.Nothing && s.CameraAt != "":
		return p.Phrase().Text(say(s.Camera)).Text(" ").Text(s.CameraAt).String()
	case line == cameraLine:
		return say(s.Camera)
	case s.Recording.On:
		seconds := int(s.Recording.Seconds)
		return p.Phrase().Text(say(locale.RecordsNow)).Text(" ").Int(seconds/60, 0).Text(":").Digits(seconds%60, 2).String()
	default:
		return ""
	}
}
