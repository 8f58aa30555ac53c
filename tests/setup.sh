# shellcheck shell=bash
# What examples/serve and tests/run share: brings a Debian or Ubuntu machine to where the project builds and its
# tests run. Sourced, never run. Each function looks before it acts, so that a second run changes nothing; nothing
# outside the work tree is touched but packages that apt installs. Callers run with set -euo pipefail.
#
# want_... notes what a part needs and this machine lacks; provide says what that is and what it takes, and installs it.
# setup_... is both for one part, and fails where the part cannot run.

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

# Where a heartbeat is written: to the caller's stderr as it was at the start, and so past the log from which tests/run
# counts, in which it could stand in the middle of a line.
exec 8>&2

# with_heartbeat WHAT COMMAND...: runs it, and says every 20 seconds that it still runs, so that nobody takes what is
# long for what hangs. The command keeps errexit.
with_heartbeat() {
  local what=$1 beat status
  shift
  # The heartbeat ends with this pipe: with the command, and also with a shell that is killed.
  exec 9> >(heartbeat "$what")
  beat=$!
  "$@" 9>&-
  status=$?
  exec 9>&-
  wait "$beat" || true
  return "$status"
}

heartbeat() {
  local status since=$SECONDS
  while :; do
    status=0
    read -r -t "${SMG_HEARTBEAT:-20}" || status=$?
    # Above 128 stands for "nothing came in that time", all else for the end of the pipe.
    ((status > 128)) || return 0
    printf '... %s: %d s so far\n' "$1" $((SECONDS - since)) >&8
  done
}

# apt-get with root's rights. Another apt that holds the lock (a fresh machine's own upgrade) is waited for.
apt_as_root() {
  local sudo=()
  if ((EUID != 0)); then
    have sudo || fail "not root and no sudo here. As root: apt-get install --no-install-recommends ${missing[*]}"
    sudo=(sudo)
  fi
  with_heartbeat "apt-get $1" \
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

# What want and its like have noted: packages; those that are taken only where apt has them; folders for npm ci, and those
# of them that have been announced.
missing=() if_offered=() npm_folders=() announced=()
# Set where the sanitizers' runtime of a clang that is itself not there yet is needed.
clang_runtime=''

# want TOOL:PACKAGE... or :PACKAGE...: a tool that is on PATH already, from wherever, is taken as it is.
want() {
  local entry package
  for entry; do
    package=${entry#*:}
    [[ " ${missing[*]} " == *" $package "* ]] && continue
    if [[ $entry == :* ]]; then
      have_package "$package" || missing+=("$package")
    else
      have "${entry%%:*}" || missing+=("$package")
    fi
  done
}

want_if_offered() { [[ " ${if_offered[*]} " == *" $1 "* ]] || if_offered+=("$1"); }

# The npm packages of a folder with a package-lock.json, where they are not there as that file says.
want_npm() {
  [[ -f $root/$1/package-lock.json ]] || return 0
  # npm writes this file as its last step.
  [[ $root/$1/node_modules/.package-lock.json -nt $root/$1/package-lock.json ]] && return
  [[ " ${npm_folders[*]} ${announced[*]} " == *" $1 "* ]] || npm_folders+=("$1")
}

# provide: says what was noted and what it takes, then has apt install the packages. Nothing noted: nothing said.
provide() {
  local packages=("${missing[@]}" "${if_offered[@]}") name version
  if ((${#packages[@]})) || [[ $clang_runtime ]]; then
    have apt-get || fail "missing, and no apt here to install it: ${packages[*]}"
    say "Missing here: ${packages[*]}. Asking apt what that takes."
    apt_as_root update
    for name in "${if_offered[@]}"; do
      if offered "$name"; then missing+=("$name"); fi
    done
    if_offered=()
    if [[ $clang_runtime ]]; then
      version=$(apt-cache depends clang | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p')
      [[ ! $version ]] || want ":libclang-rt-$version-dev"
      clang_runtime=''
    fi
  fi
  announce
  announced+=("${npm_folders[@]}")
  npm_folders=()
  ((${#missing[@]})) || return 0
  apt_as_root install --no-install-recommends "${missing[@]}"
  missing=()
  hash -r
}

# Each folder's npm packages on the disk, in MB.
declare -A npm_disk=([web]=30 [tests]=487 [tests/react18]=6 [examples/smgcorp]=22 [examples/docs]=22 [examples/receipts/receiver]=5
  [tests/outside/npm/vite]=56 [tests/outside/npm/next]=341 [tests/outside/npm/astro]=157
  [tests/outside/plugins/eleventy]=23 [tests/outside/plugins/vite]=35 [tests/outside/plugins/astro]=156
  [tests/outside/docs/lighthouse]=176 [tests/outside/cli/markdown]=1)

# Says what provide is about to install, by apt's own figures, and how long all of it takes, by the caller's ("takes", a
# phrase like "tests/run takes about 30 minutes", as measured in a bare Debian 12 on 2 cores of 2.6 GHz, on a fast line).
announce() {
  local answer download disk others folder lines=()
  if ((${#missing[@]})); then
    # Asked without a lock, and so without root's rights.
    answer=$(LC_ALL=C apt-get -q -o Debug::NoLocking=1 --assume-no --no-install-recommends install "${missing[@]}" \
      2>/dev/null </dev/null) || true
    download=$(sed -n 's/^Need to get \(.*[kMG]\?B\) of archives.*/\1/p' <<<"$answer")
    disk=$(sed -n 's/^After this operation, \(.*B\) of additional disk.*/\1/p' <<<"$answer")
    others=$(sed -n 's/^[0-9]* upgraded, \([0-9]*\) newly installed.*/\1/p' <<<"$answer")
    lines+=("by apt: ${missing[*]}; ${others:-?} packages with those that they need, ${download:-?} to fetch, ${disk:-?} of disk")
  fi
  for folder in "${npm_folders[@]}"; do
    lines+=("by npm: the packages of $folder/, into $folder/node_modules${npm_disk[$folder]:+, ${npm_disk[$folder]} MB of disk}")
  done
  ((${#lines[@]})) || return 0
  say "To be installed:"
  printf '  %s\n' "${lines[@]}" >&2
  [[ ! ${takes-} ]] || say "With that $takes (a bare Debian 12 on 2 cores of 2.6 GHz, on a fast line)."
}

# offered PACKAGE: true if apt can install it here. Its whole answer is read: a reader that leaves early would end
# apt-cache by a signal, which pipefail takes for a no.
offered() { [[ $(apt-cache show "$1" 2>/dev/null) == *Architecture:\ * ]]; }

want_node() { want node:nodejs npm:npm; }

# Fails where Node is too old.
check_node() {
  local version
  version=$(node -p process.versions.node)
  ((${version%%.*} >= 18)) || fail "Node $version is too old ($(command -v node)): 18 or newer is needed"
}

# npm_ci FOLDER: installs exactly what its lock file says, where that has not been done.
npm_ci() {
  local npm_folders=() announced=()
  want_npm "$1"
  ((${#npm_folders[@]})) || return 0
  say "Installing the npm packages of $1/"
  with_heartbeat "npm ci in $1/" npm ci --prefix "$root/$1" --no-audit --no-fund </dev/null >&2
}

# The machine's own package sources, for this project alone: the same addresses, the same keys, and only the
# distribution's own suites, since a third party's would be trusted for its own package only. Of source packages (TYPE
# deb-src) the component that cJSON is in; of packages (deb) all. Writes both of apt's forms, because a key may stand in
# the file itself.
write_source_lists() { # FOLDER TYPE
  local component='' codename file
  # shellcheck disable=SC1091
  [[ $2 == deb ]] || component=$(. /etc/os-release && case $ID in ubuntu) echo universe ;; *) echo main ;; esac)
  # shellcheck disable=SC1091
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  [[ $codename ]] || return 1
  : >"$1/one-line.list"
  : >"$1/deb822.sources"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -r $file ]] || continue
    sed 's/#.*//' "$file" | awk -v codename="$codename" -v component="$component" -v type="$2" '
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
        uri = $i; suite = $(i + 1); wanted = ""
        for (j = i + 2; j <= NF; j++) if (component == "" || $j == component) wanted = wanted " " $j
        if (wanted != "" && (suite == codename || suite == codename "-updates" || suite == codename "-security"))
          print type (options == "" ? "" : " [" options " ]"), uri, suite wanted
      }' >>"$1/one-line.list"
  done
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -r $file ]] || continue
    # Fields are kept as they are, continued lines too, except for those whose value is another for sources.
    grep -v '^#' "$file" | awk -v codename="$codename" -v component="$component" -v type="$2" '
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
            (component == "" || (" " value["components"] " ") ~ ("[ \t]" component "[ \t]")))
          printf "Types: %s\nSuites:%s\nComponents: %s\n%s\n", type, suites,
            component == "" ? value["components"] : component, kept
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
  write_source_lists "$work/sources.list.d" deb-src || return 1
  # apt as root would hand the download to its own user, who may have no way into this folder.
  apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/sources.list.d"
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)")
  # One suite without sources is no harm while another has them.
  "${apt[@]}" update </dev/null >&2 || true
  (cd "$work/source" && "${apt[@]}" source cjson </dev/null >&2) || return 1
  mv "$work"/source/cjson-*/ "$deps/cjson" || return 1
  rm -rf "$work"
}

# What unpacks a source package.
want_cjson() {
  [[ ${SMG_CJSON_DIR-} || -f $deps/cjson/cJSON.c ]] || ! have apt-get || want dpkg-source:dpkg-dev
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
    want_cjson
    provide
    say "Fetching the source package of cJSON"
    if ! with_heartbeat "fetching cJSON" fetch_cjson; then
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
    with_heartbeat "configuring ($1)" cmake --preset "$1" "${cmake_options[@]}"
    with_heartbeat "building ($1)" cmake --build --preset "$1"
  )
}

# Examples that are sites of their own, made by a site generator: those with a package.json.
generated_examples() { (cd "$root" && for package in examples/*/package.json; do dirname "$package"; done); }

want_examples() {
  local folder
  want_node
  while read -r folder; do want_npm "$folder"; done < <(generated_examples)
}

# What each builds goes to build/examples/<case>.
build_examples() {
  local folder
  want_examples
  provide
  check_node
  while read -r folder; do
    npm_ci "$folder"
    with_heartbeat "building $folder" npm run --silent build --prefix "$root/$folder" </dev/null >&2
  done < <(generated_examples)
}

want_wasm() {
  want cmake:cmake ninja:ninja-build emcc:emscripten :ca-certificates
  want_node
  want_npm web
  want_cjson
}

setup_wasm() {
  want_wasm
  provide
  check_node
}

# The sanitizers' runtime is a package of its own, named after clang's version.
want_native() {
  want cmake:cmake ninja:ninja-build gcc:gcc :libc6-dev clang:clang :libcmocka-dev :ca-certificates
  want_node
  want_cjson
  local probe='int main(void) { return 0; }' version
  if ! have clang; then
    clang_runtime=yes
  elif ! clang -fsanitize=address,undefined,fuzzer-no-link -x c - -o /dev/null <<<"$probe" 2>/dev/null; then
    version=$(clang -dumpversion)
    want ":libclang-rt-${version%%.*}-dev"
  fi
}

setup_native() {
  want_native
  provide
  check_node
}

want_lint() {
  want_native
  want clang-format:clang-format clang-tidy:clang-tidy shellcheck:shellcheck
  want_npm tests
}

setup_lint() {
  want_lint
  provide
  check_node
  npm_ci tests
}

# What the caller has set, before find_chromium does.
chosen_chromium=${CHROMIUM-}

want_chromium() {
  want_node
  want_npm tests
  want_npm tests/react18
  # DejaVu is wider than what visitors have; Roboto is what a phone has.
  want openssl:openssl :fonts-dejavu-core :fonts-roboto-unhinted
  # Ubuntu has no such package, or an empty one that points to a snap.
  [[ ${CHROMIUM-} ]] || find_chromium || want_if_offered chromium
  [[ $chosen_chromium ]] || have chromium-headless-shell || want_if_offered chromium-headless-shell
}

# Sets and exports CHROMIUM, the browser that tests and screenshots drive, and CHROMIUM_SHELL, the same one without a
# window, where there is one and nobody has chosen another CHROMIUM.
setup_chromium() {
  want_chromium
  provide
  check_node
  npm_ci tests
  npm_ci tests/react18
  [[ ${CHROMIUM-} ]] || find_chromium || fail "no Chromium found, and apt has none here (Ubuntu has it only as a snap)." \
    "Install Chromium or Chrome in any way and set CHROMIUM=/path/to/it"
  "$CHROMIUM" --version >/dev/null 2>&1 || fail "CHROMIUM=$CHROMIUM does not run"
  export CHROMIUM
  if [[ ! $chosen_chromium ]] && have chromium-headless-shell; then
    CHROMIUM_SHELL=$(command -v chromium-headless-shell)
    export CHROMIUM_SHELL
  fi
}

want_browser() {
  want_chromium
  want WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb
  # Ubuntu has Firefox only as a snap, which drivers cannot give a profile of their own.
  [[ ${FIREFOX-} ]] || have firefox-esr || want_if_offered firefox-esr
}

# Chromium, and FIREFOX, set and exported too; WebKitGTK needs a screen, and brings its MiniBrowser with its library.
setup_browser() {
  want_browser
  setup_chromium
  if [[ ! ${FIREFOX-} ]]; then
    FIREFOX=$(command -v firefox-esr) || fail "no Firefox ESR found, and apt has none here (Ubuntu has it only as a" \
      "snap). Install Firefox in any way and set FIREFOX=/path/to/it"
  fi
  "$FIREFOX" --version >/dev/null 2>&1 || fail "FIREFOX=$FIREFOX does not run"
  export FIREFOX
}

# unpack FOLDER PACKAGE...: the files of packages, in build/deps/FOLDER, without installing them: WordPress would bring a
# web server, and that would start. Where apt has one of them not there is no folder, and its tests are skipped.
unpack() {
  local folder=$deps/$1 work=$deps/$1.part package
  shift
  [[ ! -d $folder ]] && have apt-get || return 0
  rm -rf "$work"
  mkdir -p "$work/packages"
  if (cd "$work/packages" && apt-get -q -o APT::Sandbox::User="$(id -un)" download "$@" </dev/null >&2); then
    for package in "$work"/packages/*.deb; do dpkg -x "$package" "$work/files"; done
    mv "$work/files" "$folder"
  else
    say "Not to be had here: $*"
  fi
  rm -rf "$work"
}

# Projects of other people's making, each a folder with a lock file, into which the package is installed.
strange_projects() { (cd "$root" && for lock in tests/outside/*/*/package-lock.json; do [[ ! -f $lock ]] || dirname "$lock"; done); }

want_outside() {
  local folder package
  want_chromium
  # The servers of examples/receipts: where one lacks, its tests are skipped, and say so.
  have nginx || want_if_offered nginx-light
  [[ -d /usr/lib/postgresql ]] || want_if_offered postgresql
  have gnuplot || want_if_offered gnuplot-nox
  want_npm examples/receipts/receiver
  # For WordPress and the recipe for Bitrix. None of these starts a service.
  for package in php-cli php-mysql mariadb-server-core mariadb-client-core; do
    have_package "$package" || want_if_offered "$package"
  done
  while read -r folder; do want_npm "$folder"; done < <(strange_projects)
}

setup_outside() {
  local folder
  want_outside
  setup_chromium
  npm_ci examples/receipts/receiver
  unpack wordpress wordpress wordpress-theme-twentytwentythree libjs-underscore
  while read -r folder; do npm_ci "$folder"; done < <(strange_projects)
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

# want_debootstrap: what tests/bare makes a bare system with; only root can.
want_debootstrap() { ((EUID)) || have debootstrap || want_if_offered debootstrap; }
