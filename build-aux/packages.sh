# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run and check: the Debian packages they need, and their installation.
# Nothing is asked of the network, of root or of sudo as long as every package is there.

# Debian's tools come first: another python3 in the PATH has neither meson's modules nor astropy.
export PATH=/usr/bin:/bin:$PATH

# shellcheck disable=SC2034  # the lists are used by the scripts that source this file
pm_build_packages=(
  meson ninja-build pkg-config gcc libc6-dev gettext
  libglib2.0-dev libgtk-4-dev libcfitsio-dev wcslib-dev libgsl-dev libjson-glib-dev libcairo2-dev
  adwaita-icon-theme librsvg2-common fonts-dejavu-core
)
pm_test_packages=(
  xvfb xauth libx11-dev libxtst-dev
  python3 python3-astropy python3-numpy
  clang llvm libomp-dev libclang-rt-14-dev
  binutils appstream locales
)

# Prints those of the given packages that are not installed.
pm_missing_packages ()
{
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
  done
}

# Installs those of the given packages that are missing. Fails with a message that says what to do if it may not.
pm_install_packages ()
{
  local missing as_root=()
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: make sure that the counterparts of these packages are installed: $*" >&2
    return 0
  fi
  mapfile -t missing < <(pm_missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      {
        echo "These packages are missing, and installing them needs root or sudo:"
        echo "  ${missing[*]}"
        echo "Install them as root, then start this again:"
        echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
      } >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing ${#missing[@]} missing packages: ${missing[*]}"
  "${as_root[@]}" apt-get -q update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}" </dev/null && return 0
  echo "The packages could not be installed: see the messages of apt-get above." >&2
  return 1
}

# pm_configure FOLDER [MESON-OPTION…]: configures a build folder, afresh if an older configuration of it does not fit any more.
pm_configure ()
{
  local dir=$1 log
  shift
  log=$dir.log
  mkdir -p "$(dirname "$dir")"
  if [ -f "$dir/build.ninja" ] && meson setup --reconfigure "$dir" "$pm_top" "$@" >"$log" 2>&1; then
    return 0
  fi
  rm -rf "$dir"
  meson setup "$dir" "$pm_top" "$@" >"$log" 2>&1 && return 0
  cat "$log" >&2
  return 1
}
