#!/usr/bin/env bash
# An OCI image as a file, written without a daemon: artifacts/rebalancer-VERSION-linux-x64-image.tar (linux/amd64).
# Two layers: what the binary needs of Debian (glibc, libstdc++, OpenSSL, CA certificates; no shell), and the archive of tools/publish.sh.
# Load it with: podman load -i FILE, or skopeo copy oci-archive:FILE docker://REGISTRY/NAME:TAG, or docker load -i FILE (Docker 25 on).
# Needs Debian's or Ubuntu's apt-get and dpkg-deb on x86-64. tests/Rebalancer.Distribution.Tests looks at it and runs its root.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in apt-get dpkg-deb tar gzip sha256sum; do
  command -v "$tool" >/dev/null || { echo "image: $tool is missing; Debian or Ubuntu has it" >&2; exit 1; }
done
version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)
archive="artifacts/rebalancer-$version-linux-x64.tar.gz"
[ -f "$archive" ] || tools/publish.sh linux-x64

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
base="$work/base"
application="$work/application"
blobs="$work/image/blobs/sha256"
mkdir -p "$work/packages" "$base" "$application/opt" "$blobs"
image="$PWD/artifacts/rebalancer-$version-linux-x64-image.tar"
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)

# The base: packages unpacked, not installed; each is named in status.d, where scanners look.
openssl=$(apt-cache pkgnames libssl3 | grep -E '^libssl3(t64)?$' | head -1 || true)
packages=(base-files libc6 libgcc-s1 libstdc++6 "${openssl:-libssl3}" ca-certificates)
download() {
  (cd "$work/packages" && apt-get download -q "${packages[@]}" >"$work/log" 2>&1)
}
download || { apt-get update -q >"$work/log" 2>&1 && download; } || { cat "$work/log" >&2; echo "image: no packages" >&2; exit 1; }
mkdir -p "$base/var/lib/dpkg/status.d"
for package in "$work"/packages/base-files_*.deb "$work"/packages/[!b]*.deb; do
  dpkg-deb -x "$package" "$base"
  dpkg-deb -f "$package" >"$base/var/lib/dpkg/status.d/$(dpkg-deb -f "$package" Package)"
done
find "$base/usr/share/doc" -type f ! -name copyright -delete
find "$base/usr/share" -mindepth 1 -maxdepth 1 ! -name doc ! -name common-licenses ! -name ca-certificates -exec rm -rf {} +
rm -rf "$base"/usr/lib/*/gconv "$base"/usr/sbin "$base"/root "$base"/home
cat "$base"/usr/share/ca-certificates/mozilla/*.crt >"$base/etc/ssl/certs/ca-certificates.crt"
mkdir -p "$base/usr/lib/ssl"
ln -sf /etc/ssl/certs/ca-certificates.crt "$base/usr/lib/ssl/cert.pem"
echo 'hosts: files dns' >"$base/etc/nsswitch.conf"
printf '%s\n' 'root:x:0:0:root:/:/sbin/nologin' 'nonroot:x:65532:65532:nonroot:/work:/sbin/nologin' >"$base/etc/passwd"
printf '%s\n' 'root:x:0:' 'nonroot:x:65532:' >"$base/etc/group"

tar -C "$application/opt" -xzf "$archive"
mv "$application/opt/rebalancer-$version-linux-x64" "$application/opt/rebalancer"
mkdir -p "$application/usr/bin" "$work/own/work"
ln -s /opt/rebalancer/rebalancer "$application/usr/bin/rebalancer"

pack() { # tar's options and operands: the same bytes from the same files
  tar --sort=name --mtime="@$epoch" --numeric-owner --format=gnu "$@"
}
blob() { # a file: moved among the blobs; prints its descriptor's digest and size
  local digest
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  mv "$1" "$blobs/$digest"
  printf '"digest":"sha256:%s","size":%s' "$digest" "$(stat -c %s "$blobs/$digest")"
}

chmod 1777 "$base/tmp"
pack --owner=0 --group=0 -C "$base" -cf "$work/base.tar" .
pack --owner=0 --group=0 -C "$application" -cf "$work/application.tar" opt usr
pack --owner=65532 --group=65532 -C "$work/own" -rf "$work/application.tar" work
layers=()
contents=()
for layer in base application; do
  contents+=("\"sha256:$(sha256sum "$work/$layer.tar" | cut -d' ' -f1)\"")
  gzip -n "$work/$layer.tar"
  layers+=("{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",$(blob "$work/$layer.tar.gz")}")
done

created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
printf '%s' "{\"created\":\"$created\",\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{" \
  '"User":"65532:65532","WorkingDir":"/work","Entrypoint":["/opt/rebalancer/rebalancer"],"Cmd":["--help"],' \
  '"Env":["PATH=/usr/bin:/bin","HOME=/work","SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],"Labels":{' \
  '"org.opencontainers.image.title":"rebalancer",' \
  '"org.opencontainers.image.description":"Plans Kafka partition reassignments over fault domains and update domains, ' \
  'and carries them out",' \
  "\"org.opencontainers.image.version\":\"$version\",\"org.opencontainers.image.revision\":\"$revision\"," \
  "\"org.opencontainers.image.created\":\"$created\",\"org.opencontainers.image.licenses\":\"Apache-2.0\"}}," \
  "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[${contents[0]},${contents[1]}]},\"history\":[" \
  "{\"created\":\"$created\",\"created_by\":\"Debian: ${packages[*]}\"}," \
  "{\"created\":\"$created\",\"created_by\":\"rebalancer $version\"}]}" \
  >"$work/config.json"
printf '%s' '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",' \
  "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",$(blob "$work/config.json")}," \
  "\"layers\":[${layers[0]},${layers[1]}]}" >"$work/manifest.json"
printf '%s' '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[' \
  "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",$(blob "$work/manifest.json")," \
  '"platform":{"architecture":"amd64","os":"linux"},' \
  "\"annotations\":{\"org.opencontainers.image.ref.name\":\"$version\",\"io.containerd.image.name\":\"rebalancer:$version\"}}]}" \
  >"$work/image/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$work/image/oci-layout"
pack --owner=0 --group=0 -C "$work/image" -cf "$image" oci-layout index.json blobs
echo "artifacts/${image##*/}: $(($(wc -c <"$image") / 1000000)) MB"
