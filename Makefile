# run · test · bench · lint : nothing else to remember.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test bench lint fonts test-tools lint-tools

PYTHON_TOOLS := target/tools/python
FONTS := target/tools/fonts
# Debian 12's fonts-liberation is 1.x and lacks Vietnamese letters; fonts-liberation2 has them.
LIBERATION := $(wildcard /usr/share/fonts/truetype/liberation2)
export VANTHU_FONTS ?= $(if $(LIBERATION),$(LIBERATION),$(CURDIR)/$(FONTS))
# The Python programs the tests call (pyHanko, schemathesis, …) are found here first.
export PATH := $(CURDIR)/$(PYTHON_TOOLS)/bin:$(PATH)

help: ## lists the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

run: fonts ## builds and serves the demonstration province on http://127.0.0.1:8080
	@test -x "$${CARGO_TARGET_DIR:-target}/release/vanthu" || echo "The first build takes about twenty minutes on two cores; later starts take a second."
	cargo build --release --bin vanthu
	"$${CARGO_TARGET_DIR:-target}/release/vanthu" serve

test: fonts test-tools ## installs what the tests need and runs all of them
	cargo test --workspace

bench: fonts test-tools ## prints every figure, beside its reference in the same run
	cargo build --release --bin vanthu
	cargo bench --workspace

lint: fonts lint-tools ## format, clippy, documentation, licences, unused dependencies, types of the ES modules
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items
	cargo deny --log-level error check bans licenses sources
	cargo machete
	npx --no-install tsc --project web/assets/tsconfig.json

# Liberation Serif from Debian where it is installed, otherwise the metric-compatible Tinos from npm.
fonts:
	@if [ -z "$(LIBERATION)" ] && [ -z "$$(ls $(FONTS) 2>/dev/null)" ]; then scripts/fetch-fonts "$(FONTS)"; fi

test-tools:
	scripts/install-test-tools "$(PYTHON_TOOLS)"

lint-tools:
	scripts/install-lint-tools
