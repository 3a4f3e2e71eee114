package bench

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
)

// decodeHeader has the glove as its driver knows it, and a calibration: what was
// counted in postures that are known.
type decodeHeader struct {
	Case        string            `json:"case"`
	Seed        uint64            `json:"seed"`
	Angles      []string          `json:"angles"` // of answers, in order
	Lower       []float64         `json:"lower"`
	Upper       []float64         `json:"upper"`
	FullScale   int               `json:"full_scale"`
	Channels    []channelInfo     `json:"channels"`
	Calibration []calibrationHold `json:"calibration"`
}

type channelInfo struct {
	Kind      int        `json:"kind"` // 0 stretch, 1 pressure
	Block     int        `json:"block"`
	Back      bool       `json:"back"`
	AlongM    float64    `json:"along_m"`
	Across    float64    `json:"across"`
	Prestrain float64    `json:"prestrain"`
	Gain      [4]float64 `json:"gain"`
}

type calibrationHold struct {
	Angles []float64 `json:"angles"`
	Counts []float64 `json:"counts"` // mean over the hold
}

type decodeQuestion struct {
	Index  int      `json:"i"`
	T      float64  `json:"t_s"`
	Counts []uint16 `json:"counts"`
}

func (s *session) decodeQuiz() (*quiz, error) {
	src, err := s.source()
	if err != nil {
		return nil, err
	}
	info := src.Info()
	g, err := s.gloveRig(info, glove.DefaultChannels)
	if err != nil {
		return nil, err
	}
	n, offset := s.questionCount(1/g.layout.Profile().Period()), g.recording.Duration()
	var frames []*glove.Frame
	var truth []hand.Angles
	q := &quiz{header: decodeHead(s.opt.Seed, g.layout, g.recording), elements: hand.NumAngles}
	for len(frames) < n {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		now := g.tick()
		var at gesture.Sample
		src.Sample(now-offset, &at)
		if !g.worn.Sense(now, at.Angles, g.frame) {
			continue
		}
		f := g.frame.Clone()
		q.questions = append(q.questions, decodeQuestion{len(frames), now - offset, f.Counts})
		frames, truth = append(frames, f), append(truth, at.Angles)
	}
	times := make([]float64, n)
	for i := range times {
		times[i] = q.questions[i].(decodeQuestion).T + offset
	}
	q.ours = func() (func(int) []float64, error) {
		d, err := glove.NewDecoder(g.layout, g.calibration)
		if err != nil {
			return nil, err
		}
		var e glove.Estimate
		return func(i int) []float64 {
			d.Update(frames[i])
			d.EstimateTo(&e, times[i])
			return e.Angles[:]
		}, nil
	}
	q.judge = func(st *Standing, answers [][]float64) []float64 { return judgeDecode(st, info, answers, truth) }
	return q, nil
}

func decodeHead(seed uint64, layout *glove.Layout, r *glove.Recording) decodeHeader {
	h := decodeHeader{Case: "decode", Seed: seed, FullScale: layout.Profile().Codes}
	for a, limit := range hand.Ranges() {
		h.Angles = append(h.Angles, hand.Angle(a).String())
		h.Lower, h.Upper = append(h.Lower, limit.Lower), append(h.Upper, limit.Upper)
	}
	for i := range layout.Len() {
		c := layout.Channel(i)
		h.Channels = append(h.Channels, channelInfo{int(c.Kind), c.Block, c.Back, c.Along, c.Across, c.Prestrain, c.Gain})
	}
	for i := range r.Holds {
		hold := &r.Holds[i]
		sums, count := make([]float64, layout.Len()), 0.0
		for j := range r.Frames {
			if f := &r.Frames[j]; f.Time >= hold.From && f.Time <= hold.To {
				count++
				for k, c := range f.Counts {
					sums[k] += float64(c)
				}
			}
		}
		for k := range sums {
			sums[k] /= math.Max(count, 1)
		}
		h.Calibration = append(h.Calibration, calibrationHold{hold.Angles[:], sums})
	}
	return h
}

// judgeDecode measures angles against the true ones; the errors are root mean squares
// over the angles (rad).
func judgeDecode(st *Standing, info gesture.Info, answers [][]float64, truth []hand.Angles) []float64 {
	h := hand.New(info.Side, info.Dims)
	at := func(a hand.Angles) (t tips) {
		h.SetAngles(a)
		for f := range t {
			t[f] = h.PalmFromSegment(hand.Finger(f), 3).Pos
		}
		return t
	}
	var errors []float64
	var fingers tipJudge
	sum, outside := 0.0, 0
	for i, answer := range answers {
		square := 0.0
		for a, limit := range hand.Ranges() {
			d := answer[a] - truth[i][a]
			square += d * d
			if answer[a] < limit.Lower-1e-6 || answer[a] > limit.Upper+1e-6 {
				outside++
			}
		}
		sum += square
		errors = append(errors, math.Sqrt(square/hand.NumAngles))
		fingers.look(at(hand.Angles(answer)), at(truth[i]))
	}
	st.JointRMSEDeg = figure.Of(math.Sqrt(sum/float64(len(answers)*hand.NumAngles)) * 180 / math.Pi)
	fingers.fill(st, 2)
	st.LimitViolations = figure.Count(outside)
	return errors
}
