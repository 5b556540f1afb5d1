# SPDX-License-Identifier: GPL-3.0-or-later
# The stand-in for AMS beside the rig; sourced after rig.sh.
#   rig_ams DIR [OPTION...]     starts amssim; AMS_PORT, AMS_TOKEN; its end is rig_ams_stop's, or that of the shell
#   ams PATH [JSON]             a control call, its answer on stdout: ams act '{"email":"...","event":"expire"}'
#   ams_portal_conf             the same for the driver portal alone; with ams_conf before it: both
#   ams_conf                    the settings GROUP.KEY=VALUE for rig_conf that lead to it; the password file lies in DIR
AMSSIM=${AMSSIM:-$(dirname "$LOKET")/amssim}
AMS_PID=
AMS_SECRET=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
rig_ams() {
	AMS_DIR=$1; shift
	mkdir -p "$AMS_DIR"
	AMS_TOKEN=kendali
	printf 'rahasia-ams\n' >"$AMS_DIR/ams-password"
	chmod 600 "$AMS_DIR/ams-password"
	mkfifo "$AMS_DIR/ready"
	"$AMSSIM" --parent-dies --token "$AMS_TOKEN" --totp-secret "$AMS_SECRET" --notices "$TOP/contrib/amssim/notices" "$@" >"$AMS_DIR/ready" 2>"$AMS_DIR/log" &
	AMS_PID=$!
	read -r AMS_PORT <"$AMS_DIR/ready" || { cat "$AMS_DIR/log"; return 1; }
	rm "$AMS_DIR/ready"
	AMS_PORT=${AMS_PORT#port=}
}
rig_ams_stop() {
	[ -z "$AMS_PID" ] || { kill "$AMS_PID"; wait "$AMS_PID"; } 2>/dev/null
	AMS_PID=
}
ams() { "$AMSSIM" --ctl "$AMS_PORT" "$AMS_TOKEN" "/_sim/$1" ${2+"$2"}; }
ams_portal_conf() {
	echo "ams.driver=portal ams.portal=allowed ams.decision=800/12/Diskominfo/2026 ams.portal-host=127.0.0.1 ams.portal-port=$AMS_PORT ams.portal-tls=none \
		ams.login-host=127.0.0.1 ams.login-port=$AMS_PORT ams.portal-user=verifikator ams.token-file=$AMS_DIR/token"
}
#   ams_code                    what the operator's authenticator shows; each code serves once, so its clock goes on half a minute
ams_code() { rig_tool totp "$AMS_SECRET" "$(ams clock '{"advance_s":30}' | grep -o '[0-9]*' | tail -n 1)"; }
# ams_login: by a person, as far as a test can be one
ams_login() { printf 'rahasia-portal\n%s\n' "${1:-$(ams_code)}" | loket ams login; }
ams_conf() {
	echo "ams.driver=esign ams.host=127.0.0.1 ams.port=$AMS_PORT ams.tls=none ams.user=loket ams.password-file=$AMS_DIR/ams-password"
}
