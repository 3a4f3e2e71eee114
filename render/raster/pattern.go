package raster

import "mirrorarm/render/scene"

// spot is a place of a surface as patterns know it: in the model's frame, which goes where
// the thing goes, along the face that it lies on.
type spot struct {
	u, v, w float32 // m; w along the axis that the face looks along most
	up      bool    // w is the model's Z
	end     bool    // w is the axis that the model is longest along; else u is
	lu, lv  float32 // towards the key light, along u and v
	pixel   float32 // m, that a pixel covers
	coarse  bool    // without what is seen from near alone
}

// shown is how much of a pattern with a wavelength (m) is shown: nothing of what no pixels
// tell apart.
func (s *spot) shown(wavelength float32) float32 {
	return min(max(wavelength/(2.7*s.pixel)-0.6, 0), 1)
}

// gain is how much brighter a pattern makes a spot: 1 on average, and 0…2. Lengths and
// depths are design values, found by looking: things are seen from a metre away, so that
// the finest are some times as coarse as nature's.
func (s *spot) gain(p scene.Pattern) float32 {
	switch p {
	case scene.Brushed:
		return s.brushed()
	case scene.Grain:
		return s.grain()
	case scene.Weave:
		return s.weave()
	case scene.Pores:
		return s.pores()
	case scene.Sheets:
		return s.sheets()
	case scene.Hide:
		return s.hide()
	case scene.Tread:
		return s.tread()
	case scene.Knit:
		return s.knit()
	}
	return 1
}

// brushed is metal drawn along u over an abrasive: long scratches, in three widths.
func (s *spot) brushed() float32 {
	g := float32(1)
	if k := s.shown(0.5e-3); k > 0 {
		g += 0.55 * k * (valueNoise(s.u*40, s.v*4000) - 0.5)
	}
	if k := s.shown(1.4e-3); k > 0 {
		g += 0.20 * k * (valueNoise(s.u*20+7, s.v*1400) - 0.5)
	}
	if s.coarse {
		return g
	}
	return g + 0.05*s.shown(4e-3)*(valueNoise(s.u*7+3, s.v*480)-0.5)
}

// grain is a plank: year rings about a pith that lies beside and below it, earlywood fading
// into the dark latewood, broken by the vessels that oak has along u.
func (s *spot) grain() float32 {
	const ring = 5.5e-3 // m
	along, y, z := s.u, s.v, s.w
	if s.end {
		along, y, z = s.w, s.u, s.v
	}
	sway := valueNoise(along*22, y*45) + 0.5*valueNoise(along*50+9, y*90)
	y, z = y+0.017, z+0.021
	r := scene.Sqrt(y*y+z*z) + 0.006*sway
	_, year := cell(r * (1 / ring))
	g := 1.12 - 0.42*s.shown(ring)*year*year*year - 0.1*year
	if k := s.shown(1.2e-3); k > 0 {
		vessel := valueNoise(along*110, y*1500+z*1500)
		g -= k * 0.34 * max(vessel-0.62, 0) * (1 / 0.38) * (1.2 - year)
	}
	return g
}

// weave is plain cloth: warp and weft take turns on top, each thread round.
func (s *spot) weave() float32 {
	const pitch = 1.9e-3 // m
	k := s.shown(2 * pitch)
	if k == 0 {
		return 1
	}
	iu, fu := cell(s.u*(1/pitch) + 0.12*valueNoise(s.v*90, s.u*90))
	iv, fv := cell(s.v*(1/pitch) + 0.12*valueNoise(s.u*90+5, s.v*90))
	across, along, light, thread := fv-0.5, fu-0.5, s.lv, lattice(iv, 71)
	if (iu+iv)&1 == 0 {
		across, along, light, thread = fu-0.5, fv-0.5, s.lu, lattice(iu, 35)
	}
	h := (1 - 3.2*across*across) * (1 - 2.2*along*along)
	fibre := valueNoise(across*9+40*thread, (s.u+s.v)*3000)
	return 1 + k*(0.50*h-0.33+0.5*across*light+0.22*(thread-0.5)+0.16*(fibre-0.5)*s.shown(0.6e-3))
}

// pores are the cut bubbles of a foam, in two sizes; the rim away from the light is bright.
func (s *spot) pores() float32 {
	g := float32(1.16)
	for i, size := range [2]float32{3.4e-3, 1.5e-3} {
		k := s.shown(size)
		if k == 0 || (s.coarse && i > 0) {
			continue
		}
		f := 1 / size
		near, _, dx, dy, own := spots(s.u*f+float32(17*i), s.v*f)
		r := 0.16 + 0.26*own
		if d := near / (r * r); d < 1.5 {
			edge := min(max(1.5-d, 0), 1)
			lit := -(dx*s.lu + dy*s.lv) / r
			g -= k * edge * (0.40 - 0.28*lit)
		}
	}
	if s.coarse {
		return g
	}
	return g + 0.12*(valueNoise(s.u*300, s.v*300)-0.5)
}

// sheets is paper: a stack seen from its sides, fibres on its top.
func (s *spot) sheets() float32 {
	if !s.up {
		wave := 0.0006 * valueNoise(s.u*60, s.v*90)
		g := 1 + 0.30*s.shown(0.9e-3)*(valueNoise(s.u*25, (s.v+wave)*2400)-0.6)
		return g + 0.34*s.shown(2.4e-3)*(valueNoise(s.u*18+3, (s.v+wave)*900)-0.55)
	}
	g := 1 + 0.05*s.shown(2e-3)*(valueNoise(s.u*600, s.v*600)-0.5)
	return g + 0.04*(valueNoise(s.u*120, s.v*120)-0.5)
}

// hide is leather: cushions of unlike size between creases.
func (s *spot) hide() float32 {
	const size = 2.3e-3 // m
	k := s.shown(1.5 * size)
	if k == 0 {
		return 1
	}
	x, y := s.u*(1/size), s.v*(1/size)
	bent := 0.5 * valueNoise(x*0.45, y*0.45)
	near, next, dx, dy, own := spots(x+bent, y-bent)
	crease := min(2.6*(next-near), 1)
	return 1 + k*(0.40*crease-0.30-0.30*(dx*s.lu+dy*s.lv)+0.16*(own-0.5))
}

// tread is a rubber mat: raised lozenges.
func (s *spot) tread() float32 {
	const pitch = 6.4e-3 // m
	k := s.shown(0.5 * pitch)
	_, a := cell((s.u + s.v) * (1 / pitch))
	_, b := cell((s.u - s.v) * (1 / pitch))
	a, b = a-0.5, b-0.5
	top := min(max((0.40-max(abs(a), abs(b)))*9, 0), 1)
	slope := (1 - top) * ((a+b)*s.lu + (a-b)*s.lv)
	return 1 + k*(0.55*top-0.42+0.9*slope) + 0.10*s.shown(1e-3)*(valueNoise(s.u*1800, s.v*1800)-0.5)
}

// knit is a jersey: columns of stitches, each two legs that meet in a V.
func (s *spot) knit() float32 {
	const wale, course = 2.2e-3, 1.7e-3 // m
	k := s.shown(course)
	if k == 0 {
		return 1
	}
	_, x := cell(s.v * (1 / wale))
	x = abs(x - 0.5)
	_, y := cell(s.u*(1/course) + 1.3*x)
	y -= 0.5
	leg := (1 - 3.4*y*y) * (1 - 9*(x-0.27)*(x-0.27))
	return 1 + k*(0.5*leg-0.3)
}
