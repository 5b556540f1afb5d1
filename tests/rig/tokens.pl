#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Tells Dovecot whose an OAuth 2 access token is, as the office's identity provider would: tokens.pl PORT FILE. Each line of FILE is TOKEN ADDRESS, read
# anew at each question (GET /?access_token=TOKEN): 200 with {"email":ADDRESS}, or 401.
use strict;
use warnings;
use IO::Socket::INET;

my ($port, $file) = @ARGV;
my $door = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 16, ReuseAddr => 1) or die "tokens: $!\n";
while (my $c = $door->accept) {
	my ($asked) = (<$c> // '') =~ /access_token=([^ &]+)/;
	while (defined(my $line = <$c>)) { last if $line =~ /^\r?\n/ }
	my $whose;
	if (defined $asked && open(my $f, '<', $file)) {
		while (<$f>) { my ($token, $address) = split; $whose = $address if $token eq $asked }
	}
	my ($status, $body) = $whose ? ('200 OK', qq({"email":"$whose"})) : ('401 Unauthorized', '{"error":"invalid_token"}');
	printf $c "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", $status, length $body, $body;
	close $c;
}
