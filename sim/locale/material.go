package locale

// materials are those that touch tells apart, by the names that the sensors' side
// has for them.
var materials = [...]struct {
	name string
	key  Key
}{
	{"copper", Copper}, {"aluminium", Aluminium}, {"steel", Steel}, {"alumina", Alumina}, {"glass", Glass}, {"ABS", ABS},
	{"rubber", Rubber}, {"oak", Oak}, {"paper", Paper}, {"cotton", Cotton}, {"EVA foam", EVAFoam}, {"leather", Leather},
}

// Material is the key of a material's name; Nothing for one that has none.
func Material(name string) Key {
	for _, m := range materials {
		if m.name == name {
			return m.key
		}
	}
	return Nothing
}

// groups are what heat alone tells apart, in the order of package touch.
var groups = [...]Key{Metals, Glass, Plastics, Paper, Cotton, EVAFoam}

// HeatGroup is the key of a group of materials that heat cannot tell apart, by its
// number in package touch.
func HeatGroup(group int) Key {
	if group < 0 || group >= len(groups) {
		return Nothing
	}
	return groups[group]
}
