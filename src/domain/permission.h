/* Who may do what, before any key is tried.
 *
 * A role gives permissions on routes; a case or referral opens only with a
 * key as well (policy *and* key). Roles are a bit mask; a member may
 * have several. The administrator sets up people and units and opens no
 * dossier; the auditor reads the log and opens no dossier; the coordinator
 * sees providers, hours and codes, no person. Registration officers and
 * protection focal points read the map: registration itself is still to come.
 */
#ifndef AMPARO_DOMAIN_PERMISSION_H
#define AMPARO_DOMAIN_PERMISSION_H

#include "base/id.h"

enum role {
    ROLE_CASE_WORKER = 1 << 0,
    ROLE_SUPERVISOR = 1 << 1,
    ROLE_FOCAL_POINT = 1 << 2,
    ROLE_COORDINATOR = 1 << 3,
    ROLE_ADMINISTRATOR = 1 << 4,
    ROLE_AUDITOR = 1 << 5,
    ROLE_DIRECTORY_EDITOR = 1 << 6,
    ROLE_REGISTRATION_OFFICER = 1 << 7,
    ROLE_PROTECTION_FOCAL_POINT = 1 << 8,
    ROLE_LAST = ROLE_PROTECTION_FOCAL_POINT,
};

enum permission {
    MAY_ANYONE = 1,       /* signed in or not */
    MAY_SIGNED_IN,        /* also with a locked session */
    MAY_WORK,             /* any unlocked member */
    MAY_OPEN_CASES,       /* meet a person, open and read cases one holds a key of */
    MAY_SUPERVISE,        /* approve, review: always with a key of the case too */
    MAY_REFER,            /* release, refer, cancel, close */
    MAY_ANSWER,           /* inbox of a function, answer */
    MAY_LIST_REFERRALS,   /* received or sent, each with the permission of its side; codes only */
    MAY_MEET_ABOUT_CASES, /* meetings by codes only; invitations need MAY_ANSWER as well */
    MAY_TELL_BREACH,      /* write down a breach of confidentiality; read it with a key of it */
    MAY_READ_MAP,         /* service map, pathways, gaps */
    MAY_EDIT_MAP,         /* import a matrix, edit services */
    MAY_COORDINATE,       /* silence across organisations, no person */
    MAY_SEE_TEAM,         /* colleagues; what may be changed: work/people/team.c */
    MAY_ADMINISTER,       /* members, units */
    MAY_AUDIT,            /* the log */
    PERMISSION_COUNT
};

/* `roles` is 0 for who is not signed in. Whether the session is locked is the session's to know:
 * MAY_SIGNED_IN and MAY_WORK differ there, not here. */
bool permit(unsigned roles, enum permission permission);
const char *permission_name(enum permission permission);
const char *role_name(enum role role);  /* "case_worker" */
const char *role_label(enum role role); /* msgid */
/* "case_worker, focal_point"; a name that is not known, or none at all, makes *ret_ok false. */
unsigned roles_parse(struct str comma_list, bool *ret_ok);

/* Functions of a unit or organisation that hold keys. */
const char *function_label(struct str function); /* msgid */
#define FUNCTION_FOCAL_POINT "focal_point"
#define FUNCTION_SUPERVISOR "supervisor"
#define FUNCTION_COORDINATOR "coordinator"
#define FUNCTION_EMERGENCY "emergency" /* of an organisation: who may ask for an opening */

#endif
