# SPDX-License-Identifier: GPL-3.0-or-later
# Offices of any size for tests of the report, without a server: sourced behind ../lib.sh.
#   report_store DIR CASES DAYS   DIR/loket.conf and a store of that many cases over so many days, as of $NOW
NOW=2026-11-23T15:00:00+08:00
report_store() {
	rs_dir=$1 rs_cases=$2 rs_sop=$TOP/rules/sop/tapin
	mkdir -p "$rs_dir/state" && chmod 700 "$rs_dir/state" || return 1
	printf '[agent]\nstate = %s\nrules = %s\ntemplates = %s\noffice = tapin\nmode = penuh\nrehearsal = yes\n' "$rs_dir/state" "$TOP/rules" "$TOP/templates" >"$rs_dir/loket.conf"
	set -- "$3" "$TOP"/sql/[0-9]*.sql
	rs_days=$1; shift
	{
		cat "$@"
		printf 'PRAGMA application_id = %d;\nPRAGMA user_version = %d;\nPRAGMA journal_mode = WAL;\n' 0x4c4f4b54 $#
	} | sqlite3 "$rs_dir/state/loket.db" >/dev/null || return 1
	[ "$rs_cases" -gt 0 ] || return 0
	{
		printf '.parameter set :cases %d\n.parameter set :seconds %d\n.parameter set :now %d\n' "$rs_cases" $((rs_days * 86400)) "$(date -d "$NOW" +%s)"
		for rs_name in lupa:lupa-passphrase baru:pembaharuan; do
			printf ".parameter set :%s \"'%s'\"\n.parameter set :%s_digest \"x'%s'\"\n" "${rs_name%:*}" "$rs_sop/${rs_name#*:}.xml" \
				"${rs_name%:*}" "$(sha256sum <"$rs_sop/${rs_name#*:}.xml" | cut -d' ' -f1)"
		done
		cat "$TOP/tests/report/fill.sql"
	} | sqlite3 -bail "$rs_dir/state/loket.db" >/dev/null && sqlite3 "$rs_dir/state/loket.db" 'PRAGMA journal_mode = WAL' >/dev/null && chmod 600 "$rs_dir/state/loket.db"
}
