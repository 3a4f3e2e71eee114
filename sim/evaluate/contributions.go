package evaluate

import (
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
)

// cause is a glove on a person with one imperfection only.
type cause struct {
	name  string
	setup setup
}

// contribution is what one imperfection costs alone.
type contribution struct {
	name string
	rmse float64 // deg
}

// How long, and on how many people, each imperfection is measured.
const (
	causeSeconds = 8 // s
	causePeople  = 2
	causePoses   = 16 // known exactly, so that fewer suffice
)

// causes lists the imperfections one by one: those of the element, then those
// of the glove's making, the person, and the calibration's postures. Each has an
// otherwise perfect glove, calibrated with exactly known postures.
func causes(p taxel.Profile, channels int) []cause {
	perfect := setup{profile: p.Only(), channels: channels, calibration: wearer.Exact, poses: causePoses, draw: nominalPerson}
	var list []cause
	for e := range taxel.Effect(taxel.NumEffects) {
		s := perfect
		if s.profile = p.Only(e); s.profile == perfect.profile {
			continue // this hardware does not have it
		}
		if e == taxel.Temperature {
			s.tolerances.Warmth = wearer.DesignTolerances().Warmth
		}
		list = append(list, cause{e.String(), s})
	}
	all := wearer.DesignTolerances()
	placement, donning, shape, anatomy, poses := perfect, perfect, perfect, perfect, perfect
	placement.tolerances = wearer.Tolerances{Along: all.Along, Across: all.Across, Prestrain: all.Prestrain}
	donning.tolerances = wearer.Tolerances{Donning: all.Donning}
	shape.draw = shapedPerson
	anatomy.draw = straightPerson
	poses.calibration, poses.poses = wearer.Reference, 24
	named := poses
	named.calibration = wearer.Named
	return append(list, cause{"placement", placement}, cause{"donning", donning}, cause{"nonlinearity", shape},
		cause{"anatomy", anatomy}, cause{"reference_poses", poses}, cause{"named_poses", named})
}

// cost measures a cause on the study's first people.
func (c cause) cost(seed uint64, tell glove.Progress) (contribution, error) {
	var all Errors
	for i := range uint64(causePeople) {
		const calibrated = float64(calibrationSize) / (calibrationSize + causeSeconds)
		part := tell.Part(float64(i)/causePeople, float64(i+1)/causePeople)
		n, err := c.setup.begin(seed+i, part.Part(0, calibrated))
		if err != nil {
			return contribution{}, err
		}
		if err := n.run(NewMotion(causeSeconds+warmUp, n.rng), causeSeconds, nil, &all, part.Part(calibrated, 1)); err != nil {
			return contribution{}, err
		}
	}
	return contribution{name: c.name, rmse: all.RMSE()}, nil
}

func nominalPerson(*rand.Rand) wearer.Person { return wearer.NominalPerson(hand.Right) }

// shapedPerson has the nominal hand but an own shape of strain.
func shapedPerson(rng *rand.Rand) wearer.Person {
	p := wearer.NominalPerson(hand.Right)
	p.Shape = wearer.DrawPerson(hand.Right, rng).Shape
	return p
}

// straightPerson has an own hand but strains the fabric in proportion.
func straightPerson(rng *rand.Rand) wearer.Person {
	p := wearer.DrawPerson(hand.Right, rng)
	p.Shape = wearer.NominalPerson(hand.Right).Shape
	return p
}
