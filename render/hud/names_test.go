package hud

import (
	"image"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/scene"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// exhibited are what an exhibit's panels may show.
func exhibited() []State {
	warm := State{Caption: locale.ActDuel, Made: "rest", Warmth: true}
	warm.Toggled[Skin] = true
	all := []State{
		{Caption: locale.ActMirror, Made: "victory"},
		{Caption: locale.ActBroken, Made: "wrist-deviation"},
		{Caption: locale.Mirrored, Following: true, Camera: locale.CameraHand},
		{Caption: locale.ActExplores, Exploring: true, Recognition: Recognition{Doing: locale.PhaseHolding}},
		warm,
		{Game: session.Play{Turn: session.Praised, Gesture: "thumbs-up", Points: 830, Gained: 97, Best: 2000}},
	}
	for i := range all {
		all[i].Exhibit = true
	}
	return all
}

// Names stand at their hands: over neither, nor over anything that is written, nor over each
// other, while hands change from one posture to another, in every language and shape of screen.
// In the usual shapes both are seen.
func TestNamesStandAtTheirHands(t *testing.T) {
	usual := map[image.Point]bool{{X: 1280, Y: 720}: true, {X: 1024, Y: 768}: true, {X: 720, Y: 1280}: true, {X: 1680, Y: 720}: true}
	missing := 0
	type posed struct {
		name string
		desc mirror.Description
		snap *mirror.Snapshot
	}
	var postures []posed
	for _, p := range rendertest.Postures() {
		desc, snap := p.Mirrored(t)
		postures = append(postures, posed{p.Name, desc, snap})
	}
	for _, size := range screens {
		for l := range locale.Language(locale.NumLanguages) {
			for n, s := range exhibited() {
				s.Language = l
				h, err := New(description(t, hand.Left), size.X, size.Y, 0, nil)
				require.NoError(t, err)
				now := 1.0
				for _, posture := range postures {
					desc, snap := posture.desc, posture.snap
					snap.Arm.Piloted = s.Exploring
					d := scene.NewDirector(desc)
					r, height := h.Room(&s), float64(size.Y)
					x, y := float64(size.X)/2, height/2
					camera := d.Follow(snap, scene.Room{
						Left: (float64(r.Min.X) - x) / height, Top: (float64(r.Min.Y) - y) / height,
						Right: (float64(r.Max.X) - x) / height, Bottom: (float64(r.Max.Y) - y) / height,
					}).Camera()
					bones := [2][][2]r3.Vec{}
					bones[0], bones[1] = bonesOf(&desc, snap)
					for range 10 {
						now += 1.0 / 30
						snap.Time = now
						h.Point(d.Extents(snap, &camera, size.X, size.Y))
						h.lead(&s, now)
						requireApart(t, h, &s, [2][]image.Point{silhouette(camera, bones[0], 0.008, size), silhouette(camera, bones[1], 0.008, size)})
					}
					for i := range numNames {
						if s.has(i) && h.names.tags[i].seen < 1 {
							missing++
							require.False(t, usual[size], "%v %v %s: state %d has no name %d", size, posture.name, l, n, i)
						}
					}
				}
			}
		}
	}
	t.Logf("%d names have no place", missing)
}

// requireApart fails where a name that is seen lies over something.
func requireApart(t *testing.T, h *HUD, s *State, hands [2][]image.Point) {
	t.Helper()
	l := h.layout(s)
	var names []image.Rectangle
	for i := range numNames {
		if h.names.tags[i].seen == 0 {
			continue
		}
		r := h.nameRect(s, i)
		require.True(t, r.In(h.overlay.Rect), "%v is cut off", r)
		for _, box := range l.boxes() {
			require.False(t, r.Overlaps(box), "%v over %v", r, box)
		}
		for who := range hands {
			if !s.has(who) {
				continue
			}
			for _, p := range hands[who] {
				if p.In(r) {
					require.Failf(t, "over a hand", "%v over hand %d at %v of %v", r, who, p, h.overlay.Rect)
				}
			}
		}
		for _, q := range names {
			require.False(t, r.Overlaps(q), "%v over %v", r, q)
		}
		names = append(names, r)
	}
}

// A hand that is nearly still has a still name; one that goes away takes its name with it, and
// the rest of the overlay is not drawn anew.
func TestNamesEase(t *testing.T) {
	h, err := New(description(t, hand.Left), 1280, 720, 0, nil)
	require.NoError(t, err)
	s := State{Exhibit: true, Caption: locale.ActMirror}
	at := image.Rect(200, 200, 400, 400)
	var snap mirror.Snapshot
	draw := func(now float64) bool {
		h.Point(at, image.Rectangle{})
		snap.Time = now
		_, changed := h.Draw(s, &snap)
		return changed
	}
	require.True(t, draw(2))
	rest := h.nameRect(&s, personName)
	require.Equal(t, 300, (rest.Min.X+rest.Max.X)/2)
	require.Less(t, rest.Max.Y, 200)
	at = at.Add(image.Pt(0, 8))
	require.False(t, draw(2.02), "a little is nothing")
	at = at.Add(image.Pt(100, 50))
	require.True(t, draw(2.04))
	way := h.nameRect(&s, personName)
	require.Less(t, way.Min.X-rest.Min.X, 20, "it eases")
	for i := range 120 {
		draw(2.06 + float64(i)/60)
	}
	require.Equal(t, rest.Add(image.Pt(100, 58)), h.nameRect(&s, personName))
	require.False(t, draw(4.1))
	require.Positive(t, painted(h.overlay, h.nameRect(&s, personName)))
	require.Zero(t, painted(h.overlay, rest), "nothing is left of it where it was")
	// Where there is no room above, it stands at a side, and comes back when there is.
	at = image.Rect(300, 20, 500, 220)
	for i := range 60 {
		draw(4.2 + float64(i)/60)
	}
	require.NotEqual(t, above, h.names.tags[personName].side)
	at = image.Rect(300, 200, 500, 400)
	for i := range 30 {
		draw(5.2 + float64(i)/60)
	}
	require.NotEqual(t, above, h.names.tags[personName].side, "not at once")
	for i := range 120 {
		draw(5.7 + float64(i)/60)
	}
	require.Equal(t, above, h.names.tags[personName].side)
	require.Equal(t, 1.0, h.names.tags[personName].seen)
	s.Exhibit = false
	require.True(t, draw(8))
	for i := range 60 {
		draw(8.1 + float64(i)/60)
	}
	require.Zero(t, h.names.tags[personName].seen)

	s.Exhibit = true
	draw(10)
	allocs := testing.AllocsPerRun(50, func() {
		at = at.Add(image.Pt(3, 1))
		draw(h.names.time + 1.0/60)
	})
	require.Zero(t, allocs)
}

// An invitation points at the fingertip, wherever that goes, but over nothing that is written, and
// is gone without a trace when somebody has come.
func TestAnInvitationPoints(t *testing.T) {
	h, err := New(description(t, hand.Left), 1280, 720, 0, nil)
	require.NoError(t, err)
	s := State{Exhibit: true, Caption: locale.ActInvite, Invites: true}
	var snap mirror.Snapshot
	draw := func(at image.Point) {
		h.PointAt(at)
		snap.Time += 1.0 / 60
		h.Draw(s, &snap)
	}
	around := func(at image.Point) image.Rectangle { return image.Rectangle{at, at.Add(image.Pt(62, 62))} }
	first, second := image.Pt(300, 200), image.Pt(420, 260)
	draw(first)
	require.Greater(t, painted(h.overlay, around(first)), 500)
	draw(second)
	require.Zero(t, painted(h.overlay, around(first)))
	require.Greater(t, painted(h.overlay, around(second)), 500)
	draw(h.layout(&s).texts.caption.Min)
	require.True(t, h.names.pointer.Empty())
	require.Zero(t, testing.AllocsPerRun(20, func() {
		first.X++
		draw(first)
	}))
	s.Invites = false
	draw(first)
	require.Zero(t, painted(h.overlay, around(first)))
}

// A name gives way to the maker's mark, which lies where it would stand.
func TestNamesKeepClearOfTheMark(t *testing.T) {
	h, err := New(description(t, hand.Left), 1280, 720, 0, nil)
	require.NoError(t, err)
	s := State{Exhibit: true, Caption: locale.ActMirror}
	stand := func(from float64) image.Rectangle {
		for i := range 60 {
			h.Point(image.Rect(200, 200, 400, 400), image.Rectangle{})
			h.lead(&s, from+float64(i)/30)
		}
		require.InDelta(t, 1, h.names.tags[personName].seen, 1e-9)
		return h.nameRect(&s, personName)
	}
	s.Mark = stand(2)
	moved := stand(5)
	require.False(t, moved.Overlaps(s.Mark), "%v over %v", moved, s.Mark)
}
