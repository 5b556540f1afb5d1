# SPDX-License-Identifier: GPL-3.0-or-later
# Real mail servers for one test or for the demo, on free loopback ports, everything below one directory; nothing of the system's
# configuration is read or changed. Dovecot (IMAP, IMAPS, LMTP, submission) always; Postfix in front of it where this runs
# as root and Postfix is installed, else sink.pl, which puts mail into the same maildirs (RIG_KIND=sink forces that).
# Needs $TOP. All processes die with rig_stop, or with the shell that started them. Accounts: any NAME@tapinkab.go.id (rig_user),
# and @luar.example for people outside; mail to any other domain bounces, penuh@ answers 452, hilang@ 550.
#   rig_start DIR                   sets RIG_DIR RIG_IMAP RIG_IMAPS RIG_SUBMISSION RIG_SMTP RIG_LMTP RIG_CA RIG_KIND
#   rig_stop                        SIGKILL to the process groups it started; returns when they are gone
#                                   with RIG_QUOTA=1M before it, each mailbox has that much room, and IMAP tells so (other mail is taken all the same)
#   rig_user NAME...                accounts, password in $RIG_DIR/pass/NAME
#   rig_deliver USER FILE [EPOCH]   into the maildir, past all servers; EPOCH becomes INTERNALDATE
#   rig_send FROM TO FILE [HELO]    by SMTP. HELO `dalam` (default): the server vouches for the sender in
#                                   Authentication-Results; `penipu`: it says fail; any other: no such header
#   rig_mails USER [FOLDER]         paths of the letters, oldest first
#   rig_wait_mail USER N [SECONDS]  path of the Nth letter, waiting for it
#   rig_token USER TOKEN            with RIG_TOKENS=yes before rig_start: the servers also take OAuth 2 tokens; this one is USER's, an older one is not
#   rig_conf FILE [GROUP.KEY=VALUE...]   loket.conf for this rig; @ as a value: empty
#   rig_bad_dovecot KIND            good wronghost expired selfsigned nostarttls: another Dovecot on RIG_BAD_IMAP, RIG_BAD_IMAPS;
#                                   rig_logins KIND counts what it saw of LOGIN or AUTHENTICATE
#   rig_sink FAULT[=COUNT]          a misbehaving SMTP server on RIG_SINK (kinds: sink.pl), its log in $RIG_SINK_LOG

RIG_HOME=$TOP/tests/rig
RIG_PIDS=
RIG_DIR=
rig_as=

rig_tool() { perl "$RIG_HOME/tool.pl" "$@"; }

# rig_spawn LOG COMMAND...: in a session of its own, dying with this shell; under the options $rig_as of setpriv. A change of user
# would undo the death signal, so that comes second.
rig_spawn() {
	rig_log=$1; shift
	setsid ${rig_as:+setpriv $rig_as} setpriv --pdeathsig KILL "$@" >>"$rig_log" 2>&1 </dev/null &
	RIG_PIDS="$RIG_PIDS $!"
	RIG_PID=$!
}

rig_stop() {
	for rig_pid in $RIG_PIDS; do
		kill -9 -- "-$rig_pid" 2>/dev/null || kill -9 "$rig_pid" 2>/dev/null || :
	done
	for rig_pid in $RIG_PIDS; do wait "$rig_pid" 2>/dev/null || :; done
	while [ "$RIG_PIDS" ] && rig_left=$(rig_tool group $RIG_PIDS); do
		for rig_pid in $(echo "$rig_left" | cut -d' ' -f1); do kill -9 "$rig_pid" 2>/dev/null || :; done
	done
	RIG_PIDS=
	RIG_DIR=
}

rig_start() {
	[ -z "$RIG_DIR" ] || rig_stop
	RIG_DIR=$1
	mkdir -p "$RIG_DIR/pass" "$RIG_DIR/mail" && chmod 755 "$RIG_DIR" || return 1
	if [ "$(id -u)" -eq 0 ]; then
		RIG_USER=nobody RIG_GROUP=$(id -gn nobody)
	else
		RIG_USER=$(id -un) RIG_GROUP=$(id -gn)
	fi
	RIG_UID=$(id -u "$RIG_USER") RIG_GID=$(id -g "$RIG_USER")
	if [ "$(id -u)" -ne 0 ] || ! command -v postconf >/dev/null || ! id postfix >/dev/null 2>&1; then
		RIG_KIND=sink
	fi
	RIG_KIND=${RIG_KIND:-postfix}
	rig_certificates || return 1
	: >"$RIG_DIR/users"
	set -- $(rig_tool ports 5)
	RIG_IMAP=$1 RIG_IMAPS=$2 RIG_SUBMISSION=$3 RIG_LMTP=$4 RIG_SMTP=$5
	RIG_CA=$RIG_DIR/ca.pem
	[ -z "${RIG_TOKENS:-}" ] || rig_tokens
	rig_dovecot "$RIG_DIR/dovecot" srv "$RIG_IMAP" "$RIG_IMAPS" yes
	if [ "$RIG_KIND" = postfix ]; then rig_postfix; else
		rig_spawn "$RIG_DIR/smtp.err" perl "$RIG_HOME/sink.pl" --port "$RIG_SMTP" --mail "$RIG_DIR/mail" --uid "$RIG_UID" \
			--gid "$RIG_GID" --log "$RIG_DIR/smtp.log"
	fi
	rig_tool greet 10 "$RIG_IMAP" 'OK \[CAPABILITY' "$RIG_SUBMISSION" '^220' "$RIG_SMTP" '^220' && return 0
	echo "rig: a server did not start" >&2
	tail -n 5 "$RIG_DIR/dovecot/log" "$RIG_DIR/dovecot/err" "$RIG_DIR"/smtp.* >&2 2>/dev/null
	rig_stop
	return 1
}

# rig_tokens: the stand-in for an identity provider (tokens.pl).
rig_tokens() {
	: >"$RIG_DIR/tokens"
	rig_t=$(rig_tool ports 1)
	printf 'tokeninfo_url = http://127.0.0.1:%s/?access_token=\nusername_attribute = email\n' "$rig_t" >"$RIG_DIR/oauth2.conf"
	rig_spawn "$RIG_DIR/tokens.err" perl "$RIG_HOME/tokens.pl" "$rig_t" "$RIG_DIR/tokens"
	while rig_tool closed "$rig_t"; do kill -0 "$RIG_PID" || return 1; done
}

# rig_certificate NAME SUBJECT-ALT-NAMES ISSUER|self START-DAYS END-DAYS: elliptic keys, as RSA would cost the time of all the rest.
rig_certificate() {
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=rig $1" 2>/dev/null
	printf 'subjectAltName=%s\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n' "$2" >"$1.ext"
	rm -f index.txt* serial; : >index.txt
	printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nrand_serial=yes\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' >ca.cnf
	rig_sign="-cert $3.pem -keyfile $3.key"
	[ "$3" = self ] && rig_sign="-selfsign -keyfile $1.key"
	openssl ca -batch -notext -config ca.cnf $rig_sign -extfile "$1.ext" -in "$1.csr" -out "$1.pem" \
		-startdate "$(date -u -d "$4 days" +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d "$5 days" +%Y%m%d%H%M%SZ)" 2>/dev/null
}

rig_certificates() (
	cd "$RIG_DIR" || exit 1
	openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 \
		-subj '/CN=loket rig CA' -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null &&
	rig_certificate srv DNS:localhost,DNS:mail.tapinkab.test,IP:127.0.0.1 ca -1 30 &&
	chown "$RIG_UID" srv.key srv.pem
)

# rig_dovecot DIR CERTIFICATE IMAP-PORT IMAPS-PORT TLS: the main one also serves LMTP and submission.
rig_dovecot() {
	mkdir -p "$1" && chown "$RIG_UID:$RIG_GID" "$1" "$RIG_DIR/mail"
	rig_main=; [ "$2" = srv ] && [ "$3" = "$RIG_IMAP" ] && rig_main=yes
	cat >"$1/dovecot.conf" <<-END
	base_dir = $1/run
	state_dir = $1/state
	log_path = $1/log
	protocols = imap${rig_main:+ lmtp submission}
	listen = 127.0.0.1
	default_internal_user = $RIG_USER
	default_internal_group = $RIG_GROUP
	default_login_user = $RIG_USER
	first_valid_uid = 1
	first_valid_gid = 1
	ssl = $5
	ssl_cert = <$RIG_DIR/$2.pem
	ssl_key = <$RIG_DIR/$2.key
	auth_mechanisms = plain login ${RIG_TOKENS:+xoauth2 oauthbearer}
	auth_verbose = yes
	auth_failure_delay = 0
	login_trusted_networks = 127.0.0.0/8
	${RIG_TOKENS:+passdb {
	  driver = oauth2
	  mechanisms = xoauth2 oauthbearer
	  args = $RIG_DIR/oauth2.conf
	\}}
	passdb {
	  driver = passwd-file
	  args = scheme=PLAIN username_format=%u $RIG_DIR/users
	}
	userdb {
	  driver = static
	  args = uid=$RIG_UID gid=$RIG_GID home=$RIG_DIR/mail/%u allow_all_users=yes
	}
	mail_location = maildir:~/Maildir
	mail_max_userip_connections = 100
	mail_fsync = never
	hostname = mail.tapinkab.test
	service anvil {
	  chroot =
	}
	service stats {
	  chroot =
	}
	service imap-login {
	  chroot =
	  service_count = 0
	  inet_listener imap {
	    port = $3
	  }
	  inet_listener imaps {
	    port = $([ "$5" = no ] && echo 0 || echo "$4")
	    ssl = yes
	  }
	}
	service imap {
	  service_count = 100
	}
	${RIG_QUOTA:+protocol imap {
	  mail_plugins = quota imap_quota
	\}
	plugin {
	  quota = count:User quota
	  quota_vsizes = yes
	  quota_rule = *:storage=$RIG_QUOTA
	\}}
	namespace inbox {
	  inbox = yes
	  mailbox Sent {
	    auto = create
	    special_use = \\Sent
	  }
	  mailbox Drafts {
	    auto = create
	    special_use = \\Drafts
	  }
	  mailbox Trash {
	    auto = create
	    special_use = \\Trash
	  }
	  mailbox Junk {
	    auto = create
	    special_use = \\Junk
	  }
	}
	END
	[ "$rig_main" ] && cat >>"$1/dovecot.conf" <<-END
	service submission-login {
	  chroot =
	  inet_listener submission {
	    port = $RIG_SUBMISSION
	  }
	}
	service lmtp {
	  inet_listener lmtp {
	    port = $RIG_LMTP
	  }
	}
	submission_relay_host = 127.0.0.1
	submission_relay_port = $RIG_SMTP
	submission_relay_trusted = yes
	submission_max_mail_size = 100M
	END
	rig_as=
	[ "$(id -u)" -ne 0 ] || rig_as="--reuid $RIG_UID --regid $RIG_GID --clear-groups"
	rig_spawn "$1/err" dovecot -F -c "$1/dovecot.conf"
	rig_as=
}

rig_postfix() {
	rig_p=$RIG_DIR/postfix
	mkdir -p "$rig_p/etc" "$rig_p/data" "$rig_p/spool/pid"
	chmod 755 "$rig_p" "$rig_p/etc"
	for rig_q in active bounce corrupt defer deferred flush hold incoming maildrop private public saved trace; do
		mkdir -p "$rig_p/spool/$rig_q"
		chown postfix "$rig_p/spool/$rig_q"
	done
	chgrp postdrop "$rig_p/spool/maildrop" "$rig_p/spool/public"
	chmod 730 "$rig_p/spool/maildrop"
	chmod 710 "$rig_p/spool/public"
	chown postfix "$rig_p/data"
	# The verdict of the site's server on the sender, chosen by HELO name.
	for rig_v in pass fail; do
		printf '/^(.*)@(.*)$/ PREPEND Authentication-Results: mail.tapinkab.test; spf=%s smtp.mailfrom=$1@$2; dkim=%s header.d=$2; dmarc=%s header.from=$2\n' \
			$rig_v $rig_v $rig_v >"$rig_p/etc/$rig_v"
	done
	cat >"$rig_p/etc/main.cf" <<-END
	compatibility_level = 3.6
	queue_directory = $rig_p/spool
	data_directory = $rig_p/data
	mail_owner = postfix
	setgid_group = postdrop
	inet_interfaces = 127.0.0.1
	inet_protocols = ipv4
	myhostname = mail.tapinkab.test
	mydestination =
	local_recipient_maps =
	alias_maps =
	alias_database =
	mynetworks = 127.0.0.0/8
	disable_dns_lookups = yes
	smtpd_peername_lookup = no
	in_flow_delay = 0s
	smtpd_error_sleep_time = 0s
	minimal_backoff_time = 1s
	queue_run_delay = 1s
	enable_long_queue_ids = yes
	message_size_limit = 104857600
	mailbox_size_limit = 0
	virtual_mailbox_domains = tapinkab.go.id, luar.example
	virtual_transport = lmtp:inet:127.0.0.1:$RIG_LMTP
	default_transport = error:5.1.2 no route in the test rig
	smtpd_tls_security_level = may
	smtpd_tls_chain_files = $RIG_DIR/srv.key, $RIG_DIR/srv.pem
	smtpd_restriction_classes = vouch, doubt
	vouch = check_sender_access regexp:$rig_p/etc/pass
	doubt = check_sender_access regexp:$rig_p/etc/fail
	smtpd_helo_restrictions = check_helo_access inline:{{dalam=vouch}, {penipu=doubt}}
	smtpd_recipient_restrictions = check_recipient_access inline:{{penuh@tapinkab.go.id=452 4.2.2 mailbox full}, {hilang@tapinkab.go.id=550 5.1.1 no such user}}, permit_mynetworks, reject
	smtpd_relay_restrictions = permit_mynetworks, reject
	maillog_file = $RIG_DIR/smtp.log
	maillog_file_prefixes = $RIG_DIR
	END
	cat >"$rig_p/etc/master.cf" <<-END
	127.0.0.1:$RIG_SMTP inet n - n - - smtpd
	cleanup unix n - n - 0 cleanup
	qmgr unix n - n 300 1 qmgr
	tlsmgr unix - - n 1000? 1 tlsmgr
	rewrite unix - - n - - trivial-rewrite
	bounce unix - - n - 0 bounce
	defer unix - - n - 0 bounce
	error unix - - n - - error
	retry unix - - n - - error
	lmtp unix - - n - - lmtp
	anvil unix - - n - 1 anvil
	postlog unix-dgram n - n - 1 postlogd
	END
	# Postfix waits until its files are two seconds old.
	touch -d '1 minute ago' "$rig_p/etc/main.cf" "$rig_p/etc/master.cf"
	rig_spawn "$RIG_DIR/smtp.err" env MAIL_CONFIG="$rig_p/etc" "$(postconf -dh daemon_directory)/master" -c "$rig_p/etc" -d
	# master changes its effective user for a moment, which undoes the death signal: somebody else has to watch.
	setsid setpriv --pdeathsig TERM perl "$RIG_HOME/tool.pl" guard "$RIG_PID" >/dev/null 2>&1 </dev/null &
	RIG_PIDS="$RIG_PIDS $!"
}

# rig_address NAME: NAME@tapinkab.go.id unless it has a domain.
rig_address() { case $1 in *@*) echo "$1" ;; *) echo "$1@tapinkab.go.id" ;; esac; }

rig_user() {
	for rig_name; do
		rig_address=$(rig_address "$rig_name")
		printf 'rahasia-%s' "${rig_address%@*}" >"$RIG_DIR/pass/$rig_name"
		chmod 600 "$RIG_DIR/pass/$rig_name"
		printf '%s:{PLAIN}rahasia-%s\n' "$rig_address" "${rig_address%@*}" >>"$RIG_DIR/users"
	done
}

rig_token() {
	rig_address=$(rig_address "$1")
	{ grep -v " $rig_address\$" "$RIG_DIR/tokens" || :; echo "$2 $rig_address"; } >"$RIG_DIR/tokens.new"
	mv "$RIG_DIR/tokens.new" "$RIG_DIR/tokens"
}

rig_deliver() {
	rig_tool deliver "$RIG_DIR/mail/$(rig_address "$1")/Maildir" "$RIG_UID" "$RIG_GID" "${3:-0}" "$2"
}

rig_send() {
	perl -pe 's/\r?\n/\r\n/' "$3" | curl -sS --max-time 30 "smtp://127.0.0.1:$RIG_SMTP/${4:-dalam}" --mail-from "$1" \
		--mail-rcpt "$(rig_address "$2")" --upload-file -
}

rig_mails() { rig_tool mails "$RIG_DIR/mail/$(rig_address "$1")/Maildir${2:+/.$2}"; }
rig_wait_mail() { rig_tool mails "$RIG_DIR/mail/$(rig_address "$1")/Maildir" "$2" "${3:-10}"; }

rig_bad_dovecot() {
	set -- "$1" $(rig_tool ports 2)
	RIG_BAD_IMAP=$2 RIG_BAD_IMAPS=$3
	rig_names=DNS:localhost,IP:127.0.0.1 rig_by=ca rig_to=30 rig_tls=yes
	case $1 in
	good) ;;
	wronghost) rig_names=DNS:mail.lain.test ;;
	expired) rig_to=-1 ;;
	selfsigned) rig_by=self ;;
	nostarttls) rig_tls=no ;;
	*) echo "rig: bad_dovecot $1?" >&2; return 1 ;;
	esac
	(cd "$RIG_DIR" && rig_certificate "$1" $rig_names $rig_by -40 $rig_to && chown "$RIG_UID" "$1.key") || return 1
	rig_dovecot "$RIG_DIR/bad-$1" "$1" "$2" "$3" $rig_tls
	rig_tool greet 10 "$2" 'OK \[CAPABILITY'
}
rig_logins() { grep -cE 'Login: user=|auth failed|auth: .*(unknown user|[Pp]assword mismatch)' "$RIG_DIR/bad-$1/log"; }

rig_sink() {
	RIG_SINK=$(rig_tool ports 1)
	RIG_SINK_LOG=$RIG_DIR/sink-$RIG_SINK.log
	: >"$RIG_SINK_LOG"
	rig_spawn "$RIG_DIR/sink.err" perl "$RIG_HOME/sink.pl" --port "$RIG_SINK" --mail "$RIG_DIR/mail" --uid "$RIG_UID" --gid "$RIG_GID" \
		--log "$RIG_SINK_LOG" --fault "$1"
	while rig_tool closed "$RIG_SINK"; do kill -0 "$RIG_PID" || return 1; done
}

# rig_conf FILE [GROUP.KEY=VALUE...]: mode penuh, rehearsal allowed; state, key and password beside FILE. A later pair
# replaces the earlier one; an empty value removes the key. RIG_SUBMIT=yes sends by Dovecot submission (password) also
# where Postfix runs.
rig_conf() {
	rig_conf_file=$1; shift
	rig_conf_dir=$(cd "$(dirname "$rig_conf_file")" && pwd)
	[ -e "$RIG_DIR/pass/tte" ] || rig_user tte
	cp "$RIG_DIR/pass/tte" "$rig_conf_dir/password" && chmod 600 "$rig_conf_dir/password"
	if [ "$RIG_KIND" = postfix ] && [ "${RIG_SUBMIT:-}" != yes ]; then
		set -- smtp.port=$RIG_SMTP "$@"
	else
		set -- smtp.port=$RIG_SUBMISSION smtp.user=tte@tapinkab.go.id "smtp.password-file=$rig_conf_dir/password" "$@"
	fi
	printf '%s\n' "agent.state=$rig_conf_dir/state" "agent.rules=$TOP/rules" "agent.templates=$TOP/templates" agent.office=tapin \
		"agent.key-file=$rig_conf_dir/key" agent.mode=penuh agent.rehearsal=yes agent.admin=admin@tapinkab.go.id \
		mailbox.host=localhost mailbox.port=$RIG_IMAPS mailbox.tls=implicit mailbox.user=tte@tapinkab.go.id \
		"mailbox.password-file=$rig_conf_dir/password" "mailbox.ca-file=$RIG_CA" smtp.host=localhost smtp.tls=starttls \
		"smtp.ca-file=$RIG_CA" smtp.address=tte@tapinkab.go.id smtp.helo=dalam "$@" |
	perl -e 'my (%v, @g, %k);
		while (<STDIN>) {
			chomp; my ($g, $k, $v) = /^([^.]+)\.([^=]+)=(.*)$/ or die "rig_conf: $_?\n";
			push @g, $g if !$k{$g}; push @{$k{$g}}, $k if !exists $v{"$g.$k"}; $v{"$g.$k"} = $v;
		}
		for my $g (@g) { print "[$g]\n"; $v{"$g.$_"} ne "" and print "$_ = ", $v{"$g.$_"} eq "@" ? "" : $v{"$g.$_"}, "\n" for @{$k{$g}} }' >"$rig_conf_file"
}
