package record

import (
	"encoding/binary"
	"math"

	"mirrorarm/sim/mirror"
)

var le = binary.LittleEndian

// FNV-1a with 64 bits (Fowler, Noll and Vo): small, without a table, and known to every language.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hashUint16s(h uint64, list []uint16) uint64 {
	for _, v := range list {
		h = (h ^ uint64(v&0xff)) * fnvPrime
		h = (h ^ uint64(v>>8)) * fnvPrime
	}
	return h
}

func hashUint64(h, v uint64) uint64 {
	for range 8 {
		h = (h ^ v&0xff) * fnvPrime
		v >>= 8
	}
	return h
}

func hashFloats(h uint64, list []float64) uint64 {
	for _, v := range list {
		h = hashUint64(h, math.Float64bits(v))
	}
	return h
}

// hashes are those of what each stage came to.
func hashes(counts []uint16, angles, target, position []float64, taxels []uint16) (h [numHashes]uint64) {
	h[mirror.StageSense] = hashUint16s(fnvOffset, counts)
	h[mirror.StageDecode] = hashFloats(fnvOffset, angles)
	h[mirror.StageRetarget] = hashFloats(fnvOffset, target)
	h[mirror.StageBody] = hashFloats(fnvOffset, position)
	h[mirror.StageSkin] = hashUint16s(fnvOffset, taxels)
	return h
}

// hashAll is one hash of what the digest covers.
func hashAll(h *[numHashes]uint64) uint64 {
	all := uint64(fnvOffset)
	for _, stage := range [...]mirror.Stage{mirror.StageSense, mirror.StageBody, mirror.StageSkin} {
		all = hashUint64(all, h[stage])
	}
	return all
}
