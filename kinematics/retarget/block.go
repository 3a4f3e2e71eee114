package retarget

// makeBlocks splits the coordinates into sets that no link's path and no vector
// target ties together: the subtrees that hang off the root.
func (s *Solver) makeBlocks() {
	dof := s.tree.model.DOF()
	set := make([]int, dof)
	for i := range set {
		set[i] = i
	}
	for _, n := range s.tree.nodes {
		if n.parent >= 0 {
			union(set, n.coord, s.tree.nodes[n.parent].coord)
		}
	}
	for _, r := range s.targets {
		if len(r.toPath) > 0 && len(r.fromPath) > 0 {
			union(set, s.tree.nodes[r.toPath[0]].coord, s.tree.nodes[r.fromPath[0]].coord)
		}
	}
	s.blockOf = make([]int, dof)
	named := make([]int, dof) // block of each set, by its root
	for i := range dof {
		s.blockOf[i], named[i] = -1, -1
	}
	used := s.usedNodes()
	for k, n := range s.tree.nodes {
		if !used[k] {
			continue
		}
		root := find(set, n.coord)
		if named[root] < 0 {
			named[root] = len(s.blocks)
			s.blocks = append(s.blocks, block{})
		}
		b := &s.blocks[named[root]]
		b.nodes = append(b.nodes, k)
		if s.blockOf[n.coord] < 0 {
			s.blockOf[n.coord] = named[root]
			b.coords = append(b.coords, n.coord)
		}
	}
	for i, r := range s.targets {
		if b := s.blockOfPath(r.toPath, r.fromPath); b >= 0 {
			s.blocks[b].targets = append(s.blocks[b].targets, i)
		}
	}
	for i := range s.solids {
		s.solids[i].block = s.blockOfPath(s.solids[i].path)
	}
	for i := range s.blocks {
		s.blocks[i].pairs = make([]int, 0, len(s.pairs))
	}
	s.group = make([]int, len(s.blocks))
	s.merged = block{
		coords: make([]int, 0, dof), nodes: make([]int, 0, len(s.tree.nodes)),
		targets: make([]int, 0, len(s.targets)), pairs: make([]int, 0, len(s.pairs)),
	}
	s.normal = newNormalEquations(dof)
}

// usedNodes marks the nodes that move a target or a solid; the others keep
// their coordinates.
func (s *Solver) usedNodes() []bool {
	used := make([]bool, len(s.tree.nodes))
	mark := func(path []int) {
		for _, n := range path {
			used[n] = true
		}
	}
	for _, r := range s.targets {
		mark(r.toPath)
		mark(r.fromPath)
	}
	for _, c := range s.solids {
		mark(c.path)
	}
	return used
}

// blockOfPath is the block of the first node of the paths, −1 if there is none.
func (s *Solver) blockOfPath(paths ...[]int) int {
	for _, p := range paths {
		if len(p) > 0 {
			return s.blockOf[s.tree.nodes[p[0]].coord]
		}
	}
	return -1
}

// couple finds the pairs that matter in this frame and joins the blocks that
// they tie together.
func (s *Solver) couple(touches []Touch) {
	for i := range s.group {
		s.group[i] = i
		s.blocks[i].pairs = s.blocks[i].pairs[:0]
	}
	if len(s.pairs) == 0 {
		return
	}
	for i := range s.blocks {
		s.tree.forward(s.blocks[i].nodes, s.q)
	}
	for i := range s.solids {
		s.tree.place(&s.solids[i])
	}
	for i := range s.pairs {
		s.pairs[i].weight, s.pairs[i].near, s.pairs[i].known = 0, false, false
	}
	for _, t := range touches {
		p := &s.pairs[t.Pair]
		p.gap, p.weight, p.near = t.Gap, t.Weight, t.Weight > 0
	}
	for i := range s.pairs {
		s.link(i)
	}
}

// vicinity is how far (m) beyond the margin solids are watched: further than a
// finger moves in one frame at any rate that a tracker has.
const vicinity = 0.008

// link decides whether pair i matters, and ties the blocks that it joins.
func (s *Solver) link(i int) {
	p := &s.pairs[i]
	if p.relaxed {
		return
	}
	a, b := &s.solids[p.first], &s.solids[p.second]
	if margin := s.settings.Margin + vicinity; !p.near && !beyond(a, b, margin) {
		p.ask(a, b)
		p.near = p.distance < margin
	}
	if !p.near {
		return
	}
	home := max(a.block, b.block)
	if home < 0 {
		return
	}
	s.blocks[home].pairs = append(s.blocks[home].pairs, i)
	if a.block >= 0 && b.block >= 0 {
		union(s.group, a.block, b.block)
	}
}

// gather is the block that stands for group root: the block itself while it is
// alone, or all members in one.
func (s *Solver) gather(root int) *block {
	m := &s.merged
	m.coords, m.nodes, m.targets, m.pairs = m.coords[:0], m.nodes[:0], m.targets[:0], m.pairs[:0]
	members := 0
	for i := range s.blocks {
		if find(s.group, i) != root {
			continue
		}
		members++
		b := &s.blocks[i]
		m.coords, m.nodes = append(m.coords, b.coords...), append(m.nodes, b.nodes...)
		m.targets, m.pairs = append(m.targets, b.targets...), append(m.pairs, b.pairs...)
	}
	if members == 1 {
		return &s.blocks[root]
	}
	return m
}

func find(set []int, i int) int {
	for set[i] != i {
		i = set[i]
	}
	return i
}

func union(set []int, a, b int) { set[find(set, a)] = find(set, b) }
