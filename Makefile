# Everything a person or CI does with this repository. `make` alone lists the targets.

SWIFT_FLAGS := --explicit-target-dependency-import-check error
# Hundreds of tests at once only wait for each other: a few at a time are done twice as soon, also on a busy machine.
TEST_FLAGS := --experimental-maximum-parallelization-width 6
SOURCES := Package.swift Sources Tests plugins

.DEFAULT_GOAL := help
.PHONY: help deps clients build demo demo-all test torture crash-test mutants format lint generate outside verify bench clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

deps: ## Install what is missing (Debian packages); does nothing when all is there
	@scripts/install-dependencies

clients: deps ## Install the foreign clients that tests talk to (PyPI, into .venv); does nothing when all are there
	@scripts/install-test-clients

build: deps ## Build the release binary: .build/release/millrace
	swift build $(SWIFT_FLAGS) -c release --product millrace

demo: deps ## Make a 30-second video and run it through pipelines/video_analysis.yaml
	@scripts/demo

demo-all: clients ## Every job type once, with notifications, costs and the cache
	@scripts/demo-all

test: clients ## Run every test
	swift test $(SWIFT_FLAGS) $(TEST_FLAGS)

KILLS ?= 200
torture: deps build ## Kill the server at random instants under load (KILLS=200) and judge what is left
	@cd scripts/torture && python3 -B -m unittest -q
	@python3 -B scripts/torture/torture.py --binary .build/release/millrace --kills $(KILLS)

crash-test: deps build ## Die at every named durable write, stop by SIGTERM, back up under load; judge each
	@python3 -B scripts/torture/torture.py --binary .build/release/millrace --crash-points --sigterm 27 --backups 10

BINARY ?= .build/debug/millrace
SEED ?= 1
mutants: deps ## Plant single mistakes in valid projects and see what validate says (SEED=1, BINARY=a built millrace)
	@[ -n "$(filter-out .build/debug/millrace,$(BINARY))" ] || swift build $(SWIFT_FLAGS) --product millrace
	@python3 -B scripts/mutants/mutants.py --binary $(BINARY) --seed $(SEED) --misses \
		--mutants-at-least 1000 --at-least 98 --lines-at-least 97 --findings-at-most 1.15

format: ## Format the code in place
	swift format --in-place --parallel --recursive $(SOURCES)

lint: ## Check the format and the house rules
	swift format lint --strict --parallel --recursive $(SOURCES)
	@scripts/check-house-rules

generate: deps ## Write schemas/ and the heads of the plugin READMEs anew
	@swift build $(SWIFT_FLAGS) --product millrace
	@.build/debug/millrace schema generate

outside: deps ## Follow docs/writing-a-step.md outside this repository: a new plugin, its tests, its program
	@swift build $(SWIFT_FLAGS) --product millrace
	@scripts/check-outside-plugin

verify: deps lint ## Format check, no warnings, generated files unchanged, examples valid
	swift build $(SWIFT_FLAGS) --build-tests
	@.build/debug/millrace schema generate --check
	@.build/debug/millrace validate
	@scripts/check-examples
	@scripts/check-public-surface

bench: deps ## Measure jobs per second, step latency, start-up and memory beside the ceiling of this disk
	@scripts/bench

clean: ## Remove what was built and generated
	rm -rf .build .build-* .demo .millrace
