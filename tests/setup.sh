# shellcheck shell=bash
# What examples/serve and tests/run share: brings a Debian or Ubuntu machine to where the project builds and its
# tests run. Sourced, never run. Each function looks before it acts, so that a second run changes nothing; nothing
# outside the work tree is touched but packages that apt installs. Callers run with set -euo pipefail.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Where things that are fetched live. Part of build/: deleting that folder is always a way to start anew.
deps=$root/build/deps

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  exit 1
}

have() { command -v "$1" >/dev/null; }

have_package() { [[ $(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]; }

# apt-get with root's rights. Another apt that holds the lock (a fresh machine's own upgrade) is waited for.
apt_as_root() {
  local sudo=()
  if ((EUID != 0)); then
    have sudo || fail "not root and no sudo here. As root: apt-get install --no-install-recommends ${missing[*]}"
    sudo=(sudo)
  fi
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

# need TOOL:PACKAGE... or :PACKAGE...: installs what is not there. A tool that is on PATH already, from wherever, is taken as it is.
need() {
  local missing=() want
  for want; do
    if [[ $want == :* ]]; then
      have_package "${want#:}" || missing+=("${want#:}")
    else
      have "${want%%:*}" || missing+=("${want#*:}")
    fi
  done
  ((${#missing[@]})) || return 0
  have apt-get || fail "missing, and no apt here to install it: ${missing[*]}"
  say "Installing: ${missing[*]}"
  apt_as_root update
  apt_as_root install --no-install-recommends "${missing[@]}"
}

# offers PACKAGE: true if apt can install it here. Its whole answer is read: a reader that leaves early would end
# apt-cache by a signal, which pipefail takes for a no.
offers() {
  have apt-get || return 1
  [[ $(apt-cache show "$1" 2>/dev/null) == *Architecture:\ * ]] && return
  # A new machine may hold no lists at all.
  apt_as_root update
  [[ $(apt-cache show "$1" 2>/dev/null) == *Architecture:\ * ]]
}

setup_node() {
  need node:nodejs npm:npm
  local version
  version=$(node -p process.versions.node)
  ((${version%%.*} >= 18)) || fail "Node $version is too old ($(command -v node)): 18 or newer is needed"
}

# npm_ci FOLDER: installs exactly what its lock file says, where that has not been done. npm writes the file that is
# looked at here as its last step.
npm_ci() {
  [[ -f $root/$1/package-lock.json ]] || return 0
  local done=$root/$1/node_modules/.package-lock.json
  [[ $done -nt $root/$1/package-lock.json ]] && return 0
  say "Installing the npm packages of $1/"
  npm ci --prefix "$root/$1" --no-audit --no-fund </dev/null >&2
}

# The machine's own package sources as sources of source packages, for this project alone: the same addresses, the
# same keys, and only the distribution's own suites, since a third party's would be trusted for its own package only.
# Writes both of apt's forms, because a key may stand in the file itself.
write_source_lists() { # FOLDER
  local component codename file
  # shellcheck disable=SC1091
  component=$(. /etc/os-release && case $ID in ubuntu) echo universe ;; *) echo main ;; esac)
  # shellcheck disable=SC1091
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  [[ $codename ]] || return 1
  : >"$1/one-line.list"
  : >"$1/deb822.sources"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -r $file ]] || continue
    sed 's/#.*//' "$file" | awk -v codename="$codename" -v component="$component" '
      $1 == "deb" {
        options = ""
        i = 2
        if ($2 ~ /^\[/) {
          do {
            word = $i
            gsub(/[][]/, "", word)
            if (word != "" && word !~ /^(arch|lang|target|pdiffs|by-hash)[-+]?=/) options = options " " word
          } while ($i !~ /\]$/ && ++i <= NF)
          i++
        }
        uri = $i; suite = $(i + 1); wanted = 0
        for (j = i + 2; j <= NF; j++) if ($j == component) wanted = 1
        if (wanted && (suite == codename || suite == codename "-updates" || suite == codename "-security"))
          print "deb-src" (options == "" ? "" : " [" options " ]"), uri, suite, component
      }' >>"$1/one-line.list"
  done
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -r $file ]] || continue
    # Fields are kept as they are, continued lines too, except for those whose value is another for sources.
    grep -v '^#' "$file" | awk -v codename="$codename" -v component="$component" '
      BEGIN { RS = ""; FS = "\n" }
      {
        delete value
        kept = ""; name = ""
        for (i = 1; i <= NF; i++) {
          if ($i !~ /^[ \t]/) {
            name = tolower(substr($i, 1, index($i, ":") - 1))
            value[name] = substr($i, index($i, ":") + 1)
          } else value[name] = value[name] " " $i
          if (name ~ /^(uris|signed-by|trusted|check-valid-until|check-date|inrelease-path|allow-.*)$/)
            kept = kept $i "\n"
        }
        suites = ""
        n = split(value["suites"], word, /[ \t]+/)
        for (i = 1; i <= n; i++)
          if (word[i] == codename || word[i] == codename "-updates" || word[i] == codename "-security")
            suites = suites " " word[i]
        if (suites != "" && tolower(value["enabled"]) !~ /no|false|0/ &&
            (value["types"] " ") ~ /(^|[ \t])deb[ \t]/ &&
            (" " value["components"] " ") ~ ("[ \t]" component "[ \t]"))
          printf "Types: deb-src\nSuites:%s\nComponents: %s\n%s\n", suites, component, kept
      }' >>"$1/deb822.sources"
  done
  [[ -s $1/one-line.list || -s $1/deb822.sources ]]
}

# Debian's patched source of cJSON, unpacked to build/deps/cjson. apt checks its signature as for any package; its
# lists and settings are private, so the system's stay as they are and no root is needed.
fetch_cjson() {
  local work=$deps/apt apt
  rm -rf "$work"
  mkdir -p "$work/sources.list.d" "$work/lists/partial" "$work/cache/archives/partial" "$work/source"
  write_source_lists "$work/sources.list.d" || return 1
  # apt as root would hand the download to its own user, who may have no way into this folder.
  apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/sources.list.d"
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)")
  # One suite without sources is no harm while another has them.
  "${apt[@]}" update </dev/null >&2 || true
  (cd "$work/source" && "${apt[@]}" source cjson </dev/null >&2) || return 1
  mv "$work"/source/cjson-*/ "$deps/cjson" || return 1
  rm -rf "$work"
}

# Sets cmake_options. Empty where no source package can be had: CMake then fetches cJSON's own release.
find_cjson() {
  cmake_options=()
  local dir=${SMG_CJSON_DIR:-$deps/cjson}
  if [[ ${SMG_CJSON_DIR-} ]]; then
    [[ -f $dir/cJSON.c ]] || fail "SMG_CJSON_DIR=$dir holds no cJSON.c"
    dir=$(cd "$dir" && pwd)
  elif [[ ! -f $dir/cJSON.c ]]; then
    have apt-get || return 0
    need dpkg-source:dpkg-dev
    say "Fetching the source package of cJSON"
    if ! fetch_cjson; then
      say "No source package of cJSON to be had here: CMake will fetch its release."
      return 0
    fi
  fi
  cmake_options=("-DFETCHCONTENT_SOURCE_DIR_CJSON=$dir")
}

# build PRESET: configures and builds, in the folder that the preset names.
build() {
  find_cjson
  (
    cd "$root" || exit
    cmake --preset "$1" "${cmake_options[@]}"
    cmake --build --preset "$1"
  )
}

# Examples that are sites of their own, made by a site generator: what each builds goes to build/examples/<case>.
build_examples() {
  local package folder
  setup_node
  for package in "$root"/examples/*/package.json; do
    folder=examples/$(basename "$(dirname "$package")")
    npm_ci "$folder"
    npm run --silent build --prefix "$root/$folder" </dev/null >&2
  done
}

setup_wasm() {
  need cmake:cmake ninja:ninja-build emcc:emscripten :ca-certificates
  setup_node
}

# The sanitizers' runtime is a package of its own, named after clang's version.
setup_native() {
  need cmake:cmake ninja:ninja-build gcc:gcc :libc6-dev clang:clang :libcmocka-dev :ca-certificates
  setup_node
  local probe='int main(void) { return 0; }'
  if ! clang -fsanitize=address,undefined,fuzzer-no-link -x c - -o /dev/null <<<"$probe" 2>/dev/null; then
    local version
    version=$(clang -dumpversion)
    need ":libclang-rt-${version%%.*}-dev"
  fi
}

setup_lint() {
  setup_native
  need clang-format:clang-format clang-tidy:clang-tidy shellcheck:shellcheck
  npm_ci tests
}

# Sets and exports CHROMIUM, the browser that tests and screenshots drive.
setup_chromium() {
  setup_node
  npm_ci tests
  need openssl:openssl :fonts-dejavu-core
  if [[ ! ${CHROMIUM-} ]]; then
    find_chromium || {
      # Ubuntu has no such package, or an empty one that points to a snap.
      if offers chromium; then need chromium:chromium; fi
      find_chromium || fail "no Chromium found, and apt has none here (Ubuntu has it only as a snap). Install" \
        "Chromium or Chrome in any way and set CHROMIUM=/path/to/it"
    }
  fi
  "$CHROMIUM" --version >/dev/null 2>&1 || fail "CHROMIUM=$CHROMIUM does not run"
  export CHROMIUM
}

# Chromium, and FIREFOX, set and exported too; WebKitGTK needs a screen, and brings its MiniBrowser with its library.
setup_browser() {
  setup_chromium
  need WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb
  if [[ ! ${FIREFOX-} ]]; then
    # Ubuntu has Firefox only as a snap, which drivers cannot give a profile of their own.
    if offers firefox-esr; then need firefox-esr:firefox-esr; fi
    FIREFOX=$(command -v firefox-esr) || fail "no Firefox ESR found, and apt has none here (Ubuntu has it only as a" \
      "snap). Install Firefox in any way and set FIREFOX=/path/to/it"
  fi
  "$FIREFOX" --version >/dev/null 2>&1 || fail "FIREFOX=$FIREFOX does not run"
  export FIREFOX
}

find_chromium() {
  local name
  for name in chromium google-chrome-stable google-chrome chromium-browser; do
    # Ubuntu's chromium-browser is a script that only asks for the snap: it has to answer as a browser does.
    if have "$name" && [[ $("$name" --version 2>/dev/null) == *Chrom* ]]; then
      CHROMIUM=$(command -v "$name")
      return 0
    fi
  done
  return 1
}
