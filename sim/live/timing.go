package live

// clockWindow is how many messages the difference of two clocks is told from.
const clockWindow = 256

// clockOffset tells a tracker's clock from ours by the message that was quickest:
// the least of our time less theirs, over the last messages. What the way takes
// at least is taken for nothing, unless the tracker has measured it.
type clockOffset struct {
	least [clockWindow]float64 // s
	count int
	sent  float64 // of the last
}

// restarted (s) is how far a tracker's clock goes back when it begins anew: more than
// messages overtake one another.
const restarted = 0.5

// heard takes a message that was sent at their time and came at ours (s), and
// gives the difference of the clocks: ours less theirs.
func (c *clockOffset) heard(sent, came float64) float64 {
	if sent < c.sent-restarted {
		c.count = 0
	}
	c.sent = sent
	c.least[c.count%clockWindow] = came - sent
	c.count++
	offset := came - sent
	for _, d := range c.least[:min(c.count, clockWindow)] {
		offset = min(offset, d)
	}
	return offset
}
