/* MACs over the rows that give access: holder, wrap, grant, member, credential,
 * membership; and over the keys that entries are signed with.
 *
 * Whoever has only the database cannot add or change one that the program
 * would use. The check is made when a row is read to give access, or to check
 * a signature.
 */
#ifndef AMPARO_WORK_MACS_H
#define AMPARO_WORK_MACS_H

#include "store/credentials.h"
#include "store/grants.h"
#include "store/holders.h"
#include "store/members.h"
#include "store/openings.h"
#include "store/settings.h"
#include "store/sheets.h"
#include "store/transfers.h"
#include "work/act.h"

struct str macs_grant(struct act *act, const struct grant_row *row);
enum err macs_grant_check(const struct server *server, const struct grant_row *row) MUST;
struct str macs_holder(struct act *act, const struct holder_row *row);
enum err macs_holder_check(const struct server *server, const struct holder_row *row) MUST;
/* The public key of a holder whose MAC was checked. */
struct public_key macs_holder_key(const struct holder_row *row);
struct str macs_wrap(struct act *act, const struct wrap_row *row);
enum err macs_wrap_check(const struct server *server, const struct wrap_row *row) MUST;
struct str macs_member(struct act *act, const struct member_row *row);
enum err macs_member_check(const struct server *server, const struct member_row *row) MUST;
struct str macs_signer(struct act *act, const struct signer_row *row);
enum err macs_signer_check(const struct server *server, const struct signer_row *row) MUST;
struct str macs_credential(struct act *act, const struct credential_row *row);
enum err macs_credential_check(const struct server *server, const struct credential_row *row) MUST;
struct str macs_sheet(struct act *act, const struct sheet_row *row);
enum err macs_sheet_check(const struct server *server, const struct sheet_row *row) MUST;
struct str macs_new_sheet(struct act *act, const struct new_sheet_row *row);
enum err macs_new_sheet_check(const struct server *server, const struct new_sheet_row *row) MUST;
struct str macs_membership(struct act *act, const struct membership_row *row);
enum err macs_membership_check(const struct server *server, const struct membership_row *row) MUST;
/* host/configuration.c makes those of its own. */
struct str macs_setting(struct act *act, const struct setting_row *row);
struct str macs_opening(struct act *act, const struct opening_row *row);
enum err macs_opening_check(const struct server *server, const struct opening_row *row) MUST;
struct str macs_transfer(struct act *act, const struct transfer_row *row);
enum err macs_transfer_check(const struct server *server, const struct transfer_row *row) MUST;
/* The row, its MAC checked. ERR_NOT_FOUND. */
enum err macs_transfer_row(struct act *act, struct id transfer, struct transfer_row *ret) MUST;
enum err macs_setting_check(const struct server *server, const struct setting_row *row) MUST;

#endif
