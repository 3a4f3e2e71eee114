package format

import (
	"slices"
	"strings"
)

// dialect is a kind of JSON or table, with the conventions that its writers keep.
type dialect struct {
	format string
	axes   string // empty where the writers do not agree
	stand  bool   // whether the axes are sure
	right  bool   // whether a hand without a label is a right one
	flip   bool   // whether the label is that of the mirrored hand
}

// The dialects, each documented in README's table.
var (
	cameraDialect  = dialect{format: "camera landmarks", axes: "camera", stand: true}
	pictureDialect = dialect{format: "picture landmarks", axes: "camera", stand: true}
	webXRDialect   = dialect{format: "WebXR joints", axes: "webxr", stand: true}
	openXRDialect  = dialect{format: "OpenXR joints", axes: "webxr", stand: true}
	appleDialect   = dialect{format: "Vision Pro joints", axes: "webxr", stand: true}
	matrixDialect  = dialect{format: "joint matrices", axes: "z-up"}
	mrtkDialect    = dialect{format: "MRTK joints", axes: "unity", stand: true, right: true}
	unityDialect   = dialect{format: "Unity joints", axes: "unity", stand: true}
	manusDialect   = dialect{format: "Manus joints", axes: "unity", stand: true}
	namedDialect   = dialect{format: "named joints"}
	listDialect    = dialect{format: "list of landmarks"}
	xrListDialect  = dialect{format: "list of WebXR joints", axes: "webxr"}
	oculusDialect  = dialect{format: "list of Oculus bones", axes: "unity"}
)

// namedKind tells the dialect of a set of names.
func namedKind(names []string) dialect {
	all := strings.Join(names, " ")
	lower := strings.Join(words(all), " ")
	has := func(parts ...string) bool {
		return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(all, p) })
	}
	switch {
	case strings.Contains(lower, "phalanx"):
		return webXRDialect
	case strings.Contains(lower, "xr hand joint"):
		return openXRDialect
	case strings.Contains(lower, "index knuckle") && strings.Contains(lower, "index middle"):
		return mrtkDialect
	case strings.Contains(lower, "intermediate base"):
		return appleDialect
	case has("IndexProximal", "IndexIntermediate"), has("Hand_Index1", "Hand_Thumb1"), has("Index Proximal", "Index Intermediate"):
		return unityDialect
	case strings.Contains(lower, "thumb dip") && strings.Contains(lower, "index cmc"):
		return manusDialect
	case strings.Contains(lower, "index finger mcp"):
		return cameraDialect
	}
	return namedDialect
}
