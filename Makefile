# The entry points of the book. People and workflows call these; `make help` lists them.
#   DEVICE=cpu|gpu        where notebooks run (default: what JAX finds)
#   EDITION=full|student  with or without solutions (default: full)
#   DRAFT=1               `make book` builds what it can in spite of what is wrong
#   MACHINE=name          the machine whose stored runs the pages show (default: the best of each page)
#   SHARD=1/2             which share of the pages `make execute` runs (default: all)
#   PAGE=lectures/jit     the page of `make check` and `make new`; TITLE="..." for the new one
#   PAGES="lectures/jit"  the pages of `make lighthouse` (default: all)
#   FOLDER=~/handed_in    the files of students that `make grade` runs; GRADES=grades.csv: the table
#   ARCHIVE=runs.zip      what `make pack` writes and `make unpack` reads (there: one or more)
#   REMOTE=origin         where `make publish` pushes; TAG=v1: the release that `make release` fills
#   PORT=8000             where `make serve` and `make watch` listen
#   JAX="0.9.2 newest"    the releases of `make test-versions`
#   LAB=--no-browser      options for JupyterLab
#   SIZES="50 200"        how many pages the books of `make growth` have
#   PYTHON=python3        the Python, 3.12 or newer, that makes the environment
#   CHROMIUM=/path        the Chromium that prints the PDF and runs the browser tests
ARCHIVE ?= _build/runs.zip
GRADES ?= grades.csv
PORT ?= 8000
JAX ?= 0.9.2 newest
PYTHON ?= python3
# What a user gives reaches the shell as the text that it is: make expands no `$` in it, and recipes
# say "$$TAG", never $(TAG), so that a name such as v1`id` is a name and not a command.
GIVEN := DEVICE DRAFT EDITION MACHINE SHARD PAGE TITLE PAGES FOLDER GRADES ARCHIVE REMOTE TAG PORT JAX LAB SIZES PYTHON
$(foreach name,$(GIVEN),$(eval override export $(name) := $$(value $(name))))

BIN := .venv/bin
LAB_BIN := .venv-lab/bin
JAXBOOK := $(BIN)/python -m jaxbook
# It runs beside a token that can write: nothing but the standard library, not even site-packages.
PUBLISH := "$$PYTHON" -I -S jaxbook/publish.py
# A new environment that has what the first cell of each notebook installs, and nothing of ours.
READER := PYTHONPATH= JUPYTER_PATH= $(BIN)/uv run --quiet --isolated --no-project \
  --with quantecon --with matplotlib --with ipykernel --with pip --with nbmake \
  --with lineax --with optimistix --with optax --with interpax --with blackjax --with statsmodels
# It has the schemas in its package.
SCHEMA := $(BIN)/check-jsonschema --builtin-schema vendor
NBMAKE := pytest -c /dev/null -p no:cacheprovider --durations 0 --nbmake --nbmake-timeout 600
# They are copied: nbmake skips every path with a `_build`, and a page may write files.
NOTEBOOKS := _build/$${EDITION:-full}/html/notebooks
# pyenv's python3.12 answers only where it is asked for.
OLDEST_PYTHON := PYENV_VERSION=3.12 UV_PYTHON_DOWNLOADS=never $(BIN)/uv python find 3.12
# Some machines forbid Python its bytecode cache, which doubles the time of a warm build.
unexport PYTHONDONTWRITEBYTECODE
# Of a list of artifacts, in the language of jq: whoever forks the repository can name a branch main.
NEWEST := [.artifacts[] | select(.expired | not) | .workflow_run | select(.head_branch == "main" \
  and .head_repository_id == .repository_id)][0].id // ""
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

.PHONY: help book execute render new watch check grade serve lab pack unpack gpu pdf epub zip chromium types test test-all \
  test-unit test-site test-lab test-versions newest metadata lighthouse growth bench record gpu-kit publish publish-dry-run release stored-runs \
  lock clean
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 17

book: $(BIN)/ready ## execute what changed, build the site, print where it is
	@$(JAXBOOK) book

execute: $(BIN)/ready ## run each changed notebook and store the run (_build/runs)
	@$(JAXBOOK) execute

render: $(BIN)/ready ## build the site from the stored runs
	@$(JAXBOOK) render

new: $(BIN)/ready ## write the files of a new page: make new PAGE=markov_chains TITLE="..."
	@$(JAXBOOK) new "$$PAGE" "$$TITLE"

watch: $(BIN)/ready ## serve the site, rebuild it and reload the open page when a file is saved
	@$(JAXBOOK) watch --port "$$PORT"

check: chromium ## run every check of one page: make check PAGE=lectures/jit
	@$(JAXBOOK) check "$$PAGE" && $(BIN)/python -m pytest --page "$$PAGE"

grade: $(BIN)/ready ## run the checks on students' files: make grade FOLDER=~/handed_in
	@$(JAXBOOK) grade "$$FOLDER" --out "$$GRADES"

serve: $(BIN)/ready ## serve the built site on this machine
	@$(JAXBOOK) serve --port "$$PORT"

lab: $(LAB_BIN)/ready ## open the notebooks in JupyterLab, which has an environment of its own
	@$(LAB_BIN)/jupyter lab --LabApp.default_url=/lab/tree/lectures $$LAB

pack: $(BIN)/ready ## write the stored runs into ARCHIVE, for another machine
	@$(JAXBOOK) pack "$$ARCHIVE"

unpack: $(BIN)/ready ## add the runs of ARCHIVE to those stored here
	@$(JAXBOOK) unpack $$ARCHIVE

gpu: $(BIN)/ready ## install JAX for NVIDIA GPUs, at the pinned version
	@$(BIN)/uv pip install --python .venv --only-binary :all: --require-hashes --requirement requirements-gpu.txt

pdf: chromium ## print the built site as _build/<edition>/<title>.pdf, link to it
	@$(JAXBOOK) pdf

epub: $(BIN)/ready ## write the built site as _build/<edition>/<title>.epub, link to it
	@$(JAXBOOK) epub

zip: $(BIN)/ready ## write all notebooks with their data as _build/<edition>/notebooks.zip
	@$(JAXBOOK) zip

chromium: $(BIN)/ready ## find Chromium; if there is none, say what is installed, and install it
	@$(JAXBOOK) chromium

types: $(BIN)/ready ## check the style and the types of the code
	@$(BIN)/ruff check && $(BIN)/pyrefly check

test: chromium types book ## build the book, then test it and the tool
	@$(BIN)/python -m pytest

test-all: chromium types book ## do that with every case and every wrong answer (half an hour)
	@JAXBOOK_PROOFS="$${JAXBOOK_PROOFS:-all}" $(BIN)/python -m pytest

test-unit: $(BIN)/ready ## test the tool alone, without a built book and a browser
	@$(BIN)/python -m pytest tests/unit

test-site: chromium ## test the built site alone
	@$(BIN)/python -m pytest tests/site tests/browser --ignore tests/browser/test_servers.py

test-lab: chromium $(LAB_BIN)/ready book ## run a notebook in JupyterLab, as a reader would (a few minutes)
	@$(BIN)/python -m pytest tests/browser/test_servers.py -m lab -n 0

test-versions: $(BIN)/ready ## run the notebooks on the oldest supported JAX and on the newest
	@test -d "$(NOTEBOOKS)" || { echo "error: there is no $(NOTEBOOKS); run make book"; exit 2; }
	@copy=$$(mktemp -d) && cp -R "$(NOTEBOOKS)/." "$$copy" && status=0; for release in $$JAX; do \
	  case "$$release" in newest) jax='jax!=0.11.1'; python=$(BIN)/python;; \
	    *) jax="jax==$$release"; python=$$($(OLDEST_PYTHON) 2>/dev/null || echo $(BIN)/python);; esac; \
	  echo "JAX $$release"; $(READER) --python "$$python" --with "$$jax" -- $(NBMAKE) --rootdir "$$copy" "$$copy" || status=1; \
	done; rm -rf "$$copy"; exit $$status

newest: $(BIN)/ready ## say whether the newest Sphinx and MyST-NB build the book from the stored runs
	@$(BIN)/python tools/newest.py

metadata: $(BIN)/ready ## check CITATION.cff and the forms for issues against their schemas
	@$(SCHEMA).citation-file-format CITATION.cff
	@$(SCHEMA).github-issue-forms .github/ISSUE_TEMPLATE/[!c]*.yml
	@$(SCHEMA).github-issue-config .github/ISSUE_TEMPLATE/config.yml

lighthouse: chromium ## score every page as a phone sees it (needs node)
	@$(BIN)/python tools/lighthouse.py $$PAGES

growth: $(BIN)/ready ## measure how a build grows with its pages (synthetic books; two minutes)
	@$(BIN)/python tools/growth.py $$SIZES

bench: $(BIN)/ready ## measure this machine into benchmarks/records (8 minutes on 2 idle cores)
	@$(BIN)/python benchmarks/run.py

record: bench ## measure this machine, and keep what its cells print: benchmarks/records/<machine>
	@$(JAXBOOK) record

gpu-kit: $(BIN)/ready ## write gpu-kit/, which runs everything on a machine with a GPU and no network
	@$(BIN)/python tools/gpu_kit/build.py

publish: ## push the branch notebooks to REMOTE, write the zip of the site
	@$(PUBLISH) "$$REMOTE"

publish-dry-run: render pdf epub test-site ## all of publishing, to a repository in _build/publish
	@git init --quiet --bare _build/publish/remote.git
	@$(PUBLISH) _build/publish/remote.git
	@git -C _build/publish/remote.git ls-tree -r --name-only notebooks

release: ## attach the zip and its checksum to the release TAG on GitHub
	@gh release view -- "$$TAG" >/dev/null || gh release create --verify-tag --generate-notes -- "$$TAG"
	@gh release upload --clobber -- "$$TAG" _build/publish/site.zip _build/publish/site.zip.sha256

stored-runs: ## say which run on GitHub has the newest complete set of pages named RUNS, for main
	@gh api "repos/$$GITHUB_REPOSITORY/actions/artifacts?name=$$RUNS" --jq '"run=\($(NEWEST))"'

lock: $(BIN)/ready ## compile the three lists of requirements into lock files with hashes
	@$(call compile,requirements.in,requirements.txt)
	@$(call compile,requirements-lab.in,requirements-lab.txt)
	@$(call compile,requirements-gpu.in,requirements-gpu.txt)

clean: ## remove everything that was built; the environments stay
	@if [ -x $(BIN)/python ]; then $(JAXBOOK) clean; else rm -rf _build; fi

compile = $(BIN)/uv pip compile $(1) --universal --python-version 3.12 --generate-hashes --upgrade \
  --no-emit-index-url --no-emit-find-links --no-header --quiet -o $(2)

# The environments.
ENVIRONMENT = command -v "$$PYTHON" >/dev/null || { echo "error: there is no $$PYTHON"; exit 2; }; \
  "$$PYTHON" tools/environment.py

$(BIN)/ready: requirements.txt pyproject.toml
	@$(ENVIRONMENT) .venv requirements.txt .
	@touch $@

# JupyterLab runs the pages with the pinned packages: its kernel is the Python of .venv.
LAB_SETTINGS := .venv-lab/share/jupyter/lab/settings
$(LAB_BIN)/ready: requirements-lab.txt | $(BIN)/ready
	@$(ENVIRONMENT) .venv-lab requirements-lab.txt
	@$(BIN)/python -m ipykernel install --prefix .venv-lab --display-name "Python 3" >>_build/install.log 2>&1
	@mkdir -p $(LAB_SETTINGS)
	@$(LAB_BIN)/jupytext-config --settings-file $(LAB_SETTINGS)/overrides.json set-default-viewer >/dev/null
	@touch $@
