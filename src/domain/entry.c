#include "domain/entry.h"

enum part {
    PART_TYPE,
    PART_VERSION,
    PART_NODE,
    PART_AUTHOR,
    PART_AUTHOR_NAME,
    PART_AT,
    PART_TOLD,
    PART_PARENT,
    PART_BODY,
    PART_COUNT
};

/* What a sealed entry has, and nothing else: a part too many is as wrong as one too few. */
static const struct {
    const char *key;
    json_type type;
} parts[] = {
    [PART_TYPE] = {"t", JSON_STRING},        [PART_VERSION] = {"v", JSON_INTEGER}, /* of the body */
    [PART_NODE] = {"n", JSON_STRING},        [PART_AUTHOR] = {"a", JSON_STRING},
    [PART_AUTHOR_NAME] = {"w", JSON_STRING}, /* as shown then */
    [PART_AT] = {"at", JSON_INTEGER},        /* written down */
    [PART_TOLD] = {"told", JSON_INTEGER},    /* took place */
    [PART_PARENT] = {"p", JSON_STRING},      [PART_BODY] = {"b", JSON_OBJECT},
};

/* Changes a body of one version into the next. */
typedef void upcast(json_t *body);

#define IN(kind) (1u << (kind))
#define CORE IN(DOSSIER_CORE)
#define SLIP IN(DOSSIER_SLIP)
#define INVITATION IN(DOSSIER_INVITATION)
#define MEETING IN(DOSSIER_MEETING)
#define EMERGENCY IN(DOSSIER_EMERGENCY)
#define TRANSFER IN(DOSSIER_TRANSFER)
#define BREACH IN(DOSSIER_BREACH)

static const struct {
    const char *name;
    const char *label;
    unsigned kinds;
    /* The first brings version 1 to 2, and so on; ends with NULL. None: there is only version 1.
     * Once released, a row of upcasts only grows: stored journals are read for ever. */
    upcast *const *upcasts;
} formats[ENTRY_TYPE_COUNT] = {
    [ENTRY_CASE_OPENED] = {"case_opened", N_("Accompaniment started"), CORE, NULL},
    [ENTRY_SERVICES_CONSENT] = {"services_consent", N_("Consent to be accompanied recorded"), CORE,
                                NULL},
    [ENTRY_ANSWERS_SET] = {"answers_set", N_("Answers written down"),
                           CORE | IN(DOSSIER_SAFETY) | IN(DOSSIER_RESERVED), NULL},
    [ENTRY_EXCLUSION_SET] = {"exclusion_set", N_("List of who must not know updated"), CORE, NULL},
    [ENTRY_BEST_INTERESTS] = {"best_interests", N_("Best interest weighed"), CORE, NULL},
    [ENTRY_REPORT_NOTED] = {"report_noted", N_("Duty to report"), CORE, NULL},
    [ENTRY_OVERRIDE_NOTED] = {"override_noted", N_("Told because a life was in danger"), CORE,
                              NULL},
    [ENTRY_OVERRIDE_TOLD] = {"override_told", N_("The person was told what was told elsewhere"),
                             CORE, NULL},
    [ENTRY_NEED_ADDED] = {"need_added", N_("Need added"), CORE, NULL},
    [ENTRY_NEED_CLOSED] = {"need_closed", N_("Need closed"), CORE, NULL},
    [ENTRY_RISK_ASSESSED] = {"risk_assessed", N_("Risk"), CORE, NULL},
    [ENTRY_SAFETY_REVIEW_SET] = {"safety_review_set", N_("Safety plan gone through together"), CORE,
                                 NULL},
    [ENTRY_SAFETY_PUT_OFF] = {"safety_put_off", N_("No safety plan for now"), CORE, NULL},
    [ENTRY_SAFETY_NOT_NOW] = {"safety_not_now", N_("No safety plan for now"), IN(DOSSIER_SAFETY),
                              NULL},
    [ENTRY_SAFETY_LINE] = {"safety_line", N_("Line of the safety plan"), IN(DOSSIER_SAFETY), NULL},
    [ENTRY_SAFETY_AGREED] = {"safety_agreed", N_("Safety plan gone through together"),
                             IN(DOSSIER_SAFETY), NULL},
    [ENTRY_SAFETY_PRINTED] = {"safety_printed", N_("Printed as a list"), IN(DOSSIER_SAFETY), NULL},
    [ENTRY_NOTE_ADDED] = {"note_added", N_("Note added"), CORE, NULL},
    [ENTRY_FOLLOW_UP_SET] = {"follow_up_set", N_("Follow-up agreed"), CORE, NULL},
    [ENTRY_FOLLOW_UP_DONE] = {"follow_up_done", N_("Follow-up done"), CORE, NULL},
    [ENTRY_SERVICE_DECLINED] = {"service_declined", N_("The person did not want this service"),
                                CORE, NULL},
    [ENTRY_DECLINED_REOPENED] = {"declined_reopened", N_("This service may be proposed again"),
                                 CORE, NULL},
    [ENTRY_RELEASE_GIVEN] = {"release_given", N_("Authorisation given"), CORE, NULL},
    [ENTRY_RELEASE_WITHDRAWN] = {"release_withdrawn", N_("Authorisation withdrawn"), CORE, NULL},
    [ENTRY_REFERRAL_DRAFTED] = {"referral_drafted", N_("Referral drafted"), CORE, NULL},
    [ENTRY_REFERRAL_DROPPED] = {"referral_dropped", N_("Referral draft dropped"), CORE, NULL},
    [ENTRY_REFERRAL_SENT] = {"referral_sent", N_("Referral sent"), CORE, NULL},
    [ENTRY_REFERRAL_RECORDED] = {"referral_recorded", N_("Referral recorded, not sent"), CORE,
                                 NULL},
    [ENTRY_REFERRAL_EXECUTED] = {"referral_executed", N_("External referral carried out"), CORE,
                                 NULL},
    [ENTRY_REFERRAL_PHONED] = {"referral_phoned", N_("Emergency call"), CORE, NULL},
    [ENTRY_REFERRAL_CANCELLED] = {"referral_cancelled", N_("Referral cancelled"), CORE, NULL},
    [ENTRY_REFERRAL_OUTCOME] = {"referral_outcome", N_("Outcome of the referral noted"), CORE,
                                NULL},
    [ENTRY_REFERRAL_TOLD] = {"referral_told", N_("Noted whether the person was told"), CORE, NULL},
    [ENTRY_REFERRAL_CLOSED] = {"referral_closed", N_("Referral closed"), CORE, NULL},
    [ENTRY_REFERRAL_CLEARED] = {"referral_cleared", N_("They answered whether it was deleted"),
                                CORE, NULL},
    [ENTRY_REFERRAL_CLEARED_TOLD] = {"referral_cleared_told",
                                     N_("Noted whether the person was told what was deleted"), CORE,
                                     NULL},
    [ENTRY_REFERRAL_WHO_TOLD] = {"referral_who_told",
                                 N_("Noted whether the service knows who accompanies now"), CORE,
                                 NULL},
    [ENTRY_CONFERENCE_SET] = {"conference_set", N_("Conference prepared"), CORE, NULL},
    [ENTRY_CONFERENCE_REFUSED] = {"conference_refused", N_("The person does not want a conference"),
                                  CORE, NULL},
    [ENTRY_CONFERENCE_ITEM] = {"conference_item", N_("Item of the conference"), CORE, NULL},
    [ENTRY_CONFERENCE_ITEM_DROPPED] = {"conference_item_dropped",
                                       N_("Item of the conference taken out"), CORE, NULL},
    [ENTRY_CONFERENCE_SUPPORT] = {"conference_support", N_("Somebody comes without an account"),
                                  CORE, NULL},
    [ENTRY_CONFERENCE_SIGNED] = {"conference_signed", N_("Undertaking signed on paper"), CORE,
                                 NULL},
    [ENTRY_CONFERENCE_ANSWER] = {"conference_answer", N_("The person decided who comes"), CORE,
                                 NULL},
    [ENTRY_CONFERENCE_INVITED] = {"conference_invited", N_("Invited to the conference"), CORE,
                                  NULL},
    [ENTRY_CONFERENCE_HELD] = {"conference_held", N_("Conference held"), CORE, NULL},
    [ENTRY_CONFERENCE_DECIDED] = {"conference_decided", N_("Decision of the conference"), CORE,
                                  NULL},
    [ENTRY_CONFERENCE_DECISION_DROPPED] = {"conference_decision_dropped",
                                           N_("Decision of the conference taken out"), CORE, NULL},
    [ENTRY_CONFERENCE_APPROVED] = {"conference_approved", N_("Minutes of the conference approved"),
                                   CORE, NULL},
    [ENTRY_CONFERENCE_OUTCOME] = {"conference_outcome", N_("What became of a decision"), CORE,
                                  NULL},
    [ENTRY_CONFERENCE_TOLD] = {"conference_told",
                               N_("Noted whether the person was told of the decisions"), CORE,
                               NULL},
    [ENTRY_CONFERENCE_PRINTED] = {"conference_printed", N_("Minutes printed"), CORE, NULL},
    [ENTRY_CONFERENCE_CLOSED] = {"conference_closed", N_("Conference closed"), CORE, NULL},
    [ENTRY_CONFERENCE_STOPPED] = {"conference_stopped", N_("The conference does not take place"),
                                  CORE, NULL},
    [ENTRY_ACCOUNT_HEARD] = {"account_heard", N_("Account heard or read"), CORE, NULL},
    [ENTRY_INCIDENT_KNOWN] = {"incident_known", N_("An incident was told"), CORE, NULL},
    [ENTRY_COPY_GIVEN] = {"copy_given", N_("A copy of everything was made for the person"), CORE,
                          NULL},
    [ENTRY_RETENTION_MOVED] = {"retention_moved", N_("Kept longer"), CORE, NULL},
    [ENTRY_ERASURE_ASKED] = {"erasure_asked", N_("Erasure asked for"), CORE, NULL},
    [ENTRY_ERASURE_DROPPED] = {"erasure_dropped", N_("Erasure not asked for any more"), CORE, NULL},
    [ENTRY_PART_ERASED] = {"part_erased", N_("A part was erased for good"), CORE, NULL},
    [ENTRY_OWNER_CHANGED] = {"owner_changed", N_("Another colleague accompanies from now on"), CORE,
                             NULL},
    [ENTRY_GOAL_SET] = {"goal_set", N_("Goal agreed"), CORE, NULL},
    [ENTRY_ACTION_SET] = {"action_set", N_("Action of the plan"), CORE, NULL},
    [ENTRY_ACTION_PROGRESS] = {"action_progress", N_("Progress of an action"), CORE, NULL},
    [ENTRY_SERVICE_GIVEN] = {"service_given", N_("Service given by the own unit"), CORE, NULL},
    [ENTRY_PLAN_AGREED] = {"plan_agreed", N_("Plan gone through with the person"), CORE, NULL},
    [ENTRY_CLOSURE_ASKED] = {"closure_asked", N_("Closing"), CORE, NULL},
    [ENTRY_CASE_REOPENED] = {"case_reopened", N_("Taken up again"), CORE, NULL},
    [ENTRY_FEEDBACK_ASKED] = {"feedback_asked", N_("Asked how it was"), CORE, NULL},
    [ENTRY_APPROVAL_ASKED] = {"approval_asked", N_("Approval asked for"), CORE, NULL},
    [ENTRY_APPROVAL_ANSWERED] = {"approval_answered", N_("Supervision answered"), CORE, NULL},
    [ENTRY_FILE_REVIEWED] = {"file_reviewed", N_("Supervision looked at the file"), CORE, NULL},
    [ENTRY_FILE_REVIEW_DONE] = {"file_review_done", N_("What supervision asked for was done"), CORE,
                                NULL},
    [ENTRY_REASSIGN_ASKED] = {"reassign_asked", N_("Asked about another colleague"), CORE, NULL},
    [ENTRY_TRANSFER_DRAFTED] = {"transfer_drafted", N_("Transfer prepared"), CORE, NULL},
    [ENTRY_TRANSFER_SENT] = {"transfer_sent", N_("Transfer sent"), CORE, NULL},
    [ENTRY_TRANSFER_ENDED] = {"transfer_ended", N_("Transfer ended"), CORE, NULL},
    [ENTRY_TRANSFER_STARTED] = {"transfer_started", N_("First contact after the transfer"), CORE,
                                NULL},
    [ENTRY_ACCOUNT_WRITTEN] = {"account_written", N_("Account written"), IN(DOSSIER_ACCOUNT), NULL},
    [ENTRY_INCIDENT_TOLD] = {"incident_told", N_("Incident"), IN(DOSSIER_ACCOUNT), NULL},
    [ENTRY_SLIP_WRITTEN] = {"slip_written", N_("Referral delivered"), SLIP, NULL},
    [ENTRY_SLIP_RECEIVED] = {"slip_received", N_("Reception confirmed"), SLIP, NULL},
    [ENTRY_SLIP_INFO_ASKED] = {"slip_info_asked", N_("Information asked for"), SLIP, NULL},
    [ENTRY_SLIP_INFO_GIVEN] = {"slip_info_given", N_("Information given"), SLIP, NULL},
    [ENTRY_SLIP_ACCEPTED] = {"slip_accepted", N_("Referral accepted"), SLIP, NULL},
    [ENTRY_SLIP_WAITLISTED] = {"slip_waitlisted", N_("Entered on the waiting list"), SLIP, NULL},
    [ENTRY_SLIP_DECLINED] = {"slip_declined", N_("Referral not accepted"), SLIP, NULL},
    [ENTRY_SLIP_SERVICE] = {"slip_service", N_("Outcome of the service noted"), SLIP, NULL},
    [ENTRY_SLIP_STOPPED] = {"slip_stopped", N_("Referral stopped: do not continue"), SLIP, NULL},
    [ENTRY_INVITATION_WRITTEN] = {"invitation_written", N_("Invitation delivered"), INVITATION,
                                  NULL},
    [ENTRY_INVITATION_PART] = {"invitation_part", N_("An item was added"), INVITATION, NULL},
    [ENTRY_INVITATION_PROMISED] = {"invitation_promised", N_("Undertaking accepted"), INVITATION,
                                   NULL},
    [ENTRY_INVITATION_DECLINED] = {"invitation_declined", N_("Will not come"), INVITATION, NULL},
    [ENTRY_INVITATION_TASK] = {"invitation_task", N_("Task from the conference"), INVITATION, NULL},
    [ENTRY_INVITATION_TASK_DONE] = {"invitation_task_done", N_("What became of a task"), INVITATION,
                                    NULL},
    [ENTRY_INVITATION_OBJECTED] = {"invitation_objected", N_("Objection to the minutes"),
                                   INVITATION, NULL},
    [ENTRY_INVITATION_ANSWERED] = {"invitation_answered", N_("Objection answered"), INVITATION,
                                   NULL},
    [ENTRY_INVITATION_STOPPED] = {"invitation_stopped", N_("Invitation stopped: do not continue"),
                                  INVITATION, NULL},
    [ENTRY_ITEM_WRITTEN] = {"item_written", N_("Item made ready"), IN(DOSSIER_ITEM), NULL},
    [ENTRY_MEETING_CALLED] = {"meeting_called", N_("Meeting called"), MEETING, NULL},
    [ENTRY_MEETING_CASE] = {"meeting_case", N_("Case put on the list"), MEETING, NULL},
    [ENTRY_MEETING_AGREED] = {"meeting_agreed", N_("Agreed"), MEETING, NULL},
    [ENTRY_MEETING_DONE] = {"meeting_done", N_("What became of an agreement"), MEETING, NULL},
    [ENTRY_MEETING_CLOSED] = {"meeting_closed", N_("Meeting closed"), MEETING, NULL},
    [ENTRY_SLIP_SENDER_CHANGED] = {"slip_sender_changed",
                                   N_("Another unit accompanies from now on"), SLIP, NULL},
    [ENTRY_CONTACT_WRITTEN] = {"contact_written", N_("Contact made ready"), IN(DOSSIER_CONTACT),
                               NULL},
    [ENTRY_FEEDBACK_GIVEN] = {"feedback_given", N_("How it was"), IN(DOSSIER_FEEDBACK), NULL},
    [ENTRY_BREACH_WRITTEN] = {"breach_written", N_("Written down"), BREACH, NULL},
    [ENTRY_BREACH_TOLD] = {"breach_told", N_("Noted whether the person was told"), BREACH, NULL},
    [ENTRY_BREACH_SAFETY] = {"breach_safety", N_("The safety plan was looked at"), BREACH, NULL},
    [ENTRY_BREACH_MEASURE] = {"breach_measure", N_("Measure"), BREACH, NULL},
    [ENTRY_BREACH_CLOSED] = {"breach_closed", N_("Closed"), BREACH, NULL},
    [ENTRY_BREACH_TIED] = {"breach_tied", N_("Joined to the person's case"), BREACH, NULL},
    [ENTRY_BREACH_KEPT] = {"breach_kept", N_("The person's data were taken out"), BREACH, NULL},
    [ENTRY_HANDOVER_WRITTEN] = {"handover_written", N_("Transfer delivered"), TRANSFER, NULL},
    [ENTRY_HANDOVER_ACCEPTED] = {"handover_accepted", N_("Transfer accepted"), TRANSFER, NULL},
    [ENTRY_HANDOVER_DECLINED] = {"handover_declined", N_("Transfer not accepted"), TRANSFER, NULL},
    [ENTRY_HANDOVER_WITHDRAWN] = {"handover_withdrawn", N_("Transfer taken back"), TRANSFER, NULL},
    [ENTRY_HANDOVER_MEETING] = {"handover_meeting", N_("Hand-over meeting agreed"), TRANSFER, NULL},
    [ENTRY_HANDOVER_AGREED] = {"handover_agreed",
                               N_("Agreed what to do if the person does not arrive"), TRANSFER,
                               NULL},
    [ENTRY_HANDOVER_NOT_ARRIVED] = {"handover_not_arrived", N_("The person did not arrive"),
                                    TRANSFER, NULL},
    [ENTRY_HANDOVER_CONTACT] = {"handover_contact", N_("First contact made"), TRANSFER, NULL},
    [ENTRY_HANDOVER_RETURNED] = {"handover_returned", N_("Given back"), TRANSFER, NULL},
    [ENTRY_ARCHIVE_WRITTEN] = {"archive_written", N_("Archived after a transfer"),
                               IN(DOSSIER_ARCHIVE), NULL},
    [ENTRY_CAPACITY_ASKED] = {"capacity_asked", N_("Asked for room"), IN(DOSSIER_CAPACITY), NULL},
    [ENTRY_CAPACITY_ANSWERED] = {"capacity_answered", N_("Answered whether there is room"),
                                 IN(DOSSIER_CAPACITY), NULL},
    [ENTRY_PULL_ASKED] = {"pull_asked", N_("Another unit asked for the person"), IN(DOSSIER_PULL),
                          NULL},
    [ENTRY_PULL_DECIDED] = {"pull_decided", N_("Decided about another unit's request"),
                            IN(DOSSIER_PULL), NULL},
    [ENTRY_EMERGENCY_SET] = {"emergency_set", N_("Made ready for an emergency"), EMERGENCY, NULL},
    [ENTRY_EMERGENCY_ASKED] = {"emergency_asked", N_("Emergency opening asked for"), EMERGENCY,
                               NULL},
    [ENTRY_EMERGENCY_CONFIRMED] = {"emergency_confirmed", N_("Answer of the second person"),
                                   EMERGENCY, NULL},
    [ENTRY_EMERGENCY_REVIEWED] = {"emergency_reviewed", N_("Emergency opening reviewed"), EMERGENCY,
                                  NULL},
    [ENTRY_EMERGENCY_TOLD] = {"emergency_told", N_("The person was told of the emergency opening"),
                              EMERGENCY, NULL},
};

static const char *const kind_names[DOSSIER_KIND_COUNT] = {
    [DOSSIER_CORE] = "core",
    [DOSSIER_ACCOUNT] = "account",
    [DOSSIER_SAFETY] = "safety",
    [DOSSIER_RESERVED] = "reserved",
    [DOSSIER_SLIP] = "slip",
    [DOSSIER_CONTACT] = "contact",
    [DOSSIER_INVITATION] = "invitation",
    [DOSSIER_ITEM] = "item",
    [DOSSIER_MEETING] = "meeting",
    [DOSSIER_FEEDBACK] = "feedback",
    [DOSSIER_BREACH] = "breach",
    [DOSSIER_EMERGENCY] = "emergency",
    [DOSSIER_TRANSFER] = "transfer",
    [DOSSIER_ARCHIVE] = "archive",
    [DOSSIER_CAPACITY] = "capacity",
    [DOSSIER_PULL] = "pull",
};

static enum err decode(struct str bytes, struct entry *ret);
static bool take_parts(const json_t *value, json_t *ret_parts[PART_COUNT]);
static bool parent_parse(struct str text, struct hash *ret);
static bool type_known(enum entry_type type);

const char *entry_type_name(enum entry_type type)
{
    return type_known(type) ? formats[type].name : "";
}

enum entry_type entry_type_parse(struct str name)
{
    for (unsigned type = 1; type < ENTRY_TYPE_COUNT; type++) {
        if (str_eq(name, str_of(formats[type].name))) {
            return type;
        }
    }
    return 0;
}

const char *entry_type_label(enum entry_type type)
{
    return type_known(type) ? formats[type].label : "";
}

bool entry_belongs(enum entry_type type, enum dossier_kind kind)
{
    return type_known(type) && (unsigned)kind < DOSSIER_KIND_COUNT &&
           (formats[type].kinds & IN(kind)) != 0;
}

void case_dossier_add(struct vec *dossiers, struct id id, enum dossier_kind kind)
{
    if (!id_is_none(id)) {
        *(struct case_dossier *)vec_add(dossiers) = (struct case_dossier){id, kind};
    }
}

const char *dossier_kind_name(enum dossier_kind kind)
{
    return (unsigned)kind < DOSSIER_KIND_COUNT && kind_names[kind] ? kind_names[kind] : "";
}

int entry_newest(enum entry_type type)
{
    int newest = 1;

    check(type_known(type));
    for (upcast *const *step = formats[type].upcasts; step && *step; step++) {
        newest++;
    }
    return newest;
}

struct str entry_encode(struct arena *arena, const struct entry *entry)
{
    check(type_known(entry->type) && entry->version >= 1);

    struct arena *former = value_use_arena(arena);
    json_t *value = value_object();
    value_set_z(value, "t", formats[entry->type].name);
    value_set_int(value, "v", entry->version);
    value_set_id(value, "n", entry->node);
    value_set_id(value, "a", entry->author);
    value_set_text(value, "w", entry->author_name);
    value_set_int(value, "at", entry->at_us);
    value_set_int(value, "told", entry->told_us);
    value_set_text(value, "p", hex_text(arena, hash_bytes(&entry->parent)));
    value_set(value, "b", entry->body ? entry->body : value_object());
    struct str bytes = value_print(arena, value);
    value_use_arena(former);
    return bytes.len <= LIMIT_ENTRY_BYTES ? bytes : STR_NONE;
}

enum err entry_decode(struct arena *arena, struct str bytes, struct entry *ret)
{
    if (bytes.len > LIMIT_ENTRY_BYTES) {
        return ERR_LIMIT;
    }

    struct arena *former = value_use_arena(arena);
    enum err err = decode(bytes, ret);
    value_use_arena(former);
    return err;
}

void entry_upcast(struct entry *entry)
{
    for (int newest = entry_newest(entry->type); entry->version < newest; entry->version++) {
        formats[entry->type].upcasts[entry->version - 1](entry->body);
    }
}

static enum err decode(struct str bytes, struct entry *ret)
{
    json_t *value;
    json_t *part[PART_COUNT];
    struct entry entry = {0};

    TRY(value_parse(bytes, &value));
    if (!take_parts(value, part)) {
        return ERR_INVALID;
    }
    entry.type = entry_type_parse(value_str(part[PART_TYPE]));
    int64_t version = json_integer_value(part[PART_VERSION]);
    if (!type_known(entry.type) || version < 1 || version > entry_newest(entry.type)) {
        return ERR_INVALID;
    }
    if (!id_parse(value_str(part[PART_NODE]), &entry.node) ||
        !id_parse(value_str(part[PART_AUTHOR]), &entry.author) ||
        !parent_parse(value_str(part[PART_PARENT]), &entry.parent)) {
        return ERR_INVALID;
    }
    entry.version = (int)version;
    entry.author_name = value_str(part[PART_AUTHOR_NAME]);
    entry.at_us = json_integer_value(part[PART_AT]);
    entry.told_us = json_integer_value(part[PART_TOLD]);
    entry.body = part[PART_BODY];
    entry_upcast(&entry);
    *ret = entry;
    return OK;
}

/* False when one is missing, of another type, or too many. */
static bool take_parts(const json_t *value, json_t *ret_parts[PART_COUNT])
{
    if (!json_is_object(value) || json_object_size(value) != PART_COUNT) {
        return false;
    }
    for (size_t i = 0; i < PART_COUNT; i++) {
        ret_parts[i] = value_get(value, parts[i].key);
        if (!ret_parts[i] || json_typeof(ret_parts[i]) != parts[i].type) {
            return false;
        }
    }
    return true;
}

/* Without an arena: two ids in a row. */
static bool parent_parse(struct str text, struct hash *ret)
{
    struct id halves[2];

    if (text.len != 2 * ID_TEXT || !id_parse(str_upto(text, ID_TEXT), &halves[0]) ||
        !id_parse(str_from(text, ID_TEXT), &halves[1])) {
        return false;
    }
    memcpy(ret->b, halves, HASH_BYTES);
    return true;
}

static bool type_known(enum entry_type type)
{
    return (unsigned)type < ENTRY_TYPE_COUNT && formats[type].name;
}
