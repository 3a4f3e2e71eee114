package lesson

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gonum.org/v1/gonum/spatial/r3"
)

// A lesson speaks of joints and links by what they do, since every arm has other
// names for them: $elbow is the elbow's joint, whatever it is called, and as a
// parameter its bend in degrees, 0 for a stretched arm. The roles of joints are
// those of anatomy.joint, those of links of anatomy.link; one with a star behind it may
// be missing, or out of the joint's reach.

var roleName = regexp.MustCompile(`\$([a-z]+[0-9]*)`)

// mark begins a role's name, maybe ends one that may be missing.
const (
	mark  = "$"
	maybe = "*"
)

// joint is the hinge that a role names, its value in rad (m).
func (a *anatomy) joint(role string) (hinge, bool) {
	plain := func(at int) (hinge, bool) { return hinge{at: at, sign: 1}, at >= 0 }
	n := len(a.limb.coords)
	switch role {
	case "shoulder", "elbow":
		if a.bones == nil {
			return hinge{}, false
		}
		if role == "shoulder" {
			return a.bones.shoulder, true
		}
		return a.bones.elbow, true
	case "wrist":
		h, ok := plain(a.wrist)
		if ok {
			h.sign = math.Copysign(1, r3.Dot(a.axes[a.wrist].along, a.bones.lowering()))
		}
		return h, ok
	case "hinge":
		if a.bones != nil {
			return a.bones.elbow, true
		}
		return plain(a.hinge)
	case "aside":
		return plain(a.aside)
	case "offset":
		return plain(a.offset)
	case "length":
		return plain(a.length)
	case "first":
		return plain(0)
	case "last":
		return plain(n - 1)
	}
	if i, err := strconv.Atoi(strings.TrimPrefix(role, "joint")); err == nil && i >= 1 && i <= n {
		return plain(i - 1)
	}
	return hinge{}, false
}

// link is the link that a role names.
func (a *anatomy) link(role string) (int, bool) {
	switch role {
	case "base":
		return 0, true
	case "tip":
		return a.limb.tip, true
	case "upper":
		return a.upperLink, a.upperLink >= 0
	case "fore":
		return a.foreLink, a.foreLink >= 0
	case "end":
		return a.endLink, a.endLink >= 0
	}
	if c := a.chain(); c != nil && len(role) == 1 && role >= "a" && role <= "c" {
		return c[role[0]-'a'], true
	}
	return 0, false
}

// resolve puts names in the place of roles.
func (a *anatomy) resolve(text string) (string, error) {
	var err error
	out := roleName.ReplaceAllStringFunc(text, func(found string) string {
		name, missing := a.named(found[len(mark):])
		if missing != nil && err == nil {
			err = missing
		}
		return name
	})
	return out, err
}

// named is the name of the joint or link of a role.
func (a *anatomy) named(role string) (string, error) {
	if h, ok := a.joint(role); ok {
		return a.limb.joint(h.at), nil
	}
	if link, ok := a.link(role); ok {
		return a.limb.model.LinkName(link), nil
	}
	return "", a.lacks(role)
}

// lacks says that a role is not to be had.
func (a *anatomy) lacks(role string) error {
	return &lackError{fmt.Sprintf("speaks of %s, which %q has not", role, a.limb.model.Name())}
}

// inTransforms puts links in the place of roles in a product of transforms, where
// they stand with a capital behind From: $aFrom$b.
func (a *anatomy) inTransforms(text string) (string, error) {
	var err error
	out := roleName.ReplaceAllStringFunc(text, func(found string) string {
		link, ok := a.link(found[len(mark):])
		if !ok {
			err = a.lacks(found[len(mark):])
			return ""
		}
		return token(a.limb.model, link)
	})
	if err != nil {
		return "", err
	}
	parts := splitTransforms(out)
	for i, p := range parts {
		if parent, child, ok := strings.Cut(p, "From"); ok {
			parts[i] = parent + "From" + capital(child)
		}
	}
	return strings.Join(parts, " "), nil
}

func capital(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// lackError says what an arm lacks that a page speaks of: the page is left out.
type lackError struct{ why string }

func (e *lackError) Error() string { return e.why }
