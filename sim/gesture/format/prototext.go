package format

import (
	"bytes"
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
)

// MediaPipe's older results as protocol buffers print themselves:
//
//	classification { index: 1 score: 0.98 label: "Right" }
//	landmark { x: 0.4 y: 0.7 z: -0.01 } …
//
// 21 landmarks are a hand; so many labels in a row are about as many hands of one
// frame.

// isProtoText reports whether a text begins like that.
func isProtoText(data []byte) bool {
	head := bytes.TrimLeft(data[:min(len(data), 512)], "[ \t\r\n")
	for _, word := range []string{"landmark", "landmarks", "classification"} {
		rest, ok := bytes.CutPrefix(head, []byte(word))
		if ok && bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte("{")) {
			return true
		}
	}
	return false
}

// protoHands collects what a text shows, hand by hand.
type protoHands struct {
	labels []labelled
	shot   shot
	joints []joint
	used   int // labels that are taken
}

func readProtoText(in *input) (*Recording, error) {
	var shots []shot
	var lines []int
	p := parser{text: in.data}
	h := &protoHands{shot: emptyShot()}
	line, counted := 1, 0
	for p.space() {
		at := p.at
		key := p.protoWord()
		if key == "" {
			p.at++ // brackets and commas of a printed list
			continue
		}
		n, err := p.protoValue(0)
		if err != nil {
			break
		}
		line += bytes.Count(in.data[counted:at], []byte("\n"))
		counted = at
		if s, done := h.take(key, &n); done && len(shots) < maxFrames {
			shots, lines = append(shots, s), append(lines, line)
		}
	}
	if len(h.shot.sights) > 0 {
		shots, lines = append(shots, h.shot), append(lines, line)
	}
	b := newBuilder(newKeyBook())
	stride := 1 + len(shots)/sampled
	var sample []shot
	for i := 0; i < len(shots); i += stride {
		sample = append(sample, shots[i])
	}
	b.survey(sample)
	b.dialect.flip = true
	for i := range shots {
		if err := b.add(&shots[i], lines[i], ""); err != nil {
			return nil, in.fail(lines[i], "%w", err)
		}
	}
	if err := in.anyHand(b.rec); err != nil {
		return nil, err
	}
	return b.finish(), nil
}

func emptyShot() shot { return shot{time: math.NaN(), count: math.NaN(), clock: Untold} }

// take takes a message and gives the frame that it ends, if it does.
func (h *protoHands) take(key string, n *node) (s shot, done bool) {
	switch key {
	case "landmarks":
		for i, k := range n.keys {
			if f, ok := h.take(k, &n.items[i]); ok {
				s, done = f, true
			}
		}
		return s, done
	case "classification":
		s, done = h.shot, len(h.shot.sights) > 0
		if done {
			h.shot, h.labels, h.used = emptyShot(), nil, 0
		}
		side, known := sideWord(n.get("label").text)
		score := n.get("score").num
		h.labels = append(h.labels, labelled{side: side, sided: known, confidence: score})
		return s, done
	case "landmark":
		j, _ := n.joint()
		h.joints = append(h.joints, j)
	}
	if len(h.joints) < hand.NumLandmarks {
		return s, false
	}
	one := sight{cloud: cloud{joints: h.joints}, said: "landmarks", confidence: 1, id: -1, key: string(rune('a' + len(h.shot.sights)))}
	if h.used < len(h.labels) {
		l := h.labels[h.used]
		one.side, one.sided = l.side, l.sided
		if !math.IsNaN(l.confidence) {
			one.confidence = l.confidence
		}
	}
	h.used++
	h.joints = nil
	if len(h.shot.sights) > 0 && h.used > len(h.labels) {
		s, done = h.shot, true
		h.shot = emptyShot()
	}
	h.shot.sights = append(slices.Clip(h.shot.sights), one)
	return s, done
}

// protoWord reads a field's name.
func (p *parser) protoWord() string {
	start := p.at
	isLetter := func(c byte) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '0' && c <= '9'
	}
	for p.at < len(p.text) && isLetter(p.text[p.at]) {
		p.at++
	}
	return string(p.text[start:p.at])
}

// protoValue reads what follows a name: a message in braces, or a value after a
// colon.
func (p *parser) protoValue(depth int) (node, error) {
	if !p.space() || depth > maxDepth {
		return node{}, p.fail(cutOff)
	}
	if p.text[p.at] == ':' {
		p.at++
		return p.value(depth)
	}
	if err := p.expect('{'); err != nil {
		return node{}, err
	}
	n := node{kind: object, num: math.NaN()}
	for {
		if !p.space() || len(n.items) > 4*hand.NumLandmarks {
			return n, p.fail(cutOff)
		}
		if p.text[p.at] == '}' {
			p.at++
			return n, nil
		}
		key := p.protoWord()
		if key == "" {
			return n, p.fail("%q, want a field's name", p.text[p.at])
		}
		item, err := p.protoValue(depth + 1)
		if err != nil {
			return n, err
		}
		n.keys, n.items = append(n.keys, key), append(n.items, item)
	}
}
