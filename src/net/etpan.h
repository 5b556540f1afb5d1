/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libetpan, opened by hand in the fetcher alone (base/library.h). To be included after
 * <libetpan/libetpan.h>: its functions are called by their own names from here on.
 */
#ifndef LOKET_NET_ETPAN_H
#define LOKET_NET_ETPAN_H

#include "base/err.h"
#include "base/library.h"

#define ETPAN_FUNCTIONS(X) \
	X(clist_free) \
	X(clist_insert_after) \
	X(clist_new) \
	X(mailimap_append) \
	X(mailimap_capability) \
	X(mailimap_capability_data_free) \
	X(mailimap_capability_data_new) \
	X(mailimap_connect) \
	X(mailimap_connection_info_new) \
	X(mailimap_create) \
	X(mailimap_date_time_free) \
	X(mailimap_date_time_new) \
	X(mailimap_examine) \
	X(mailimap_fetch) \
	X(mailimap_fetch_att_new_body_peek_section) \
	X(mailimap_fetch_att_new_flags) \
	X(mailimap_fetch_att_new_internaldate) \
	X(mailimap_fetch_att_new_rfc822_size) \
	X(mailimap_fetch_att_new_uid) \
	X(mailimap_fetch_list_free) \
	X(mailimap_fetch_type_free) \
	X(mailimap_fetch_type_new_fetch_att_list_add) \
	X(mailimap_fetch_type_new_fetch_att_list_empty) \
	X(mailimap_flag_list_add) \
	X(mailimap_flag_list_free) \
	X(mailimap_flag_list_new_empty) \
	X(mailimap_flag_new_flag_keyword) \
	X(mailimap_flag_new_seen) \
	X(mailimap_free) \
	X(mailimap_has_extension) \
	X(mailimap_header_list_new) \
	X(mailimap_list) \
	X(mailimap_list_result_free) \
	X(mailimap_new) \
	X(mailimap_quota_complete_data_free) \
	X(mailimap_quota_getquotaroot) \
	X(mailimap_section_new) \
	X(mailimap_section_new_header_fields) \
	X(mailimap_select) \
	X(mailimap_set_add_single) \
	X(mailimap_set_free) \
	X(mailimap_set_msg_att_handler) \
	X(mailimap_set_msg_body_handler) \
	X(mailimap_set_new_empty) \
	X(mailimap_set_new_interval) \
	X(mailimap_set_new_single) \
	X(mailimap_set_progress_callback) \
	X(mailimap_store_att_flags_free) \
	X(mailimap_store_att_flags_new_add_flags_silent) \
	X(mailimap_uid_fetch) \
	X(mailimap_uid_move) \
	X(mailimap_uid_store) \
	X(mailstream_flush) \
	X(mailstream_low_new) \
	X(mailstream_new) \
	X(mailstream_read) \
	X(mailstream_write)

extern struct net_etpan { ETPAN_FUNCTIONS(LIBRARY_MEMBER) } net_etpan;

/* Before the box and before any of them is called; 0 also when it is open already. */
int net_etpan_open(struct err *e);

/* with arguments only: structs and members of structs have some of these names too */
#define clist_free(...) net_etpan.clist_free(__VA_ARGS__)
#define clist_insert_after(...) net_etpan.clist_insert_after(__VA_ARGS__)
#define clist_new(...) net_etpan.clist_new(__VA_ARGS__)
#define mailimap_append(...) net_etpan.mailimap_append(__VA_ARGS__)
#define mailimap_capability(...) net_etpan.mailimap_capability(__VA_ARGS__)
#define mailimap_capability_data_free(...) net_etpan.mailimap_capability_data_free(__VA_ARGS__)
#define mailimap_capability_data_new(...) net_etpan.mailimap_capability_data_new(__VA_ARGS__)
#define mailimap_connect(...) net_etpan.mailimap_connect(__VA_ARGS__)
#define mailimap_connection_info_new(...) net_etpan.mailimap_connection_info_new(__VA_ARGS__)
#define mailimap_create(...) net_etpan.mailimap_create(__VA_ARGS__)
#define mailimap_date_time_free(...) net_etpan.mailimap_date_time_free(__VA_ARGS__)
#define mailimap_date_time_new(...) net_etpan.mailimap_date_time_new(__VA_ARGS__)
#define mailimap_examine(...) net_etpan.mailimap_examine(__VA_ARGS__)
#define mailimap_fetch(...) net_etpan.mailimap_fetch(__VA_ARGS__)
#define mailimap_fetch_att_new_body_peek_section(...) \
	net_etpan.mailimap_fetch_att_new_body_peek_section(__VA_ARGS__)
#define mailimap_fetch_att_new_flags(...) net_etpan.mailimap_fetch_att_new_flags(__VA_ARGS__)
#define mailimap_fetch_att_new_internaldate(...) \
	net_etpan.mailimap_fetch_att_new_internaldate(__VA_ARGS__)
#define mailimap_fetch_att_new_rfc822_size(...) \
	net_etpan.mailimap_fetch_att_new_rfc822_size(__VA_ARGS__)
#define mailimap_fetch_att_new_uid(...) net_etpan.mailimap_fetch_att_new_uid(__VA_ARGS__)
#define mailimap_fetch_list_free(...) net_etpan.mailimap_fetch_list_free(__VA_ARGS__)
#define mailimap_fetch_type_free(...) net_etpan.mailimap_fetch_type_free(__VA_ARGS__)
#define mailimap_fetch_type_new_fetch_att_list_add(...) \
	net_etpan.mailimap_fetch_type_new_fetch_att_list_add(__VA_ARGS__)
#define mailimap_fetch_type_new_fetch_att_list_empty(...) \
	net_etpan.mailimap_fetch_type_new_fetch_att_list_empty(__VA_ARGS__)
#define mailimap_flag_list_add(...) net_etpan.mailimap_flag_list_add(__VA_ARGS__)
#define mailimap_flag_list_free(...) net_etpan.mailimap_flag_list_free(__VA_ARGS__)
#define mailimap_flag_list_new_empty(...) net_etpan.mailimap_flag_list_new_empty(__VA_ARGS__)
#define mailimap_flag_new_flag_keyword(...) net_etpan.mailimap_flag_new_flag_keyword(__VA_ARGS__)
#define mailimap_flag_new_seen(...) net_etpan.mailimap_flag_new_seen(__VA_ARGS__)
#define mailimap_free(...) net_etpan.mailimap_free(__VA_ARGS__)
#define mailimap_has_extension(...) net_etpan.mailimap_has_extension(__VA_ARGS__)
#define mailimap_header_list_new(...) net_etpan.mailimap_header_list_new(__VA_ARGS__)
#define mailimap_list(...) net_etpan.mailimap_list(__VA_ARGS__)
#define mailimap_list_result_free(...) net_etpan.mailimap_list_result_free(__VA_ARGS__)
#define mailimap_new(...) net_etpan.mailimap_new(__VA_ARGS__)
#define mailimap_quota_complete_data_free(...) \
	net_etpan.mailimap_quota_complete_data_free(__VA_ARGS__)
#define mailimap_quota_getquotaroot(...) net_etpan.mailimap_quota_getquotaroot(__VA_ARGS__)
#define mailimap_section_new(...) net_etpan.mailimap_section_new(__VA_ARGS__)
#define mailimap_section_new_header_fields(...) \
	net_etpan.mailimap_section_new_header_fields(__VA_ARGS__)
#define mailimap_select(...) net_etpan.mailimap_select(__VA_ARGS__)
#define mailimap_set_add_single(...) net_etpan.mailimap_set_add_single(__VA_ARGS__)
#define mailimap_set_free(...) net_etpan.mailimap_set_free(__VA_ARGS__)
#define mailimap_set_msg_att_handler(...) net_etpan.mailimap_set_msg_att_handler(__VA_ARGS__)
#define mailimap_set_msg_body_handler(...) net_etpan.mailimap_set_msg_body_handler(__VA_ARGS__)
#define mailimap_set_new_empty(...) net_etpan.mailimap_set_new_empty(__VA_ARGS__)
#define mailimap_set_new_interval(...) net_etpan.mailimap_set_new_interval(__VA_ARGS__)
#define mailimap_set_new_single(...) net_etpan.mailimap_set_new_single(__VA_ARGS__)
#define mailimap_set_progress_callback(...) \
	net_etpan.mailimap_set_progress_callback(__VA_ARGS__)
#define mailimap_store_att_flags_free(...) net_etpan.mailimap_store_att_flags_free(__VA_ARGS__)
#define mailimap_store_att_flags_new_add_flags_silent(...) \
	net_etpan.mailimap_store_att_flags_new_add_flags_silent(__VA_ARGS__)
#define mailimap_uid_fetch(...) net_etpan.mailimap_uid_fetch(__VA_ARGS__)
#define mailimap_uid_move(...) net_etpan.mailimap_uid_move(__VA_ARGS__)
#define mailimap_uid_store(...) net_etpan.mailimap_uid_store(__VA_ARGS__)
#define mailstream_flush(...) net_etpan.mailstream_flush(__VA_ARGS__)
#define mailstream_low_new(...) net_etpan.mailstream_low_new(__VA_ARGS__)
#define mailstream_new(...) net_etpan.mailstream_new(__VA_ARGS__)
#define mailstream_read(...) net_etpan.mailstream_read(__VA_ARGS__)
#define mailstream_write(...) net_etpan.mailstream_write(__VA_ARGS__)

#endif
