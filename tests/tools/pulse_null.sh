#!/bin/bash
# Part of the FlashTalk Studio house tools.
# pulse_null.sh start|stop|env   -- private PulseAudio daemon (root ok) with a null sink "avatar_out" (speaker),
# a null sink "vmic" whose monitor is the default source (fake microphone). State in $PULSE_DIR (default ${TMPDIR:-/tmp}/pulse_null).
D=${PULSE_DIR:-${TMPDIR:-/tmp}/pulse_null}
case $1 in
start)
  mkdir -p "$D"/{home,run,cfg}; chmod 700 "$D" "$D"/run
  cat > "$D/default.pa" <<P
load-module module-native-protocol-unix socket=$D/native auth-anonymous=1
load-module module-null-sink sink_name=avatar_out norewinds=1 sink_properties=device.description=AvatarOut rate=48000
load-module module-null-sink sink_name=vmic norewinds=1 sink_properties=device.description=VirtualMic rate=48000
load-module module-remap-source source_name=mic master=vmic.monitor source_properties=device.description=FakeMic
set-default-sink avatar_out
set-default-source mic
P
  HOME=$D/home XDG_RUNTIME_DIR=$D/run XDG_CONFIG_HOME=$D/cfg pulseaudio -n -F "$D/default.pa" --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disallow-exit --realtime=no --high-priority=no --log-target=file:$D/log >"$D/stdout" 2>&1 &
  echo $! > "$D/pid"
  cat > "$D/asound.conf" <<P
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.pulse { type pulse }
ctl.pulse { type pulse }
pcm.avatar_speaker { type pulse device "avatar_out" hint { show on description "Avatar speaker" } }
pcm.avatar_monitor { type pulse device "avatar_out.monitor" hint { show on description "Avatar monitor" } }
pcm.fake_mic { type pulse device "mic" hint { show on description "Fake mic" } }
P
  for i in $(seq 50); do PULSE_SERVER=unix:$D/native pactl info >/dev/null 2>&1 && exit 0; sleep 0.1; done; cat "$D/log" >&2; exit 1;;
stop) [ -f "$D/pid" ] && kill "$(cat "$D/pid")" 2>/dev/null; rm -f "$D/pid" "$D/native";;
env) echo "export PULSE_SERVER=unix:$D/native; export ALSA_CONFIG_PATH=/usr/share/alsa/alsa.conf:$D/asound.conf";;
esac
