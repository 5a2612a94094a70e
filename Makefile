# mynafront: a terminal front for Japan's citizen portal. `make` alone prints what there is.
SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
# A directory with the static libstdc++ only, searched first: the Swift runtime needs little of it, and binding the shared one's symbols
# costs every start 0.4 ms.
STATIC = .build/static
RELEASE = -c release --static-swift-stdlib -Xlinker -L$(CURDIR)/$(STATIC)
# Where zsh looks for completions: Debian keeps those of packages apart from those of the machine's owner.
ZSH_FUNCTIONS ?= $(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
# An import that Package.swift does not declare is an error. The same for every debug build, so that none is made twice.
STRICT = --explicit-target-dependency-import-check error
PROGRAMS = mynafront mynafront-sandbox

.PHONY: help deps deps-test build examples run test unit stories test-readers monkey trouble soak check check-build check-documented card-docs check-format check-floors check-printing check-links check-texts check-evidence \
  goldens bench fuzz hostile-card sanitize sanitize-address sanitize-thread format generated man install clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## Look for missing Debian packages and install them when allowed
	@Scripts/deps

deps-test: ## The same, with what the tests need
	@Scripts/deps test

build: deps ## Build the programs into .build/release
	@mkdir -p $(STATIC) && ln -sf "$$(gcc -print-file-name=libstdc++.a)" $(STATIC)/
	$(SWIFT) build $(RELEASE) --product mynafront
	$(SWIFT) build $(RELEASE) --product mynafront-sandbox

# A package of its own, as somebody else's would be.
examples: deps ## Build the example of the library Card into .build/examples
	$(SWIFT) build --package-path Examples/CardTries --scratch-path .build/examples

run: build ## Open the client on the sandbox (practice portal)
	@.build/release/mynafront

test: deps-test check examples unit stories ## Check and test everything

# One after the other: servers, cards and key generation of many tests at once would starve each other on two cores.
unit: ## Unit, journey, golden and contract tests (debug build)
	$(SWIFT) test $(STRICT) --disable-xctest --no-parallel --skip StoryTests

stories: build ## The built programs from outside: pipes, a pseudo-terminal, the real pcscd
	MYNAFRONT_PROGRAMS=$(CURDIR)/.build/release $(SWIFT) test $(STRICT) --disable-xctest --filter StoryTests

# yasr and Fenrir read a pseudo-terminal; BRLTTY needs a console of Linux, and is left out with a sentence where there is none.
test-readers: build deps-test ## Journeys under real screen readers, without sound: what was spoken or brailled (READER=yasr, JOURNEY=main-job)
	/usr/bin/python3 Tests/ScreenReaders/play.py --programs .build/release --readers .build/readers --log .build/heard \
	  $(addprefix --reader ,$(READER)) $(addprefix --journey ,$(JOURNEY))

trouble: build ## The whole table of faults x systems x commands x faces (make test plays a part of it)
	MYNAFRONT_PROGRAMS=$(CURDIR)/.build/release MYNAFRONT_TROUBLE=whole \
	  $(SWIFT) test $(STRICT) --disable-xctest --filter 'StoryTests.*Trouble'

soak: build ## Two hours of the sandbox's clock with load, faults and kills; fails when something grows (SOAK_SECONDS, 120)
	Scripts/soak

SEEDS ?= 100
monkey: build ## Random keys and lines to both faces, SEEDS=100 times; MONKEY_SEED=N plays one again
	MYNAFRONT_PROGRAMS=$(CURDIR)/.build/release MONKEY_SEEDS=$(SEEDS) $(SWIFT) test $(STRICT) --disable-xctest --filter MonkeyTests

check: check-format check-build check-documented check-floors check-printing check-texts check-evidence ## What CI checks besides the tests
	@echo "check: done"

check-format:
	$(SWIFT) format lint --strict -r Sources Tests Fuzz Examples Package.swift

check-build: build check-links
	$(SWIFT) build --build-tests $(STRICT)

# Nothing heavy may be linked at start: libraries that cost time are opened when first used.
check-links: build
	@if ldd .build/release/mynafront | grep -E 'icu|curl|crypto|pcsclite|libxml2|Foundation|microhttpd|sqlite'; then \
	  echo "mynafront must not link these at start" >&2; exit 1; fi

# Of the libraries that Package.swift offers.
check-documented: check-build
	Scripts/check-documented Card

card-docs: check-build ## The documentation of the library Card as pages, into .build/card-docs
	Scripts/check-documented --into .build/graphs Card
	docc convert Sources/Card/Card.docc --fallback-display-name Card --fallback-bundle-identifier mynafront.card \
	  --additional-symbol-graph-dir .build/graphs --output-path .build/card-docs

check-floors:
	Scripts/check-floors

# Only TerminalSafe reaches a terminal.
check-printing:
	Scripts/check-printing --self-test
	Scripts/check-printing

check-texts: build
	Scripts/make-width-table --check
	.build/release/mynafront screens check

# The tests that ACCESSIBILITY.md names exist.
check-evidence:
	Scripts/check-evidence

# The floors are built with the compilers at hand; peers that are not installed are named in the table (Scripts/deps bench).
bench: build ## Measure and print one table; BENCH=P3, or "P3 P5", takes only these
	@$(MAKE) --silent -C Benchmarks
	@python3 Benchmarks/bench.py $(BENCH)

# One after the other, FUZZ_SECONDS (20) each; READERS="json yaml" for some of them.
fuzz: deps-test ## Throw bytes at every reader of bytes from outside
	Scripts/fuzz $(READERS)

HOSTILE_SECONDS ?= 600
hostile-card: ## Let a card lie to the client, HOSTILE_SECONDS long
	HOSTILE_SECONDS=$(HOSTILE_SECONDS) $(SWIFT) test $(STRICT) --disable-xctest --filter HostileCardTests

sanitize: sanitize-address sanitize-thread ## Unit tests under both sanitizers

sanitize-address: deps-test ## Unit tests under the address sanitizer (memory that is not ours, leaks)
	Scripts/sanitize address

sanitize-thread: deps-test ## Unit tests under the thread sanitizer (races)
	Scripts/sanitize thread

goldens: ## Write the goldens anew (fails once, so that nobody forgets to look at them)
	RECORD=1 $(SWIFT) test $(STRICT) --disable-xctest --filter "ScreensTests|ParityTests"

format: ## Format the sources
	$(SWIFT) format -i -r Sources Tests Fuzz Examples Package.swift

# Manual pages and completions come from the program's own table. Their sentences are Japanese, but for the English page.
generated: build
	mkdir -p .build/generated/en .build/generated/ja
	for language in en ja; do \
	  LC_ALL=C.UTF-8 .build/release/mynafront --lang $$language manual >.build/generated/$$language/mynafront.1 || exit 1; done
	for shell in bash zsh fish; do \
	  LC_ALL=C.UTF-8 .build/release/mynafront --lang ja completion $$shell >.build/generated/mynafront.$$shell || exit 1; done

man: generated ## Write the manual pages and show the one of your language
	man -l .build/generated/$(if $(filter en%,$(LC_ALL) $(LANG)),en,ja)/mynafront.1

install: generated ## Install the programs, screens, texts, manual pages and completions under PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/mynafront
	for program in $(PROGRAMS); do install -s -m 0755 .build/release/$$program $(DESTDIR)$(PREFIX)/bin/; done
	cp -R screens content stories $(DESTDIR)$(PREFIX)/share/mynafront/
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/mynafront/docs/manual docs/manual/*.md
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/doc/mynafront README.md README.ja.md ACCESSIBILITY.md ACCESSIBILITY.ja.md SECURITY.md LICENSE
	install -D -m 0644 .build/generated/en/mynafront.1 $(DESTDIR)$(PREFIX)/share/man/man1/mynafront.1
	install -D -m 0644 .build/generated/ja/mynafront.1 $(DESTDIR)$(PREFIX)/share/man/ja/man1/mynafront.1
	install -D -m 0644 .build/generated/mynafront.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/mynafront
	install -D -m 0644 .build/generated/mynafront.zsh $(DESTDIR)$(PREFIX)/share/zsh/$(ZSH_FUNCTIONS)/_mynafront
	install -D -m 0644 .build/generated/mynafront.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/mynafront.fish

clean: ## Remove what was built
	rm -rf .build
