package main

import (
	"maps"

	"mirrorarm/render/hud"
	"mirrorarm/render/window"
)

// mirroredRows are the rows of the flags that say what is mirrored, by what they come to:
// the set-up that a session is made of, and the config of a run.
func mirroredRows[T any](command, line string, flags func(c *T) *mirrorFlags, seed func(c *T) uint64) map[string]effect {
	setup := func(c *T) (any, error) { return flags(c).setup(seed(c)) }
	side := func(c *T) (any, error) { return sideOf(flags(c)) }
	const foreign, file = " --robot ../../testdata/robots/four-finger.urdf", " --source ../../testdata/hands/left-numbered.csv"
	rows := map[string]effect{
		"source":                 asks(line, "--source synth:wave", "Gesture", setup, "wave"),
		"hand":                   asks(line, "--hand left", "Hand", setup, nil),
		"axes":                   asks(line+file, "--axes unity", "Source", side, nil),
		"fps":                    asks(line+file, "--fps 7", "Source", side, nil),
		"aspect":                 elsewhere("TestImportWritesOurFormatAndSaysWhatWasDecided"),
		"channels":               asks(line, "--channels 128", "Channels", setup, 128),
		"profile":                asks(line, "--profile piezo", "Profile", setup, "piezo"),
		"calibration":            asks(line, "--calibration named", "Calibration", setup, nil),
		"skin-profile":           asks(line, "--skin-profile ideal", "SkinProfile", setup, "ideal"),
		"scene":                  asks(line, "--scene cups", "Things", side, nil),
		"reflex":                 asks(line, "--reflex", "Reflex", setup, true),
		"robot":                  asks(line, foreign[1:], "Joints", side, nil),
		"wrist":                  refuses(line+foreign, "--wrist ring_tip", "not every fingertip hangs from it", side),
		"hand-link":              refuses(line+foreign, "--hand-link ring_tip", "no two fingers hang from it", side),
		"side":                   asks(line+foreign, "--side left", "Links", side, nil),
		"palm-frame":             asks(line+foreign, "--palm-frame +x,-z", "Frame", side, nil),
		"base":                   refuses(line+foreign, "--base ring_tip", "does not hang from it", side),
		"mapping":                elsewhere("TestAMappingKeepsWhatWasFound"),
		"mesh-dir":               elsewhere("TestMeshesAreLookedForWhereTheUserSays"),
		"xacro":                  elsewhere("TestXacroIsExpandedWhenAsked"),
		"ignore-follower-limits": elsewhere("TestFollowersLimitsAreIgnoredOnDemand"),
		"tips":                   asks(line+foreign, "--tips thumb=thumb_tip,index=middle_tip,middle=index_tip,ring=ring_tip", "Tips", side, nil),
		"follow":                 asks(line, "--follow same", "Follow", setup, nil),
		"seed":                   asks(line, "--seed 5", "Seed", setup, 5),
	}
	out := map[string]effect{}
	for flag, row := range rows {
		out[command+" --"+flag] = row
	}
	return out
}

// flagRows is the table: a row per flag.
func flagRows() map[string]effect {
	const (
		run    = "run --duration 30ms --channels 64 --skin-profile ideal"
		fk     = "fk --urdf ELBOW.URDF"
		ik     = "ik --urdf ELBOW.URDF --targets POSES.CSV --passes 1"
		follow = "retarget --urdf PINCER.URDF --frames FRAMES.CSV"
		bench  = "bench --case body --duration 4ms --repeat 2"
		glove  = "glove --channels 64 --calibrate GLOVE.JSON"
		page   = "shot --lesson rotations --size 320x180 --out PAGE.PNG"
		hands  = "import testdata/hands/left-numbered.csv --out OWN.JSONL"
		found  = "robot ../../testdata/robots/four-finger.urdf"
		text   = "import testdata/hands/left-picture-42.csv --out OWN.JSONL"
	)
	gloves := func(c *gloveCmd) (any, error) { return c.options() }
	feels := func(c *feelCmd) (any, error) { return c.options() }
	shown := func(c *shotCmd) (any, error) { return c.state() }
	moment := func(c *shotCmd) (any, error) {
		at, err := c.when(100)
		return struct{ At float64 }{at}, err
	}
	ownDemo := func(c *demoCmd) (any, error) { return *c, nil }
	visited := func(c *demoCmd) (any, error) { return c.cameraFlags, nil }
	heard := func(c *demoCmd) (any, error) { return c.listenFlags, nil }
	made := func(c *generateCmd) (any, error) { return c.recipe() }
	exported := func(c *exportCmd) (any, error) { return c.options() }
	served := func(c *serveCmd) (any, error) { return c.options(), nil }
	rows := map[string]effect{
		"--version": shows("--version", "mirrorarm "),

		"ik --continuous": elsewhere("TestTurnsOfJointsWithoutLimits"),

		"robot --json":                   prints(found),
		"robot --seed":                   seedOfNothing[robotCmd](found),
		"robot --save":                   writes(found, "--save MAP.YAML", "palm:"),
		"robot --out":                    writes(found, "--size 64x64 --out HAND.PNG", ""),
		"robot --size":                   rewrites(found+" --out HAND.PNG --size 64x64", "--size 80x64"),
		"robot --pose":                   rewrites(found+" --out HAND.PNG --size 64x64", "--pose fist"),
		"robot --wrist":                  elsewhere("TestRobotFlagsSettleWhatIsFound"),
		"robot --hand-link":              elsewhere("TestRobotFlagsSettleWhatIsFound"),
		"robot --tips":                   elsewhere("TestRobotFlagsSettleWhatIsFound"),
		"robot --side":                   elsewhere("TestRobotFlagsSettleWhatIsFound"),
		"robot --palm-frame":             elsewhere("TestRobotFlagsSettleWhatIsFound"),
		"robot --base":                   elsewhere("TestRobotFlagsSettleWhatIsFound"),
		"robot --mapping":                elsewhere("TestAMappingKeepsWhatWasFound"),
		"robot --mesh-dir":               elsewhere("TestMeshesAreLookedForWhereTheUserSays"),
		"robot --xacro":                  elsewhere("TestXacroIsExpandedWhenAsked"),
		"robot --ignore-follower-limits": elsewhere("TestFollowersLimitsAreIgnoredOnDemand"),

		"run --json":          prints(run),
		"run --duration":      changes("run --channels 64 --duration 30ms", "--duration 50ms", "sim_seconds", "0.05"),
		"run --out":           writes(run, "--out STEPS.CSV", "\n"),
		"run --live":          changes(run, "--live testdata/hands/left-mirrorarm.jsonl", "live", ""),
		"run --delay":         elsewhere("TestARecordingComesLive"),
		"run --bones":         elsewhere("TestARecordingComesLive"),
		"run --camera":        elsewhere("TestAHandBeforeTheCamera", "TestCameraRefusals"),
		"run --camera-window": elsewhere("TestAHandBeforeTheCamera", "TestCameraRefusals"),
		"run --fov":           elsewhere("TestAHandBeforeTheCamera", "TestCameraRefusals"),
		"run --listen":        elsewhere("TestAnyTrackerLeadsTheMirror"),
		"run --save":          elsewhere("TestAHandBeforeTheCamera"),

		"run --tls":   elsewhere("TestPhoneLinks"),
		"run --cert":  elsewhere("TestPhoneLinks"),
		"run --key":   elsewhere("TestPhoneLinks"),
		"run --hands": elsewhere("TestPhoneLinks"),

		"record --out":      writes("record --duration 30ms --channels 64", "--out OTHER.MCAP", "MCAP0"),
		"record --json":     elsewhere("TestRecordAndReplay"),
		"record --duration": elsewhere("TestRecordAndReplay"),
		"replay --json":     elsewhere("TestRecordAndReplay"),
		"replay --seed":     seedOfNothing[replayCmd]("replay a.mcap"),
		"replay --tolerant": elsewhere("TestRecordAndReplay"),

		"demo --camera":        asks("demo", "--camera", "Camera", visited, true),
		"demo --camera-window": asks("demo --camera", "--camera-window", "CameraWindow", visited, true),
		"demo --fov":           asks("demo --camera", "--fov 78", "FOV", visited, 78),
		"demo --listen":        elsewhere("TestATrackerLeadsTheDemo"),
		"demo --save":          elsewhere("TestATrackerLeadsTheDemo"),
		"demo --tls":           asks("demo --listen 127.0.0.1:8443", "--tls", "TLS", heard, true),
		"demo --cert":          elsewhere("TestPhoneLinks"),
		"demo --key":           elsewhere("TestPhoneLinks"),
		"demo --hands":         asks("demo --camera", "--hands 2", "Hands", heard, 2),

		"bench --scene":   changes(bench, "--scene cups", "settings.scene", "cups"),
		"bench --against": elsewhere("TestRivalsThatFailAreNamed", "TestTheRivalInREADMEWorks"),

		"serve --env":        elsewhere("TestTheClientInREADMEWorks"),
		"serve --list":       shows("serve --list", "grasp"),
		"serve --json":       prints("serve --list"),
		"serve --seed":       seedOfNothing[serveCmd]("serve --env"),
		"serve --listen":     asks("serve --env", "--listen 127.0.0.1:9", "Listen", served, "127.0.0.1:9"),
		"serve --token":      asks("serve --env", "--token x", "Token", served, "x"),
		"serve --frame-skip": asks("serve --env", "--frame-skip 20", "FrameSkip", served, 20),
		"serve --clients":    asks("serve --env", "--clients 2", "Clients", served, 2),
		"serve --memory":     asks("serve --env", "--memory 3", "Memory", served, 3<<20),

		"web --json":   elsewhere("TestWebServesWhereItSays"),
		"web --seed":   seedOfNothing[webCmd]("web"),
		"web --listen": elsewhere("TestWebServesWhereItSays", "TestWebRefusals"),
		"web --tls":    elsewhere("TestWebServesOverTLS"),
		"web --cert":   elsewhere("TestWebServesOverTLS", "TestWebRefusals"),
		"web --key":    elsewhere("TestWebServesOverTLS", "TestWebRefusals"),
		"web --folder": elsewhere("TestWebServesWhereItSays", "TestWebRefusals"),

		"generate --json":     prints("generate --task reach --episodes 1 --fps 10 --observe none --shard 0/1 --out PART.ONE"),
		"generate --task":     asks("generate --task reach", "--task grasp", "Task", made, "grasp"),
		"generate --episodes": asks("generate --task reach", "--episodes 7", "Episodes", made, 7),
		"generate --seed":     asks("generate --task reach", "--seed 7", "Seed", made, 7),
		"generate --vary":     asks("generate --task reach", "--vary person", "Vary", made, []string{"person"}),
		"generate --fps":      asks("generate --task reach", "--fps 100", "FPS", made, 100),
		"generate --state":    asks("generate --task reach", "--state skin,joints", "State", made, []string{"joints", "skin"}),
		"generate --observe":  asks("generate --task reach", "--observe none", "Observe", made, []string{}),
		"generate --pictures": asks("generate --task reach", "--pictures 32x24", "Pictures", made, "32x24"),
		"generate --video":    asks("generate --task reach --pictures 32x24", "--video", "Video", made, true),
		"generate --to":       asks("generate --task reach", "--to csv", "To", made, "csv"),
		"generate --out":      elsewhere("TestGenerateAloneAndInParts"),
		"generate --shard":    elsewhere("TestGenerateAloneAndInParts"),
		"generate --queue":    elsewhere("TestWorkersAreKilled", "TestGenerateRefusals"),
		"generate --work":     elsewhere("TestWorkersAreKilled", "TestGenerateRefusals"),
		"merge --json":        elsewhere("TestGenerateAloneAndInParts"),
		"merge --seed":        seedOfNothing[mergeCmd]("merge part --out set"),
		"merge --out":         elsewhere("TestGenerateAloneAndInParts"),

		"export --json":     elsewhere("TestExport"),
		"export --seed":     seedOfNothing[exportCmd]("export a.mcap --out set"),
		"export --out":      elsewhere("TestExport"),
		"export --to":       asks("export a.mcap --out set", "--to csv", "To", exported, "csv"),
		"export --fps":      asks("export a.mcap --out set", "--fps 30", "FPS", exported, 30),
		"export --task":     asks("export a.mcap --out set", "--task lift", "Task", exported, "lift"),
		"export --state":    asks("export a.mcap --out set", "--state skin,joints", "State", exported, []string{"joints", "skin"}),
		"export --pictures": asks("export a.mcap --out set", "--pictures 32x24", "Pictures", exported, "32x24"),
		"export --video":    asks("export a.mcap --out set --pictures 32x24", "--video", "Video", exported, true),
		"export --observe":  asks("export a.mcap --out set", "--observe none", "Observe", exported, []string{}),

		"demo --record":      elsewhere("TestADemoIsRecorded"),
		"demo --json":        elsewhere("TestDemoWithoutADisplayIsARun"),
		"demo --monitor":     asks("demo", "--monitor 2", "Monitor", ownDemo, "2"),
		"demo --fullscreen":  asks("demo", "--fullscreen", "Fullscreen", ownDemo, true),
		"demo --kiosk":       asks("demo", "--kiosk", "Kiosk", ownDemo, true),
		"demo --renderer":    asks("demo", "--renderer cpu", "Renderer", ownDemo, "cpu"),
		"demo --lang":        asks("demo", "--lang ru", "Lang", ownDemo, "ru"),
		"demo --acts":        elsewhere("TestAnExhibitPlaysItsMakersActs"),
		"demo --poster-dir":  elsewhere("TestPostersAreKept"),
		"demo --poster-link": elsewhere("TestAPostersLink"),
		"demo --game":        asks("demo", "--game", "Game", ownDemo, true),
		"demo --best":        elsewhere("TestTheBestGameOfTheDay"),
		"demo --logo":        elsewhere("TestAMarkIsOnThePoster"),
		"demo --line":        elsewhere("TestAMarkIsOnThePoster"),
		"demo --volume":      asks("demo", "--volume 60", "Volume", ownDemo, 60),
		"demo --mute":        asks("demo", "--mute", "Mute", ownDemo, true),

		"shot --json":        prints(page),
		"shot --at":          asks("shot --out P.png", "--at 5s", "At", moment, 5.0),
		"shot --duration":    elsewhere("TestAMovingShot"),
		"shot --tip":         elsewhere("TestALessonsPictureOfAnyRobot"),
		"shot --lesson":      elsewhere("TestAPageAsAPicture"),
		"shot --step":        rewrites(page, "--step 2"),
		"shot --lang":        rewrites(page, "--lang zh"),
		"shot --size":        changes("shot --lesson rotations --out PAGE.PNG", "--size 400x200", "width", "400"),
		"shot --poster":      elsewhere("TestAPosterIsShown"),
		"shot --poster-link": elsewhere("TestAPosterIsShown"),
		"shot --logo":        elsewhere("TestAMarkIsOnThePoster"),
		"shot --line":        elsewhere("TestAMarkIsOnThePoster"),
		"shot --act":         elsewhere("TestAnActIsShown"),
		"shot --attract":     elsewhere("TestAnActIsShown"),
		"shot --game":        elsewhere("TestTheGameIsShown"),
		"shot --explore":     elsewhere("TestPlayerExplores"),
		"shot --show":        asks("shot --out P.png", "--show temperature", "Warmth", shown, true),
		"shot --panels":      asks("shot --out P.png", "--panels joints", "Toggled", shown, [hud.NumPanels]bool{hud.Joints: true}),
		"shot --out":         writes("shot --lesson rotations --size 320x180", "--out OTHER.PNG", "PNG"),

		"import --json":   prints(hands),
		"import --seed":   seedOfNothing[importCmd]("import f --out OWN.JSONL"),
		"import --hand":   elsewhere("TestImportWritesOurFormatAndSaysWhatWasDecided"),
		"import --axes":   rewrites(hands, "--axes unity"),
		"import --fps":    changes(hands, "--fps 7", "duration_s", ""),
		"import --aspect": rewrites(text, "--aspect 1.2"),
		"import --out":    writes("import testdata/hands/left-numbered.csv", "--out OTHER.JSONL", "mirrorarm-hand"),

		"fk --json": prints(fk), "fk --seed": seedOfNothing[fkCmd]("fk --urdf a"),
		"fk --urdf": changes(fk, "--urdf PINCER.URDF", "link", ""),
		"fk --tip":  changes(fk, "--tip fore", "link", "fore"),
		"fk --q":    changes(fk, "--q 1~0.5~0.3", "position_m", ""),

		"retarget --json": prints(follow), "retarget --seed": seedOfNothing[retargetCmd]("retarget --urdf a --frames b"),
		"retarget --urdf":           elsewhere("TestRetargetReport"),
		"retarget --frames":         changes(follow, "--frames FAR.CSV --setup ignore", "frames", "2"),
		"retarget --truth":          changes(follow, "--truth TRUTH.CSV", "joint_rms_deg", ""),
		"retarget --root":           elsewhere("TestRetargetRejects"),
		"retarget --huber-mm":       changes("retarget --urdf PINCER.URDF --setup ignore --frames FAR.CSV", "--huber-mm 1", "point_rms_mm", ""),
		"retarget --smoothness":     changes(follow, "--smoothness 1", "point_rms_mm", ""),
		"retarget --speed-limits":   elsewhere("TestRetargetReport"),
		"retarget --self-collision": elsewhere("TestRetargetReport"),
		"retarget --setup":          elsewhere("TestRetargetSetUp"),
		"retarget --explain":        changes("retarget --urdf PINCER.URDF --setup ignore --frames FAR.CSV", "--explain", "explained", ""),
		"retarget --out":            writes(follow, "--out Q.CSV", "a_turn"),

		"ik --json":     prints(ik),
		"ik --seed":     asks("ik --urdf a --targets b", "--seed 4", "Seed", func(c *ikCmd) (any, error) { return c.common, nil }, 4),
		"ik --urdf":     elsewhere("TestIKReport"),
		"ik --tip":      changes(ik, "--tip fore", "position_error_m_max", ""),
		"ik --targets":  elsewhere("TestIKReport"),
		"ik --method":   elsewhere("TestIKMethodsCompare"),
		"ik --track":    changes(ik, "--track", "max_step_rad", ""),
		"ik --max-step": changes(ik+" --track", "--max-step 0.03", "max_step_rad", ""),
		"ik --posture":  elsewhere("TestIKTracksAPath"),
		"ik --passes":   elsewhere("TestFastestPassIsReported"),
		"ik --out":      writes(ik, "--out Q.CSV", "yaw,lift,bend"),

		"bench --json":       prints(bench),
		"bench --seed":       changes(bench, "--seed 8", "settings.seed", "8"),
		"bench --fail-above": elsewhere("TestBenchFailsAboveALimit"),
		"bench --force":      elsewhere("TestBenchRefusesWhatMakesNoSense"),
		"bench --list":       shows("bench --list", "realtime"),
		"bench --case":       elsewhere("TestBenchMeasuresAndCompares"),
		"bench --duration":   changes("bench --case body --repeat 2 --duration 4ms", "--duration 8ms", "settings.duration_seconds", "0.008"),
		"bench --repeat":     changes("bench --case body --duration 4ms --repeat 2", "--repeat 3", "settings.repeats", "3"),
		"bench --source":     changes(bench, "--source pinch", "settings.source", "pinch"),
		"bench --pin":        asks("bench", "--pin 3", "Pin", func(c *benchCmd) (any, error) { return *c, nil }, 3),
		"bench --gomaxprocs": asks("bench", "--gomaxprocs 3", "GOMAXPROCS", func(c *benchCmd) (any, error) { return *c, nil }, 3),
		"bench --format":     says(bench, "--format gobench", "BenchmarkBody"),
		"bench --out":        writes(bench, "--out B.JSON", "mirrorarm-bench"),
		"bench --report":     elsewhere("TestBenchMeasuresAndCompares"),
		"bench --cpuprofile": writes(bench, "--cpuprofile CPU.PPROF", ""),
		"bench --trace":      writes(bench, "--trace T.OUT", "go 1"),
		"bench --slow":       elsewhere("TestSlowIsRead", "TestBenchFailsAboveALimit"),

		"glove --json":        prints("glove --list --channels 64"),
		"glove --seed":        rewrites(glove, "--seed 2"),
		"glove --list":        shows("glove --channels 64 --list", "channel  kind"),
		"glove --evaluate":    elsewhere("TestReadmeExamplesRun"),
		"glove --calibrate":   writes("glove --channels 64", "--calibrate OTHER.JSON", "{"),
		"glove --check":       checkReads(),
		"glove --profile":     rewrites(glove, "--profile piezo"),
		"glove --channels":    rewrites("glove --calibrate GLOVE.JSON --channels 64", "--channels 96"),
		"glove --calibration": rewrites(glove, "--calibration named"),
		"glove --poses":       rewrites(glove, "--poses 12"),
		"glove --wearer":      asks("glove --evaluate", "--wearer other", "Wearer", gloves, nil),
		"glove --people":      asks("glove --evaluate", "--people 3", "People", gloves, 3),
		"glove --seconds":     asks("glove --evaluate", "--seconds 7", "Seconds", gloves, 7.0),
		"glove --study":       asks("glove --evaluate", "--study torn", "Study", func(c *gloveCmd) (any, error) { return *c, nil }, "torn"),
		"glove --out":         elsewhere("TestOutputsAreTriedBeforeWorkBegins"),

		"feel --json":         elsewhere("TestFeelReport"),
		"feel --seed":         asks("feel", "--seed 3", "Seed", feels, 3),
		"feel --trials":       asks("feel", "--trials 3", "Trials", feels, 3),
		"feel --train":        asks("feel", "--train 9", "Train", feels, 9),
		"feel --materials":    asks("feel", "--materials steel,glass", "Materials", feels, []string{"steel", "glass"}),
		"feel --channels":     asks("feel", "--channels thermal", "Channels", feels, nil),
		"feel --forced":       asks("feel", "--forced", "Forced", feels, true),
		"feel --spread":       asks("feel", "--spread 0", "Spread", feels, 0.0),
		"feel --noise":        asks("feel", "--noise 0", "Noise", feels, 0.0),
		"feel --finish":       asks("feel", "--finish random", "RandomFinish", feels, true),
		"feel --slides":       asks("feel", "--slides 60", "FastOnly", feels, true),
		"feel --temperatures": asks("feel", "--temperatures one", "OneHeat", feels, true),
		"feel --twin":         asks("feel", "--twin steel:paper", "Twin", feels, [2]string{"steel", "paper"}),
		"feel --out":          elsewhere("TestFeelReport"),
		"feel --press":        elsewhere("TestFeelReport"),
		"feel --explore":      elsewhere("TestFeelExplore"),

		"scene --json": prints("scene list"), "scene --seed": seedOfNothing[sceneCmd]("scene list"),
		"scene --example": elsewhere("TestTheExampleOfASceneIsSoundAndRuns"),

		"teach --json": prints("teach"), "teach --seed": seedOfNothing[teachCmd]("teach"),
		"teach --text":        elsewhere("TestALessonOnTheTerminal"),
		"teach --all":         elsewhere("TestEveryLessonPassesItsScriptedStudent"),
		"teach --handout":     elsewhere("TestHandoutsLoadNothing"),
		"teach --file":        elsewhere("TestALessonOfOnesOwn"),
		"teach --example":     says("teach", "--example", "exercises:"),
		"teach --experiments": elsewhere("TestARobotIsUsedOrItIsSaid"),
		"teach --robot":       elsewhere("TestAnyRobotIsTaught", "TestARobotIsUsedOrItIsSaid"),
		"teach --tip":         elsewhere("TestARobotIsUsedOrItIsSaid", "TestTeachRefusesWhatMakesNoSense"),
		"teach --recording":   elsewhere("TestTeachRefusesWhatMakesNoSense"),
		"teach --language":    elsewhere("TestNamesAreThoseOfThePackages"), // there is but one
		"teach --lang":        asks("teach rotations", "--lang zh", "Lang", func(c *teachCmd) (any, error) { return *c, nil }, "zh"),
		"teach --fullscreen":  asks("teach rotations", "--fullscreen", "Fullscreen", func(c *teachCmd) (any, error) { return *c, nil }, true),
		"teach --progress":    elsewhere("TestAPipeIsNoProgressFile", "TestALessonOnTheTerminal"),
		"teach --reset":       elsewhere("TestALessonOnTheTerminal"),

		"completion --json": elsewhere("TestCompletionIsOfTheCommandLine"), "completion --seed": seedOfNothing[completionCmd]("completion bash"),
	}
	for _, do := range []string{"install", "status", "pack", "remove"} {
		for _, flag := range []string{"json", "seed", "folder"} {
			rows["camera "+do+" --"+flag] = elsewhere("TestCameraRefusals")
		}
	}
	rows["camera status --json"] = prints("camera status --folder NOWHERE.D")
	rows["camera install --from"] = elsewhere("TestCameraRefusals")
	maps.Copy(rows, mirroredRows("run", "run", func(c *runCmd) *mirrorFlags { return &c.mirrorFlags }, func(c *runCmd) uint64 { return c.Seed }))
	maps.Copy(rows, mirroredRows("shot", "shot --out P.png", func(c *shotCmd) *mirrorFlags { return &c.mirrorFlags }, func(c *shotCmd) uint64 { return c.Seed }))
	for _, flag := range []string{"live", "delay", "bones", "camera", "camera-window", "fov", "listen", "save", "tls", "cert", "key", "hands"} {
		rows["record --"+flag] = elsewhere("TestRecordTakesTheFlagsOfRun") // what they do is run's
	}
	maps.Copy(rows, mirroredRows("record", "record --out R.mcap", func(c *recordCmd) *mirrorFlags { return &c.mirrorFlags }, func(c *recordCmd) uint64 { return c.Seed }))
	maps.Copy(rows, mirroredRows("demo", "demo", func(c *demoCmd) *mirrorFlags { return &c.mirrorFlags }, func(c *demoCmd) uint64 { return c.Seed }))
	// End to end, in what a run leaves behind.
	rows["run --skin-profile"] = changes("run --duration 30ms --channels 64", "--skin-profile ideal", "digest", "")
	rows["run --profile"] = changes(run, "--profile piezo", "digest", "")
	rows["run --seed"] = changes(run, "--seed 2", "digest", "")
	rows["run --follow"] = changes(run, "--follow same", "digest", "")
	rows["run --calibration"] = changes(run, "--calibration named", "digest", "")
	rows["run --source"] = changes(run, "--source synth:wave", "source", "")
	if window.Available() { // where nobody reads a report
		rows["demo --json"] = elsewhere("TestWhatTheDemoUsesDependsOnTheDisplay")
	}
	return rows
}
