package gesture

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// sharedRecordings are all recordings of the shared set, as their readers give
// them.
func sharedRecordings(t *testing.T) map[string]*format.Recording {
	t.Helper()
	all := map[string]*format.Recording{}
	for _, pattern := range []string{"*.json", "*.jsonl", "*.csv"} {
		files, err := filepath.Glob(filepath.Join(testdata.Shared(t, "data"), "*", pattern))
		require.NoError(t, err)
		for _, file := range files {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			rec, err := format.Read(data, format.Options{})
			require.NoError(t, err, file)
			all[filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file))] = rec
		}
	}
	return all
}

// clockSeconds is how long a recording's unit of time is.
func clockSeconds(rec *format.Recording) float64 {
	if rec.Clock == format.Counted {
		return 1 / max(rec.Rate, 1)
	}
	if u, ok := clockUnits[rec.Clock]; ok {
		return u.seconds
	}
	return 1
}

// pieceOf are the frames of a second, each with the one hand of a side; of
// separate poses one.
func pieceOf(rec *format.Recording, second int, side hand.Side) []format.Frame {
	var piece []format.Frame
	for i, f := range rec.Frames {
		at := i
		if !rec.Poses {
			at = int((f.Time - rec.Frames[0].Time) * clockSeconds(rec))
		}
		if at != second {
			continue
		}
		g := f
		g.Hands = nil
		for _, h := range f.Hands {
			if h.Side == side {
				g.Hands = append(g.Hands, h)
			}
		}
		if len(g.Hands) > 0 {
			piece = append(piece, g)
		}
	}
	return piece
}

// variant is how a piece is changed before it is read.
type variant struct {
	reflected bool
	label     string // right, wrong or absent
}

func (v variant) of(rec *format.Recording, frames []format.Frame) *format.Recording {
	piece := *rec
	piece.Notes = nil
	piece.Frames = slices.Clone(frames)
	for i := range piece.Frames {
		piece.Frames[i].Hands = slices.Clone(piece.Frames[i].Hands)
		for j := range piece.Frames[i].Hands {
			h := &piece.Frames[i].Hands[j]
			h.Labelled = v.label != "absent"
			if v.reflected != (v.label == "wrong") {
				h.Side = h.Side.Other()
			}
		}
	}
	if v.reflected {
		axes := piece.Axes
		piece.Mirror()
		piece.Axes = axes
	}
	return &piece
}

func TestPiecesOfRecordingsAreOfTheirSide(t *testing.T) {
	t.Parallel()
	requirePieces(t, 7, 30)
}

func TestSoakEveryPieceIsOfItsSide(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("long: set MIRRORARM_SOAK=1, or run make soak")
	}
	requirePieces(t, 1, 400)
}

// requirePieces cuts every recording into seconds and takes every so many of them
// as it is and reflected, with labels that are right, wrong where labels yield, and
// absent: a bent hand is found to be of its own side, no piece fits badly without a
// word, and none is refused.
func requirePieces(t *testing.T, every, least int) {
	t.Helper()
	bent, right, tried := 0, 0, 0
	for name, rec := range sharedRecordings(t) {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			pieces := len(rec.Frames)
			if !rec.Poses {
				pieces = 1 + int((rec.Frames[len(rec.Frames)-1].Time-rec.Frames[0].Time)*clockSeconds(rec))
			}
			for second := 0; second < pieces; second += every {
				frames := pieceOf(rec, second, side)
				if len(frames) == 0 {
					continue
				}
				for _, v := range []variant{{false, "right"}, {true, "right"}, {false, "wrong"}, {true, "wrong"}, {false, "absent"}, {true, "absent"}} {
					if v.label == "wrong" && !rec.AxesStand {
						continue // there the label stands and the axes yield
					}
					tried++
					src, err := playPiece(name, v.of(rec, frames))
					require.NoError(t, err, "%s %d %v", name, second, v)
					info := src.Info()
					require.True(t, info.FitError <= 0.008 || info.Decision.Doubtful, "%s %d %v: %s", name, second, v, info.Report)
					if bendOf(src) < 40*degree {
						continue
					}
					bent++
					want := side
					if v.reflected {
						want = side.Other()
					}
					if info.Side == want {
						right++
					} else {
						t.Log(name, second, v, info.Report)
					}
				}
			}
		}
	}
	t.Logf("%d of %d bent hands; %d pieces", right, bent, tried)
	require.Greater(t, bent, least)
	require.GreaterOrEqual(t, float64(right), 0.98*float64(bent))
}

// playPiece makes a piece a source.
func playPiece(name string, piece *format.Recording) (Source, error) {
	r, err := prepare(name, piece, Options{})
	if err != nil {
		return nil, err
	}
	return play(r, Options{})
}

// bendOf is the mean of the fingers' MCP and PIP flexion over a source.
func bendOf(src Source) float64 {
	sum, n := 0.0, 0.0
	var s Sample
	for i := range 21 {
		src.Sample(src.Info().Duration*float64(i)/20, &s)
		for f := hand.Index; f <= hand.Little; f++ {
			sum += math.Abs(s.Angles[hand.FingerAngle(f, 1)]) + math.Abs(s.Angles[hand.FingerAngle(f, 2)])
			n += 2
		}
	}
	return sum / n
}
