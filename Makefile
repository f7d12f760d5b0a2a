# The entry points of the book. Workflows and people call these; `make help` lists them.
#   DEVICE=cpu|gpu        where notebooks run (default: what JAX finds)
#   EDITION=full|student  with or without solutions (default: full)
#   SHARD=1/2             which share of the pages `make execute` runs (default: all)
#   ARCHIVE=runs.zip      what `make pack` writes and `make unpack` reads (there: one or more)
#   REMOTE=origin         where `make publish` pushes; TAG=v1: the release that `make release` fills
#   PORT=8000             where `make serve` listens
#   JAX="0.9.2 newest"    the releases of `make test-versions` (default: these)
#   LAB=--no-browser      options for JupyterLab
#   SIZES="50 200"        how many pages the books of `make growth` have (default: these)
export DEVICE EDITION SHARD
PORT ?= 8000
ARCHIVE ?= _build/runs.zip
PYTHON ?= python3
BIN := .venv/bin
SITE := _build/$(or $(EDITION),full)/html
# Some machines forbid Python its bytecode cache, which doubles the time of a warm build.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help book execute render pack unpack gpu pdf test test-site test-versions serve lab lighthouse growth bench \
  publish publish-dry-run release lock clean
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 17

book: execute ## execute what changed, build the site, print where it is
	@$(MAKE) --no-print-directory render

execute: $(BIN)/ready ## run each changed notebook into the cache (_build/cache)
	@$(BIN)/python _ext/execution.py

render: $(BIN)/ready ## build the site from the cache
	@$(BIN)/python _ext/rendering.py

pack: $(BIN)/ready ## write the executed pages into ARCHIVE, for another machine
	@$(BIN)/python _ext/archive.py pack $(ARCHIVE)

unpack: $(BIN)/ready ## merge the executed pages of ARCHIVE into the cache here
	@$(BIN)/python _ext/archive.py unpack $(ARCHIVE)

gpu: $(BIN)/ready ## install JAX for NVIDIA GPUs, at the pinned version
	$(BIN)/pip install --only-binary :all: \
	  "jax[cuda13]==$$(sed -n 's/^jax==//p' requirements.txt)"

pdf: $(BIN)/ready ## print the built site as _build/<edition>/jax-measured.pdf, link to it
	@$(BIN)/python _ext/browser.py
	@$(BIN)/python _ext/pdf.py

serve: ## serve the built site on this machine
	@test -f $(SITE)/index.html || { echo "no site yet: run make book"; exit 2; }
	@echo "http://localhost:$(PORT)  (Ctrl-C stops)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory $(SITE)

lab: $(BIN)/ready ## open the notebooks in JupyterLab
	@mkdir -p .venv/share/jupyter/lab/settings
	@$(BIN)/jupytext-config --settings-file .venv/share/jupyter/lab/settings/overrides.json \
	  set-default-viewer >/dev/null  # a double click on a page opens it as a notebook
	@$(BIN)/jupyter lab lectures $(LAB)

test: book ## build the book, then run every test
	@$(BIN)/python _ext/browser.py
	@$(BIN)/ruff check
	@$(BIN)/python -m pytest

test-site: $(BIN)/ready ## test the built site alone
	@$(BIN)/python _ext/browser.py
	@$(BIN)/python -m pytest tests/test_site.py tests/test_ledger.py tests/test_browser.py

test-versions: $(BIN)/ready ## run the notebooks on the oldest supported JAX and on the newest
	@$(BIN)/pip install --quiet uv
	@$(BIN)/python _ext/versions.py $(JAX)

lighthouse: $(BIN)/ready ## score every page as a phone sees it (needs node and Chromium)
	@$(BIN)/python _ext/browser.py
	@PYTHONPATH=_ext $(BIN)/python tests/lighthouse.py $(PAGES)

growth: $(BIN)/ready ## measure how a build grows with its pages (synthetic books; 15 minutes)
	@PYTHONPATH=_ext $(BIN)/python tests/growth.py $(SIZES)

bench: $(BIN)/ready ## measure this machine into benchmarks/records (5 minutes on 2 idle cores)
	@mkdir -p _build
	@$(BIN)/python -m pytest -c benchmarks/pytest.ini benchmarks --benchmark-json=_build/bench.json
	@$(BIN)/python benchmarks/record.py _build/bench.json

publish: $(BIN)/ready ## push the branch notebooks to REMOTE, write the zip of the site
	@test -z "$$GH_TOKEN" || gh auth setup-git  # in a workflow: the token is for pushing
	@$(BIN)/python _ext/publishing.py $(REMOTE)

publish-dry-run: render pdf test-site ## all of publishing, to a repository in _build/publish
	@git init --quiet --bare _build/publish/remote.git
	@$(MAKE) --no-print-directory publish REMOTE=_build/publish/remote.git
	@git -C _build/publish/remote.git ls-tree -r --name-only notebooks

release: ## attach the zip and its checksum to the release TAG on GitHub
	gh release view "$(TAG)" >/dev/null || gh release create "$(TAG)" --verify-tag --generate-notes
	gh release upload "$(TAG)" _build/publish/site.zip _build/publish/site.zip.sha256 --clobber

lock: $(BIN)/ready ## compile requirements.in into requirements.txt
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile requirements.in --universal --python-version 3.12 \
	  --no-emit-index-url --no-emit-find-links --no-header --upgrade -o requirements.txt

clean: ## remove everything that was built; the environment stays
	rm -rf _build

# The environment. pip's whole output is in _build/install.log; a failure is one sentence.
$(BIN)/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' || { \
	  echo "error: Python 3.12 or newer is needed, and $(PYTHON) is" \
	       "$$($(PYTHON) --version 2>&1): install one and say make PYTHON=/path/to/python3"; exit 2; }
	@$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || { \
	  echo "error: $(PYTHON) cannot make environments: install its venv package" \
	       "(Debian: apt-get install python3-venv)"; exit 2; }
	@mkdir -p _build
	@echo "installing the pinned packages into .venv (a minute or two)"
	@$(BIN)/python -m pip install --only-binary :all: -r requirements.txt 2>&1 \
	  | tee _build/install.log \
	  | awk '/^(Collecting|Installing)/ { sub(/ \(from.*|: .*/, ""); print; fflush() }'; \
	if grep -q '^Successfully installed' _build/install.log; then touch $@; exit; fi; \
	if grep -qiE 'connection|resolve|timed out|network' _build/install.log; then \
	  echo "error: no package registry was reached: check the network or pip's proxy settings"; \
	else echo "error: a pinned package has no ready build for this Python and machine:" \
	  "use Python 3.13 on Linux, macOS or Windows (details: _build/install.log)"; fi; exit 2
