# mirrorarm. `make` alone lists what can be made.

GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOTESTSUM     := gotest.tools/gotestsum@v1.13.0
BENCHTIME     ?= 1s
COUNT         ?= 1
FUZZTIME      ?= 2m
SINCE         ?= HEAD~1
CAMERA        ?= alone
TRACKER       ?= without
BROWSER       ?= may

.DEFAULT_GOAL := help
.PHONY: help camera demo build web robots test race lint cross dist elsewhere pictures soak fuzz bench mutants mutants-all clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

# Without the headers the program is built without cgo: everything but the window works.
CGO = $$(if bash .ci/install window >&2; then echo $${CGO_ENABLED:-1}; else echo 0; fi)

# Without ALSA's headers the program is silent on Linux; other systems need no tag.
SOUND = $$(if bash .ci/install sound >&2 && pkg-config --exists alsa 2>/dev/null; then echo -tags=sound; fi)

demo: ## install what is missing, build, and open the window with the mirroring arm
	@cgo=$(CGO); sound=$(SOUND); echo "building bin/mirrorarm (the first time this takes a minute or two)" >&2; \
	CGO_ENABLED=$$cgo go build $$sound -o bin/mirrorarm ./cmd/mirrorarm && \
	{ ./bin/mirrorarm camera install >/dev/null || echo "left out: the camera; the demo starts without it" >&2; } && \
	exec ./bin/mirrorarm demo $(ARGS)

camera: build ## fetch the hand tracker for --camera, once, through npm (make demo does so too)
	@./bin/mirrorarm camera install

build: ## build bin/mirrorarm
	@cgo=$(CGO); sound=$(SOUND); CGO_ENABLED=$$cgo go build $$sound -o bin/mirrorarm ./cmd/mirrorarm

# Without brotli the site has the gzip copy alone, which every host can serve.
web: build ## the program as a page for browsers, into bin/site/; mirrorarm web serves it; TRACKER=with adds the camera's
	@bash .ci/install brotli || true; \
	tracker=; [ "$(TRACKER)" != with ] || tracker="-tracker $$(./bin/mirrorarm camera install | sed -n 's/^tracker .* in //p')"; \
	shot="./bin/mirrorarm shot --source synth:victory --at 2s"; \
	$$shot --size 1280x720 --out bin/first.jpg >/dev/null && $$shot --size 585x1266 --out bin/upright.jpg >/dev/null && \
	echo "building bin/site (a minute or two)" >&2 && go run ./.ci/site -first bin/first.jpg -upright bin/upright.jpg $$tracker -out bin/site

# Results are printed package by package as they come; where the tool that does so
# cannot be had, go test prints them in its own order.
test: ## install what is missing, then go vet and every test
	@cgo=$(CGO); \
	[ "$$cgo" != 0 ] || echo "left out: the window and its test (no X11 and GL headers)" >&2; \
	bash .ci/install xvfb || echo "left out: the window's test (no virtual display)" >&2; \
	{ bash .ci/install reader && npm ci --silent --ignore-scripts --prefix sim/record/npm; } || echo "left out: the other readers of sessions (npm)" >&2; \
	{ bash .ci/install reader && npm ci --silent --prefix sim/record/lerobot/npm; } || echo "left out: the other reader of data sets (npm)" >&2; \
	export CGO_ENABLED=$$cgo MIRRORARM_BROWSER=$(BROWSER); \
	echo "go vet ./... (the first time this builds everything: a minute or two)" && go vet ./... && \
	echo "go test ./..." && \
	if CGO_ENABLED=0 go run $(GOTESTSUM) --version >/dev/null 2>&1; \
	then go run $(GOTESTSUM) --format pkgname-and-test-fails -- -timeout 40m ./...; \
	else go test -timeout 40m ./...; fi && \
	{ sound=$(SOUND); [ -z "$$sound" ] || { echo "the speaker, as it is built where sound is" && go vet $$sound ./render/speaker ./cmd/mirrorarm && go test $$sound ./render/speaker; }; } && \
	echo "the cameras' tests, alone" && \
	MIRRORARM_CAMERA=$(CAMERA) go test -timeout 15m -v -run '^(TestAHandBeforeTheCamera|TestTheCameraOfThePage)$$' ./cmd/mirrorarm

robots: ## every URDF below MIRRORARM_ROBOTS=FOLDER: what is found, how well it mirrors; a table
	@[ -n "$$MIRRORARM_ROBOTS" ] || { echo "MIRRORARM_ROBOTS names no folder of robot descriptions" >&2; exit 1; }; \
	go test -count 1 -timeout 60m -v -run '^TestRobotsOfAFolder$$' ./kinematics/retarget

pictures: build ## README's pictures anew, by the program itself
	@mkdir -p testdata/pictures && shot="./bin/mirrorarm shot --size 1280x720" && \
	./bin/mirrorarm shot --source "synth:open 0.4s, victory 0.5s hold 0.4s, fist 0.4s hold 0.2s, thumbs-up 0.4s hold 0.3s, come-here 1.6s, open 0.5s" \
		--at 400ms --duration 6s --size 480x270 --out testdata/pictures/mirror.gif && \
	$$shot --source synth:victory --at 2s --panels skin --out testdata/pictures/mirror.jpg && \
	$$shot --source synth:grasp --scene cups --at 2.6s --out testdata/pictures/grasp.jpg && \
	$$shot --scene samples --explore copper --at 24s --out testdata/pictures/copper.jpg && \
	$$shot --source synth:open --scene testdata/scenes/figures.yaml --at 0.72s --out testdata/pictures/figures.jpg

# Packages with property tests, and those that start goroutines.
DRAWING    = $$(grep -rl --include='*_test.go' 'testdata/draws"' cmd sim kinematics sensors render .ci | xargs -n 1 dirname | sort -u | sed 's|^|./|')
CONCURRENT = $$(grep -rlE --include='*.go' '^[[:space:]]*go (func|[a-z])|\.Go\(' cmd sim kinematics sensors render | grep -v _test.go | xargs -n 1 dirname | sort -u | sed 's|^|./|')

RACED     ?= $(CONCURRENT)
RUN       ?= .

race: ## the race detector over the packages that start goroutines, or over RACED=... (tests RUN=...)
	@bash .ci/install window xvfb || echo "left out: the window (no X11 and GL headers)" >&2; \
	go test -race -short -timeout 40m -run '$(RUN)' $(RACED)

soak: ## the long studies: hours of simulated time; property tests with fresh draws
	@cgo=$(CGO); \
	[ "$$cgo" != 0 ] || echo "left out: the exhibit's soak (no X11 and GL headers)" >&2; \
	bash .ci/install xvfb || echo "left out: the exhibit's soak (no virtual display)" >&2; \
	export CGO_ENABLED=$$cgo; \
	MIRRORARM_DRAWS=fresh go test -p 1 -timeout 60m $(DRAWING) && \
	MIRRORARM_SOAK=1 go test -p 1 -timeout 150m -run 'Soak|HeldForAMinute|SameSceneTwice|ReadmeExamplesRun|GenuineForms|KilledWhileRecording' ./...

fuzz: ## every fuzz target for FUZZTIME=2m of a processor each
	@go list -f '{{.Dir}}' ./... | while read -r dir; do \
		grep -hos '^func Fuzz[A-Za-z]*' "$$dir"/*_test.go | sed 's/^func //' | sort -u | while read -r target; do \
			echo "$$target: $${dir#$$PWD/}" && go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x -parallel 1 "$$dir" </dev/null || exit 1; \
		done || exit 1; \
	done

mutants: ## deliberate faults in what differs from SINCE=HEAD~1, and how many the tests notice
	@go run ./cmd/mutants --since $(SINCE) $(ARGS)

mutants-all: ## the same for everything: hours; the next run goes on where this one ends
	@go run ./cmd/mutants $(ARGS)

lint: ## golangci-lint, as pinned above (built at first use, about four minutes)
	@echo "golangci-lint run" && go run $(GOLANGCI_LINT) run ./...

cross: ## the builds for other machines, thrown away
	@for target in js/wasm windows/amd64 linux/amd64; do \
		echo "go build $$target, no cgo"; \
		CGO_ENABLED=0 GOOS=$${target%/*} GOARCH=$${target#*/} go build ./... || exit 1; \
	done

dist: ## what one hands out: an archive per system, into dist/; TWICE=-twice compares two builds
	@bash .ci/install window || true; go run ./.ci/dist $(TWICE)

elsewhere: ## the smoke set under wine (Windows), qemu (arm64) and node (js/wasm)
	@go run ./.ci/elsewhere $(ARGS)

bench: ## benchmarks in the form that benchstat reads; BENCHTIME=1s COUNT=1
	go test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) -count $(COUNT) ./...

clean: ## remove what was built
	rm -rf bin dist
