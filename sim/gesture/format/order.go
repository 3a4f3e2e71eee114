package format

import (
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// Orders in which lists give the joints of a hand. A list of 21 is in the order of
// hand.Landmarks unless it fits another one better.
var (
	// webXROrder is that of WebXR's 25 joints; OpenXR's 26 begin with the palm,
	// Apple's 27 end with the forearm's wrist and elbow.
	webXROrder  = xrOrder()
	openXROrder = append([]jointRole{rolePalm}, webXROrder...)
	appleOrder  = append(append([]jointRole(nil), webXROrder...), roleNone, roleElbow)
	// oculusOrder is that of Oculus's 24 bones: wrist, forearm, the thumb from its
	// trapezium, three bones of each finger, the little finger's from its
	// metacarpal, and the five tips.
	oculusOrder = []jointRole{0, roleNone, roleMeta, 1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, roleMeta, 17, 18, 19, 4, 8, 12, 16, 20}
)

func xrOrder() []jointRole {
	out := []jointRole{roleWrist, 1, 2, 3, 4}
	for f := hand.Index; f <= hand.Little; f++ {
		out = append(out, roleMeta)
		for place := 1; place <= 4; place++ {
			out = append(out, landmarkRole(f, place))
		}
	}
	return out
}

// landmarkOrder is that of hand.Landmarks.
func landmarkOrder() []jointRole {
	out := make([]jointRole, hand.NumLandmarks)
	for i := range out {
		out[i] = jointRole(i)
	}
	return out
}

// Finger orders that lists of landmarks come in.
var fingerOrders = [][hand.NumFingers]hand.Finger{
	{hand.Thumb, hand.Index, hand.Middle, hand.Ring, hand.Little},
	{hand.Index, hand.Middle, hand.Ring, hand.Little, hand.Thumb},
	{hand.Little, hand.Ring, hand.Middle, hand.Index, hand.Thumb},
	{hand.Thumb, hand.Little, hand.Ring, hand.Middle, hand.Index},
	{hand.Index, hand.Middle, hand.Little, hand.Ring, hand.Thumb}, // of the MANO model
}

// ariaOrder is that of Project Aria's hands: the tips, the wrist, the rest finger
// by finger, where the thumb lacks its base, and the palm's middle.
var ariaOrder = []jointRole{4, 8, 12, 16, 20, 0, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, rolePalm}

// layouts are how the 20 joints of the fingers follow one another: finger by
// finger; joint by joint; the knuckles first, then the rest finger by finger (as
// the HANDS data sets have it); or all but the tips finger by finger, then the
// tips (as MANO's joints and vertices). places is the order within a finger.
var layouts = []func(fingers [hand.NumFingers]hand.Finger, places [4]int) []jointRole{
	func(fingers [hand.NumFingers]hand.Finger, places [4]int) (out []jointRole) {
		for _, f := range fingers {
			out = append(out, fingerRoles(f, places[:])...)
		}
		return out
	},
	func(fingers [hand.NumFingers]hand.Finger, places [4]int) (out []jointRole) {
		for _, p := range places {
			for _, f := range fingers {
				out = append(out, landmarkRole(f, p))
			}
		}
		return out
	},
	func(fingers [hand.NumFingers]hand.Finger, places [4]int) (out []jointRole) {
		for _, f := range fingers {
			out = append(out, landmarkRole(f, places[0]))
		}
		for _, f := range fingers {
			out = append(out, fingerRoles(f, places[1:])...)
		}
		return out
	},
	func(fingers [hand.NumFingers]hand.Finger, places [4]int) (out []jointRole) {
		for _, f := range fingers {
			out = append(out, fingerRoles(f, places[:3])...)
		}
		for f := hand.Thumb; f <= hand.Little; f++ {
			out = append(out, landmarkRole(f, places[3]))
		}
		return out
	},
}

func fingerRoles(f hand.Finger, places []int) (out []jointRole) {
	for _, p := range places {
		out = append(out, landmarkRole(f, p))
	}
	return out
}

// knownOrders are all orders of 21 joints that are tried, the usual one first.
func knownOrders() [][]jointRole {
	out := [][]jointRole{ariaOrder}
	for _, layout := range layouts {
		for _, fingers := range fingerOrders {
			for _, places := range [][4]int{{1, 2, 3, 4}, {4, 3, 2, 1}} {
				rest := layout(fingers, places)
				for _, wrist := range []int{0, 20, 4, 5, 8, 10, 12, 15, 16} {
					out = append(out, slices.Insert(slices.Clone(rest), wrist, roleWrist))
				}
			}
		}
	}
	return out
}

// measuredPairs are pairs of landmarks whose distance is about the same in every
// posture: the bones, and those between the joints in the palm.
func measuredPairs() (pairs [][2]int) {
	palm := []int{0}
	for f := hand.Thumb; f <= hand.Little; f++ {
		for i := range 3 {
			pairs = append(pairs, [2]int{hand.Landmark(f, i), hand.Landmark(f, i+1)})
		}
		palm = append(palm, hand.Landmark(f, 0))
	}
	for i, a := range palm {
		for _, b := range palm[:i] {
			pairs = append(pairs, [2]int{b, a})
		}
	}
	return pairs
}

// Bounds on how far the lengths in a hand may be from a mean hand's in proportion
// (standard deviation of their logarithms): above doubtfulOrder another order is
// looked for, which must be so much better.
const (
	doubtfulOrder = 0.35
	betterOrder   = 0.6
)

// findOrder finds out the order of sets of 21 by the lengths that it gives.
func (b *builder) findOrder(sights []*sight) {
	var seen [][]joint
	for _, s := range sights {
		if len(s.names) == 0 && len(s.joints) == hand.NumLandmarks && s.joints[0].dims == 3 && len(seen) < 20 {
			seen = append(seen, s.joints)
		}
	}
	if b.picture || len(seen) == 0 {
		return
	}
	usual := misproportion(seen, landmarkOrder())
	if !(usual > doubtfulOrder) {
		return
	}
	best, order := betterOrder*usual, []jointRole(nil)
	for _, o := range knownOrders() {
		if m := misproportion(seen, o); m < best && m < doubtfulOrder {
			best, order = m, o
		}
	}
	if order != nil {
		b.orders[hand.NumLandmarks] = order
		b.rec.note("landmarks in another order, the one that fits a hand: %s", orderName(order))
	}
}

// orderName says where an order has the wrist and the tips.
func orderName(order []jointRole) string {
	var names []string
	for _, r := range order[:6] {
		if r == roleWrist || r >= jointRole(hand.NumLandmarks) {
			names = append(names, "wrist")
			continue
		}
		f, place := hand.Finger((r-1)/4), (r-1)%4
		names = append(names, f.String()+" "+[...]string{"base", "2", "3", "tip"}[place])
	}
	return strings.Join(names, ", ") + " …"
}

// misproportion is how far the lengths are from a mean hand's if the joints are in
// that order; NaN where there are none.
func misproportion(seen [][]joint, order []jointRole) float64 {
	var nominal hand.Landmarks
	hand.New(hand.Right, hand.Nominal()).LandmarksTo(&nominal)
	pairs := measuredPairs()
	var index [hand.NumLandmarks]int
	for i := range index {
		index[i] = slices.Index(order, jointRole(i))
	}
	sum, squares, n := 0.0, 0.0, 0.0
	for _, joints := range seen {
		for _, p := range pairs {
			if index[p[0]] < 0 || index[p[1]] < 0 {
				continue
			}
			a, c := joints[index[p[0]]], joints[index[p[1]]]
			if !a.seen || !c.seen {
				continue
			}
			length := r3.Norm(r3.Sub(a.at, c.at))
			ratio := math.Log(max(length, 1e-9) / r3.Norm(r3.Sub(nominal[p[0]], nominal[p[1]])))
			sum, squares, n = sum+ratio, squares+ratio*ratio, n+1
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return math.Sqrt(max(squares/n-sum/n*sum/n, 0))
}
