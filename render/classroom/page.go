package classroom

import (
	"fmt"
	"image"
	"strings"

	"mirrorarm/render/paint"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
)

// column writes downwards between two edges.
type column struct {
	p           *paint.Painter
	left, right int
	y           int // of the next line's top
}

// Line heights at scale 1 (px).
const (
	textLine    = 18
	titleLine   = 26
	formulaLine = 20
	buttonLine  = 26
)

// words writes a text, wrapped, and moves on.
func (c *column) words(s paint.Style, ink [4]uint8, height float64, text string) {
	for _, line := range c.p.Wrapped(s, text, c.right-c.left) {
		c.y += c.p.Px(height)
		c.p.Text(c.left, c.y-c.p.Px(height*0.3), s, rgba(ink), line)
	}
}

func (c *column) skip(units float64) { c.y += c.p.Px(units) }

// paintPage draws the panel at the left: the step's words, or the exercise.
func (r *Room) paintPage(at image.Rectangle) {
	p := r.painter
	m := p.Px(paint.Margin)
	p.Panel(at)
	r.spots = append(r.spots, spot{at, pageSpot, 0})
	foot := r.paintFoot(at)
	body := image.Rect(at.Min.X+1, at.Min.Y+1, at.Max.X-1, foot-p.Px(paint.Grid))
	clip, _ := r.overlay.SubImage(body).(*image.RGBA)
	p.Begin(clip)
	defer p.Begin(r.overlay)
	firstSpot := len(r.spots)
	c := column{p, at.Min.X + m, at.Max.X - m, at.Min.Y + m - p.Px(6) - r.scroll}
	switch {
	case r.lessons:
		r.writeShelf(&c)
	case r.class.Task() != nil:
		r.writeExercise(&c)
	default:
		r.writeStep(&c)
	}
	// What is scrolled out of sight cannot be pressed.
	for i := firstSpot; i < len(r.spots); i++ {
		r.spots[i].r = r.spots[i].r.Intersect(body)
	}
	over := c.y + r.scroll + m - body.Max.Y
	if most := max(over, 0); r.scroll > most {
		r.scroll = most
		r.dirty = true
	}
	if over > 0 {
		r.paintScroll(body, over)
	}
}

// paintScroll shows where a page that is too long stands.
func (r *Room) paintScroll(body image.Rectangle, over int) {
	p := r.painter
	length := body.Dy() * body.Dy() / (body.Dy() + over)
	top := body.Min.Y + r.scroll*(body.Dy()-length)/over
	p.Fill(image.Rect(body.Max.X-p.Px(5), top, body.Max.X-p.Px(2), top+length), paint.TrackFill)
}

// paintFoot draws what turns the pages, and returns its top.
func (r *Room) paintFoot(at image.Rectangle) int {
	p := r.painter
	m := p.Px(paint.Margin)
	bottom := at.Max.Y - m
	y := bottom - p.Px(buttonLine)
	third := (at.Dx() - 2*m - 2*p.Px(8)) / 3
	x := at.Min.X + m
	for _, b := range []struct {
		a    Action
		word locale.Key
		on   bool
	}{{PreviousPage, locale.ClassBack, false}, {Lessons, locale.ClassLessons, r.lessons}, {NextPage, locale.ClassNext, r.class.Page()+1 < r.class.Pages()}} {
		r.button(image.Rect(x, y, x+third, bottom), buttonSpot, int(b.a), r.say(b.word), b.on)
		x += third + p.Px(8)
	}
	if r.notice != "" {
		y -= p.Px(20)
		p.Text(at.Min.X+m, y+p.Px(12), paint.Small, paint.Warning, p.Fitted(paint.Small, r.notice, at.Dx()-2*m))
	}
	return r.paintDots(at, y-p.Px(14)) - p.Px(10)
}

// paintDots draws a mark per page: steps are round, exercises square, solved ones
// filled.
func (r *Room) paintDots(at image.Rectangle, y int) int {
	p := r.painter
	m := p.Px(paint.Margin)
	pages := r.class.Pages()
	gap := min(p.Px(20), (at.Dx()-2*m)/max(pages, 1))
	size := min(5*p.Scale(), 0.35*float64(gap))
	steps := len(r.class.Lesson().Steps)
	for i := range pages {
		x := at.Min.X + m + i*gap + gap/2
		c := paint.DimColor
		if i == r.class.Page() && !r.lessons {
			c = paint.Accent
		}
		box := image.Rect(x-gap/2, y-gap/2, x+gap/2, y+gap/2)
		r.spots = append(r.spots, spot{box, dotSpot, i})
		if i < steps {
			p.Disc(float64(x), float64(y), size*0.8, c)
			continue
		}
		half := int(size)
		square := image.Rect(x-half, y-half, x+half+1, y+half+1)
		p.Fill(square, c)
		if !r.class.Solved(i - steps) {
			inner := square.Inset(max(p.Px(1.5), 1))
			p.Fill(inner, paint.Ground)
		}
	}
	return y - gap/2
}

// writeHead names the lesson and the page.
func (r *Room) writeHead(c *column, title string) {
	l := r.class.Lesson()
	c.skip(18)
	c.p.Text(c.left, c.y-c.p.Px(4), paint.Small, paint.Accent, c.p.Fitted(paint.Small, l.Title, c.right-c.left-c.p.Px(60)))
	c.p.TextRight(c.right, c.y-c.p.Px(4), paint.FigureSmall, paint.DimColor, fmt.Sprintf("%d/%d", r.class.Page()+1, r.class.Pages()))
	c.words(paint.Title, white, titleLine, title)
	c.skip(4)
}

// writeStep writes words, formulas and figures.
func (r *Room) writeStep(c *column) {
	s := r.class.Step()
	r.writeHead(c, s.Title)
	writeText(c, s.Text)
	r.writeFormulas(c, s.Formulas)
	r.writeValues(c)
	r.writeProblem(c)
	if r.class.Page() == 0 {
		for _, line := range r.class.LeftOut() {
			c.skip(8)
			c.words(paint.Small, dim, 16, line)
		}
	}
}

// writeText writes paragraphs.
func writeText(c *column, text string) {
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			c.skip(7)
		}
		c.words(paint.Body, soft, textLine, strings.Join(strings.Fields(paragraph), " "))
	}
}

func (r *Room) writeFormulas(c *column, formulas []string) {
	if len(formulas) == 0 {
		return
	}
	c.skip(8)
	top := c.y
	inner := column{c.p, c.left + c.p.Px(12), c.right, c.y + c.p.Px(2)}
	for _, f := range formulas {
		inner.words(paint.Formula, white, formulaLine, f)
	}
	c.y = inner.y + c.p.Px(4)
	c.p.Fill(image.Rect(c.left, top, c.left+c.p.Px(3), c.y), paint.Accent)
	c.skip(4)
}

// writeValues lists the step's results.
func (r *Room) writeValues(c *column) {
	p := c.p
	if len(r.class.Values()) > 0 {
		c.skip(6)
	}
	for _, name := range r.class.Values() {
		value := r.class.Value(name)
		inner := column{p, c.left, c.right - p.Width(paint.FigureSmall, value) - p.Px(10), c.y}
		inner.words(paint.Small, dim, textLine, r.class.Said(name))
		p.TextRight(c.right, inner.y-p.Px(5), paint.FigureSmall, paint.TextColor, value)
		c.y = inner.y
	}
}

func (r *Room) writeProblem(c *column) {
	if err := r.class.Problem(); err != nil {
		c.skip(6)
		c.words(paint.Small, orange, 16, err.Error())
	}
}

// writeExercise writes the question, how things stand, and the way to answer.
func (r *Room) writeExercise(c *column) {
	t := r.class.Task()
	number := r.class.Page() - len(r.class.Lesson().Steps) + 1
	r.writeHead(c, fmt.Sprintf("%s %d", r.say(locale.ClassExercise), number))
	writeText(c, t.Exercise.Ask)
	c.skip(8)
	for _, aim := range r.class.Aims() {
		ink, mark := soft, paint.DimColor
		if aim.Met {
			ink, mark = white, paint.Accent
		}
		y := c.y + c.p.Px(textLine)/2 + c.p.Px(1)
		c.p.Disc(float64(c.left+c.p.Px(4)), float64(y), 3.5*c.p.Scale(), mark)
		inner := column{c.p, c.left + c.p.Px(16), c.right, c.y}
		inner.words(paint.Body, ink, textLine, aim.Text)
		c.y = inner.y
	}
	r.writeField(c, t)
	r.writeChoices(c)
	r.writeAnswerButtons(c)
	r.writeVerdict(c)
	r.writeProblem(c)
}

// writeField shows the number that is being typed.
func (r *Room) writeField(c *column, t *lesson.Task) {
	if !r.class.Types() {
		return
	}
	p := c.p
	c.skip(4)
	c.words(paint.Small, dim, 16, t.Form())
	box := image.Rect(c.left, c.y+p.Px(2), c.right, c.y+p.Px(32))
	p.Card(box, rgba([4]uint8{0, 0, 0, 0x60}), paint.Accent)
	base := box.Max.Y - p.Px(10)
	text, ink := r.class.Typed(), paint.TextColor
	if text == "" {
		text, ink = r.say(locale.ClassAnswer), paint.DimColor
	}
	w := p.Text(box.Min.X+p.Px(10), base, paint.Figure, ink, text)
	if r.class.Typed() != "" {
		p.Fill(image.Rect(box.Min.X+p.Px(11)+w, box.Min.Y+p.Px(7), box.Min.X+p.Px(12)+w, box.Max.Y-p.Px(7)), paint.Accent)
	}
	c.y = box.Max.Y + p.Px(4)
}

// writeChoices offers transforms to be put in order.
func (r *Room) writeChoices(c *column) {
	p := c.p
	var product []string
	if len(r.class.Choices()) > 0 {
		c.words(paint.Small, dim, 16, r.say(locale.ClassOrder))
	}
	for i, choice := range r.class.Choices() {
		box := image.Rect(c.left, c.y+p.Px(2), c.right, c.y+p.Px(buttonLine))
		word := choice.Transform
		if choice.Place > 0 {
			word = fmt.Sprintf("%d · %s", choice.Place, word)
			for len(product) < choice.Place {
				product = append(product, "")
			}
			product[choice.Place-1] = choice.Transform
		}
		r.button(box, choiceSpot, i, word, choice.Place > 0)
		c.skip(buttonLine + 2)
	}
	if len(product) > 0 {
		c.skip(2)
		c.words(paint.Formula, white, formulaLine, strings.Join(product, " · "))
	}
}

func (r *Room) writeAnswerButtons(c *column) {
	p := c.p
	c.skip(8)
	third := (c.right - c.left - 2*p.Px(8)) / 3
	for i, b := range []struct {
		a    Action
		word locale.Key
	}{{Check, locale.ClassCheck}, {Hint, locale.ClassHint}, {Reveal, locale.ClassReveal}} {
		x := c.left + i*(third+p.Px(8))
		r.button(image.Rect(x, c.y, x+third, c.y+p.Px(buttonLine)), buttonSpot, int(b.a), r.say(b.word), b.a == Check)
	}
	c.skip(buttonLine + 6)
}

// writeVerdict tells what became of the answer, the hint, and the answer that was
// asked for.
func (r *Room) writeVerdict(c *column) {
	if message, right := r.class.Verdict(); message != "" {
		word, ink := r.say(locale.ClassNotYet), orange
		if right {
			word, ink = r.say(locale.ClassRight), teal
		}
		c.words(paint.Strong, ink, textLine, word)
		c.words(paint.Body, soft, textLine, message)
		c.skip(4)
	}
	if hint, n := r.class.Hint(); n > 0 {
		c.words(paint.Strong, white, textLine, fmt.Sprintf("%s %d/%d", r.say(locale.ClassHint), n, lesson.NumHints))
		c.words(paint.Body, soft, textLine, hint)
		c.skip(4)
	}
	if answer := r.class.Revealed(); answer != "" {
		c.words(paint.Strong, white, textLine, r.say(locale.ClassOneAnswer))
		for _, part := range strings.Fields(answer) {
			c.words(paint.Formula, soft, textLine, strings.Replace(part, "=", " = ", 1))
		}
	}
}

// writeShelf lists the lessons.
func (r *Room) writeShelf(c *column) {
	p := c.p
	c.skip(18)
	c.words(paint.Title, white, titleLine, r.say(locale.ClassLessons))
	c.skip(6)
	for i, entry := range r.shelf {
		box := image.Rect(c.left, c.y, c.right, c.y+p.Px(36))
		r.card(spot{box, lessonSpot, i}, r.class.Lesson().Name == entry.name)
		p.Text(box.Min.X+p.Px(10), box.Min.Y+p.Px(16), paint.Strong, paint.TextColor, p.Fitted(paint.Strong, entry.title, box.Dx()-p.Px(80)))
		p.Text(box.Min.X+p.Px(10), box.Min.Y+p.Px(29), paint.Small, paint.DimColor, p.Fitted(paint.Small, entry.summary, box.Dx()-p.Px(20)))
		p.TextRight(box.Max.X-p.Px(10), box.Min.Y+p.Px(16), paint.FigureSmall, paint.DimColor, entry.right)
		c.skip(39)
	}
}

// shelved is a line of the list of lessons.
type shelved struct{ name, title, summary, right string }

// stock is the free workbench and every lesson, with what is solved of it.
func (r *Room) stock() []shelved {
	bench := lesson.FreeBench()
	out := []shelved{{bench.Name, r.say(locale.ClassBench), bench.Summary, ""}}
	for _, name := range lesson.Names() {
		l, err := lesson.Shelf(lesson.English, name)
		if err != nil {
			continue // every name has an English lesson, which a test opens
		}
		solved := 0
		for _, e := range l.Exercises {
			if r.class.Progress().Has(name, e.Name) {
				solved++
			}
		}
		out = append(out, shelved{name, l.Title, l.Summary, fmt.Sprintf("%d/%d", solved, l.ExercisesFor(r.class.Setting()))})
	}
	return out
}
