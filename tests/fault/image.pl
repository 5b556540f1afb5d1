# SPDX-License-Identifier: GPL-3.0-or-later
# What a power cut may leave of a folder. image_before looks at it before a life; image_after plays the notes of fault.c over that: what was
# synced is there, of the rest each write, name and removal may be missing, whatever came after it. POSIX is read strictly: a sync of a file
# makes its bytes durable, only one of its folder the name.
use strict;
use warnings;

# A node: bytes or entries as they are surely on the disk, and what is not synced yet, in its order.
sub node { my ($folder) = @_; return { folder => $folder, bytes => '', names => {}, open => [] } }

# Folder -> all its nodes by inode, and the root.
sub image_before {
	my ($path, $all) = @_;
	$all //= {};
	my $folder = -d $path && !-l $path;
	my $n = $all->{(lstat $path)[1]} = node($folder);
	$all->{root} //= $n;
	if (!$folder) {
		open(my $f, '<:raw', $path) or die "$path: $!\n";
		local $/;
		$n->{bytes} = <$f> // '';
		return $all;
	}
	opendir(my $dir, $path) or die "$path: $!\n";
	for (grep { !/^\.\.?$/ } readdir $dir) {
		next if !-d "$path/$_" && !-f _;	# the door
		image_before("$path/$_", $all);
		$n->{names}{$_} = $all->{(lstat "$path/$_")[1]};
	}
	return $all;
}

sub apply {
	my ($n, $op) = @_;
	my ($what, @a) = @$op;
	if ($what eq 'write') {
		my ($at, $data) = @a;
		$n->{bytes} .= "\0" x ($at - length $n->{bytes}) if $at > length $n->{bytes};
		substr($n->{bytes}, $at, length $data) = $data;
	} elsif ($what eq 'cut') {
		$n->{bytes} = $a[0] < length $n->{bytes} ? substr($n->{bytes}, 0, $a[0]) : $n->{bytes} . "\0" x ($a[0] - length $n->{bytes});
	} elsif ($what eq 'name') {
		delete $n->{names}{$_} for grep { $n->{names}{$_} == $a[1] } keys %{$n->{names}};
		$n->{names}{$a[0]} = $a[1];
	} elsif ($what eq 'gone') {
		delete $n->{names}{$a[0]} if $n->{names}{$a[0]} && $n->{names}{$a[0]} == $a[1];
	}
}

# The notes of a life, each call by its name.
sub notes_of {
	my ($bytes, @calls) = @_;
	my @notes;
	my $at = 0;
	while ($at + 48 <= length $bytes) {
		my ($size, $call, $ino, $dir, $offset, $role, $n_name, $n_data, $n) = unpack 'L2Q3L4', substr $bytes, $at, 48;
		last if !$size;
		push @notes, { call => $calls[$call], role => $role, n => $n, ino => $ino, dir => $dir, offset => $offset, name => substr($bytes, $at + 48, $n_name),
			data => substr($bytes, $at + 48 + $n_name, $n_data) };
		$at += $size;
	}
	return @notes;
}

# Plays the notes; returns how many operations are unsynced at their end.
sub image_play {
	my ($all, @notes) = @_;
	for (@notes) {
		my ($call, $ino, $dir, $offset, $name, $data) = @$_{qw(call ino dir offset name data)};
		my ($n, $up) = ($all->{$ino}, $all->{$dir});
		if ($call =~ /open|mkdir/) {
			next if !$up;
			$n = $all->{$ino} = node($call eq 'mkdir');
			push @{$up->{open}}, ['name', $name, $n];
		} elsif ($call eq 'syncfs') {
			for my $each (values %$all) {
				apply($each, $_) for @{$each->{open}};
				$each->{open} = [];
			}
		} elsif (!$n) { next }
		elsif ($call =~ /write/) { push @{$n->{open}}, ['write', $offset, $data] }
		elsif ($call eq 'ftruncate') { push @{$n->{open}}, ['cut', $offset] }
		elsif ($call eq 'rename') { push @{$up->{open}}, ['name', $name, $n] if $up }
		elsif ($call eq 'unlink') { push @{$up->{open}}, ['gone', $name, $n] if $up }
		elsif ($call =~ /sync/) {
			apply($n, $_) for @{$n->{open}};
			$n->{open} = [];
		}
	}
	my %seen;
	return scalar map { @{$_->{open}} } grep { !$seen{$_}++ } values %$all;
}

# One of the images that the disk may hold, written to a folder. way: 0 nothing that was not synced, 1 the names alone, 2 of each file and folder the
# last alone, 3 each by lot, the last write perhaps torn at a sector
sub image_write {
	my ($all, $way, $to) = @_;
	my %kept;
	my $draw = sub {
		my ($n) = @_;
		return $kept{$n} if $kept{$n};
		my $k = $kept{$n} = { %$n, names => { %{$n->{names}} } };
		my @ops = @{$n->{open}};
		@ops = $way == 0 ? () : $way == 1 ? grep { $_->[0] =~ /name|gone/ } @ops : $way == 2 ? @ops[@ops ? $#ops : 1 .. $#ops] : grep { rand() < 0.5 } @ops;
		if ($way == 3 && @ops && $ops[-1][0] eq 'write' && length $ops[-1][2] > 512) {
			my $sectors = int length($ops[-1][2]) / 512;
			$ops[-1] = ['write', $ops[-1][1], substr $ops[-1][2], 0, 512 * int rand($sectors + 1)];
		}
		apply($k, $_) for @ops;
		return $k;
	};
	my $write;
	$write = sub {
		my ($n, $path) = @_;
		my $k = $draw->($n);
		if (!$k->{folder}) { spew($path, $k->{bytes}) }
		else {
			mkdir $path, 0700;
			for (sort keys %{$k->{names}}) { $write->($k->{names}{$_}, "$path/$_") if !/-shm$/ }
		}
		chmod($k->{folder} ? 0700 : 0600, $path);
	};
	$write->($all->{root}, $to);
}
1;
