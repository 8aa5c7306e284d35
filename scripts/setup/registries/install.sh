#!/bin/sh
# Installs Debian packages without a question and without a service that runs: install.sh docker-registry skopeo
# As root. Where PATH or the folder of the policy differ from the usual, POLICY names the policy's file.
set -eu
policy="${POLICY:-/usr/sbin/policy-rc.d}"
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1

# Debian's way to say that no package may start a service now (invoke-rc.d(8)); one that is there stays as it is.
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

install() {
    apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
}
# Lists that are missing or out of date are fetched, and only then.
install "$@" || {
    apt-get update -o DPkg::Lock::Timeout=120
    install "$@"
}

# Nor with the next start of the machine.
for package in "$@"; do
    if [ "$package" = docker-registry ] && command -v update-rc.d >/dev/null; then
        update-rc.d docker-registry disable
    fi
done
