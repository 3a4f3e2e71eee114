package world

// sort puts the contacts that act into the order in which they are solved: those
// first that are furthest, by contacts, from what is fixed. What a stack weighs so
// comes down to the floor in one round, and what cannot yield has the last word: a
// light thing under a heavy one is not left pressed into the floor (contact graphs:
// Guendelman, Bridson and Fedkiw, SIGGRAPH 2003, §7).
func (w *World) sort() {
	const far = MaxObjects
	for i := range w.levels {
		w.levels[i] = far
		if w.movers[i].inverse == 0 {
			w.levels[i] = 0
		}
	}
	deepest := 0
	for changed := true; changed; {
		changed = false
		for _, k := range w.contacts.list {
			c := &w.contacts.pool[k]
			if !w.acts(c) {
				continue
			}
			low := min(w.levels[c.a], w.levels[c.b])
			for _, i := range [2]int{c.a, c.b} {
				if low+1 < w.levels[i] {
					w.levels[i], changed = low+1, true
					deepest = max(deepest, low+1)
				}
			}
		}
	}
	w.order = w.order[:0]
	level := func(c *contact) int { return min(w.levels[c.a], w.levels[c.b]) }
	for _, k := range w.contacts.list {
		if c := &w.contacts.pool[k]; w.acts(c) && level(c) == far {
			w.order = append(w.order, k)
		}
	}
	for at := deepest; at >= 0; at-- {
		for _, k := range w.contacts.list {
			if c := &w.contacts.pool[k]; w.acts(c) && level(c) == at {
				w.order = append(w.order, k)
			}
		}
	}
}
