package raster

// The noises that patterns are made of. Each is a closed formula of its arguments in
// 32-bit integers and floats, so that a shader has the same.

// lattice is a number 0…1 for every point of a grid: the spatial hash of Teschner et al.
// (2003), stirred by the finaliser lowbias32 of Wellons (2018).
func lattice(x, y int32) float32 {
	h := uint32(x)*73856093 ^ uint32(y)*19349663
	h ^= h >> 16
	h *= 0x7feb352d
	h ^= h >> 15
	h *= 0x846ca68b
	h ^= h >> 16
	return float32(h>>8) * (1.0 / (1 << 24))
}

// cell is the whole number below x, and how far above it x is.
func cell(x float32) (int32, float32) {
	i := int32(x)
	if x < float32(i) {
		i--
	}
	return i, x - float32(i)
}

// valueNoise runs smoothly between the values of the grid (Perlin 1985, with values in
// place of gradients), 0…1.
func valueNoise(x, y float32) float32 {
	ix, fx := cell(x)
	iy, fy := cell(y)
	fx, fy = fx*fx*(3-2*fx), fy*fy*(3-2*fy)
	a, b := lattice(ix, iy), lattice(ix+1, iy)
	c, d := lattice(ix, iy+1), lattice(ix+1, iy+1)
	a += fx * (b - a)
	c += fx * (d - c)
	return a + fy*(c-a)
}

// spots is cellular noise (Worley 1996): each cell of the grid has one point, and told is
// how far the two nearest are, squared, where the nearest one is, and a number of its own.
func spots(x, y float32) (near, next, dx, dy, own float32) {
	ix, fx := cell(x)
	iy, fy := cell(y)
	near, next = 8, 8
	for j := int32(-1); j <= 1; j++ {
		for i := int32(-1); i <= 1; i++ {
			h := lattice(ix+i, iy+j)
			px := float32(i) + 0.15 + 0.7*h - fx
			h *= 64
			h -= float32(int32(h))
			py := float32(j) + 0.15 + 0.7*h - fy
			switch d := px*px + py*py; {
			case d < near:
				near, next, dx, dy, own = d, near, px, py, h
			case d < next:
				next = d
			}
		}
	}
	return near, next, dx, dy, own
}
