#!/usr/bin/env bash
# Real Kafka clusters on loopback, for the integration tests and for trying the tool by hand.
#
#   tools/kafka.sh where                     which Kafka is used, and its versions; exit 3 and one line why where there is none
#   tools/kafka.sh start --dir D --racks FD0UD0,FD0UD1,FD1UD0 [--port 19092] [--set min.insync.replicas=2] ...
#   tools/kafka.sh add|kill|up|tool|stop|env --dir D ...
#   tools/kafka.sh tool NAME --bootstrap-server H:P ...    one of Kafka's own tools on any cluster, for instance a simulated one
#   tools/kafka.sh guard --dir D --pid P     waits until process P has ended, then stops the cluster and its tools
#
# Kafka is taken from KAFKA_HOME (an ordinary distribution, 3.3 or later: KRaft, plaintext), else from REBALANCER_KAFKA or
# ../shared/kafka beside this repository, a folder with a script `kafka-cluster` that knows more (versions, ZooKeeper, TLS, SASL, ACLs);
# commands and options are that script's. `start` prints bootstrap=..., and every cluster must be ended with `stop`.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
die() { echo "kafka.sh: $*" >&2; exit 1; }
usage() { sed -n '2,12p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//' >&2; exit 2; }

command="${1:-}"; [ -n "$command" ] || usage

command -v java >/dev/null || { echo "kafka.sh: no java on the PATH; Kafka needs Java 17" >&2; exit 3; }
shared="${REBALANCER_KAFKA:-$root/../shared/kafka}"
if [ -n "${KAFKA_HOME:-}" ]; then
  [ -f "$KAFKA_HOME/bin/kafka-server-start.sh" ] \
    || { echo "kafka.sh: KAFKA_HOME=$KAFKA_HOME has no bin/kafka-server-start.sh" >&2; exit 3; }
  kind=distribution
elif [ -f "$shared/kafka-cluster" ]; then
  kind=shared; shared="$(cd "$shared" && pwd)"
else
  echo "kafka.sh: no Kafka here: set KAFKA_HOME to an Apache Kafka distribution, or REBALANCER_KAFKA to a folder with kafka-cluster" \
    "(looked in $shared)" >&2
  exit 3
fi

# The id of a process that this cluster started, or nothing: an id may have been given to another process since.
own_process() { # pid file
  local pid; pid="$(cat "$1" 2>/dev/null)" || return 0
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$dir/etc/" && echo "$pid" || true
}

# Tools of this cluster that still run, such as a consumer whose test was killed: they carry its folder in their environment.
stop_tools() {
  local environment pid
  for environment in $(grep -lzxF "REBALANCER_CLUSTER=$dir" /proc/[0-9]*/environ 2>/dev/null || true); do
    pid="${environment#/proc/}"; kill -KILL "${pid%/environ}" 2>/dev/null || true
  done
}

stop_all() {
  local f pid
  stop_tools
  for f in "$dir"/run/*.pid; do
    [ -f "$f" ] || continue
    pid="$(own_process "$f")"
    [ -z "$pid" ] || { kill -CONT "$pid" 2>/dev/null || true; kill -KILL "$pid" 2>/dev/null || true; }
    rm -f "$f"
  done
}

# Options that all kinds share; the others are read below, or by kafka-cluster.
dir=; watched=
arguments=("$@")
for ((i = 1; i < ${#arguments[@]}; i++)); do
  case "${arguments[i]}" in
    --dir) dir="${arguments[i + 1]:-}";;
    --pid) watched="${arguments[i + 1]:-}";;
  esac
  [ "$command" = tool ] && [ -n "$dir" ] && break
done

case "$command" in
  where)
    if [ "$kind" = shared ]; then echo "kind=shared"; echo "home=$shared"; echo "versions=$(cd "$shared" && echo [0-9]*.*)"
    else echo "kind=distribution"; echo "home=$KAFKA_HOME"
      jar="$(cd "$KAFKA_HOME/libs" && echo kafka-clients-*.jar)"; v="${jar#kafka-clients-}"; echo "versions=${v%.jar}"; fi
    exit 0;;
esac
if [ "$command" = tool ] && [ -z "$dir" ]; then # a cluster that was not started here
  shift; [ $# -gt 0 ] || usage
  name="$1"; shift
  if [ "$kind" = distribution ]; then KAFKA_HEAP_OPTS="-Xms32m -Xmx192m" exec "$KAFKA_HOME/bin/$name.sh" "$@"; fi
  dir="$(mktemp -d)"; trap 'rm -rf "$dir"' EXIT
  mkdir "$dir/etc"; echo 1 >"$dir/etc/brokers"
  printf '%s\n' version=4.3.1 mode=kraft first=1 port=9092 security=plaintext sasl= acls= logdirs=1 cluster_id=none 'sets=()' \
    >"$dir/cluster.env"
  "$shared/kafka-cluster" tool --dir "$dir" "$name" "$@"
  exit
fi
[ -n "$dir" ] || usage
mkdir -p "$dir"; dir="$(cd "$dir" && pwd)"
case "$command" in
  stop) stop_all; exit 0;;
  guard) [ -n "$watched" ] || usage
    while kill -0 "$watched" 2>/dev/null; do sleep 2; done; stop_all; exit 0;;
esac
[ "$command" = tool ] && export REBALANCER_CLUSTER="$dir"
[ "$kind" = shared ] && exec "$shared/kafka-cluster" "$@"

# From here on: KAFKA_HOME, by the distribution's own scripts.
shift
brokers=; racks=; first=1001; port=19092; logdirs=1; broker=; signal=KILL; sets=()
while [ $# -gt 0 ]; do
  [ "$command" = tool ] && [ "$1" != --dir ] && break
  case "$1" in
    --dir) shift 2;;
    --brokers) brokers="$2"; shift 2;;
    --racks) racks="$2"; shift 2;;
    --first-id) first="$2"; shift 2;;
    --port) port="$2"; shift 2;;
    --log-dirs) logdirs="$2"; shift 2;;
    --broker) broker="$2"; shift 2;;
    --signal) signal="$2"; shift 2;;
    --set) sets+=("$2"); shift 2;;
    --mode) [ "$2" = kraft ] || die "KAFKA_HOME clusters run KRaft only, not $2"; shift 2;;
    --version) shift 2;;
    --security) [ "$2" = plaintext ] || die "KAFKA_HOME clusters are plaintext only, not $2"; shift 2;;
    *) die "unknown option $1 for a KAFKA_HOME cluster";;
  esac
done
[ "$command" = start ] || { [ -f "$dir/cluster.env" ] || die "no cluster was started in $dir"; . "$dir/cluster.env"; }

export LOG_DIR="$dir/logs/kafka"
address() { echo "127.0.1.$(( $1 - first + 1 ))"; }
ids() { sort -un "$dir/etc/brokers"; }
bootstrap() { local id out=; for id in $(ids); do out+="${out:+,}$(address "$id"):$1"; done; echo "$out"; }
listening() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

launch() { # name: its server, in the background with its log in D/logs
  # in background jobs of a script SIGINT is ignored already; a session of its own keeps a closing terminal away
  KAFKA_HEAP_OPTS="${KAFKA_HEAP_OPTS:--Xms32m -Xmx256m}" setsid "$KAFKA_HOME/bin/kafka-server-start.sh" "$dir/etc/$1.properties" \
    >>"$dir/logs/$1.log" 2>&1 </dev/null &
  echo $! >"$dir/run/$1.pid"; disown
}

await() { # name, address, port
  local i
  for ((i = 0; i < 1200; i++)); do
    listening "$2" "$3" && return 0
    kill -0 "$(cat "$dir/run/$1.pid")" 2>/dev/null || { tail -5 "$dir/logs/$1.log" >&2; die "$1 ended: see $dir/logs/$1.log"; }
    sleep 0.1
  done
  die "$1 does not listen on $2:$3 after 120 s: see $dir/logs/$1.log"
}

await_registered() { # until the metadata of the cluster lists this broker
  local i
  for ((i = 0; i < 60; i++)); do
    "$KAFKA_HOME/bin/kafka-broker-api-versions.sh" --bootstrap-server "$(bootstrap $((port + 1)))" 2>/dev/null \
      | grep -q "(id: $1 rack" && return 0
    kill -0 "$(cat "$dir/run/broker-$1.pid")" 2>/dev/null || die "broker $1 ended: see $dir/logs/broker-$1.log"
    sleep 0.5
  done
  die "broker $1 does not register: see $dir/logs/broker-$1.log"
}

storage() {
  "$KAFKA_HOME/bin/kafka-storage.sh" format --ignore-formatted -t "$cluster_id" -c "$dir/etc/$1.properties" \
    >>"$dir/logs/format.log" 2>&1 || die "formatting failed: see $dir/logs/format.log"
}

common() {
  echo "controller.quorum.voters=1@127.0.1.254:$((port + 2))"; echo "controller.listener.names=CONTROLLER"
  echo "listener.security.protocol.map=CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT,CLIENT:PLAINTEXT"
  echo "auto.leader.rebalance.enable=false"; echo "auto.create.topics.enable=false"
}

write_controller() {
  { echo "process.roles=controller"; echo "node.id=1"; common
    echo "listeners=CONTROLLER://127.0.1.254:$((port + 2))"; echo "log.dirs=$dir/data/controller"; } >"$dir/etc/controller.properties"
}

write_broker() { # id, rack
  local host dirs= i s
  host="$(address "$1")"
  for ((i = 0; i < logdirs; i++)); do dirs+="${dirs:+,}$dir/data/$1-$i"; done
  { echo "process.roles=broker"; echo "node.id=$1"; common
    [ -z "$2" ] || [ "$2" = - ] || echo "broker.rack=$2"
    echo "listeners=CLIENT://$host:$port,INTERNAL://$host:$((port + 1))"
    echo "advertised.listeners=CLIENT://$host:$port,INTERNAL://$host:$((port + 1))"
    echo "inter.broker.listener.name=INTERNAL"; echo "log.dirs=$dirs"
    echo "offsets.topic.replication.factor=1"; echo "offsets.topic.num.partitions=3"
    echo "transaction.state.log.replication.factor=1"; echo "transaction.state.log.min.isr=1"
    echo "num.network.threads=2"; echo "num.io.threads=2"; echo "background.threads=2"; echo "log.cleaner.enable=false"
    echo "replica.lag.time.max.ms=10000"; echo "group.initial.rebalance.delay.ms=0"
    for s in "${sets[@]}"; do echo "$s"; done; } >"$dir/etc/broker-$1.properties"
  echo "$1" >>"$dir/etc/brokers"
}

add_brokers() { # racks by comma; ids go on from the last
  local id rack names new=()
  id=$first; [ -f "$dir/etc/brokers" ] && id=$(( $(ids | tail -1) + 1 ))
  IFS=, read -ra names <<<"$1"
  for rack in "${names[@]}"; do write_broker "$id" "$rack"; storage "broker-$id"; new+=("$id"); id=$((id + 1)); done
  for id in "${new[@]}"; do launch "broker-$id"; done
  for id in "${new[@]}"; do await "broker-$id" "$(address "$id")" "$port"; done
  for id in "${new[@]}"; do await_registered "$id"; done
}

save() {
  { for v in first port logdirs cluster_id; do printf '%s=%q\n' "$v" "${!v}"; done
    printf 'sets=('; [ ${#sets[@]} -gt 0 ] && printf '%q ' "${sets[@]}"; echo ')'; } >"$dir/cluster.env"
}

print_env() {
  echo "bootstrap=$(bootstrap "$port")"; echo "internal=$(bootstrap $((port + 1)))"; echo "mode=kraft"; echo "security=plaintext"
}

case "$command" in
  start)
    mkdir -p "$dir/etc" "$dir/run" "$dir/logs" "$dir/data"
    if [ -f "$dir/cluster.env" ]; then
      . "$dir/cluster.env"; launch controller; await controller 127.0.1.254 $((port + 2))
      for id in $(ids); do launch "broker-$id"; done
      for id in $(ids); do await_registered "$id"; done
    else
      if [ -z "$racks" ]; then racks="$(printf -- '-,%.0s' $(seq "${brokers:-3}"))"; racks="${racks%,}"; fi
      cluster_id="$("$KAFKA_HOME/bin/kafka-storage.sh" random-uuid 2>/dev/null | tail -1)"
      save; write_controller; storage controller; launch controller; await controller 127.0.1.254 $((port + 2))
      add_brokers "$racks"
    fi
    print_env;;
  add) [ -n "$racks" ] || usage; add_brokers "$racks"; print_env;;
  kill) [ -n "$broker" ] || usage; kill -"$signal" "$(cat "$dir/run/broker-$broker.pid")";;
  up) [ -n "$broker" ] || usage; launch "broker-$broker"
    await "broker-$broker" "$(address "$broker")" "$port"; await_registered "$broker";;
  env) print_env;;
  tool)
    [ $# -gt 0 ] || usage
    name="$1"; shift
    [ -f "$KAFKA_HOME/bin/$name.sh" ] || die "KAFKA_HOME has no tool $name"
    case " $* $name " in
      *" --bootstrap-server "*|*" kafka-producer-perf-test "*) ;;
      *) set -- --bootstrap-server "$(bootstrap $((port + 1)))" "$@";;
    esac
    KAFKA_HEAP_OPTS="-Xms32m -Xmx192m" exec "$KAFKA_HOME/bin/$name.sh" "$@";;
  *) usage;;
esac
