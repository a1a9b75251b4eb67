#include "work/people/see_log.h"

#include "base/buf.h"
#include "base/date.h"
#include "format/csv.h"
#include "format/qr.h"
#include "store/auditlog.h"
#include "work/log_term.h"
#include "work/people/see_office.h"

enum { SHORT_ID = 8, LOG_CSV_BYTES = 4 * 1024 * 1024 };

static const struct {
    const char *outcome, *label;
} known[] = {
    {"first_step", N_("gave the password")},
    {"app_set_up", N_("set up the app of codes")},
    {"password_changed", N_("changed the password")},
    {"own_keys_renewed", N_("renewed their own keys")},
    {"code_made", N_("made a new recovery code")},
    {"recovered", N_("came back with the recovery code")},
    {"access_renewed", N_("gave a new access")},
    {"access_returned", N_("gave access back")},
    {"sheet_asked", N_("asked for the recovery sheet")},
    {"sheet_used", N_("used the recovery sheet")},
    {"sheet_made_again", N_("made the new recovery sheet again")},
    {"sheet_kept", N_("has the new recovery sheet on paper")},
    {"session_ended", N_("ended a session")},
    {"opened", N_("opened")},
    {"listed", N_("listed")},
    {"searched", N_("searched")},
    {"entered", N_("came in")},
    {"refused", N_("refused")},
    {"activated", N_("activated the account")},
    {"referred", N_("referred")},
    {"shown", N_("shown without opening")},
    {"swept", N_("forgot what was over")},
    {"made", N_("made")},
    {"erased", N_("erased everything")},
    {"part_erased", N_("erased a part")},
    {"log_forgotten", N_("forgot the oldest lines of the log")},
    {"term_over", N_("erased when its term was over")},
    {"denied", N_("not found, or not for them")},
    {"forged_token", N_("a form without the token of its page")},
    {"forged_origin", N_("a form from another place")},
    {"forged_command", N_("a form without a command of ours")},
    {"forged_form", N_("a form that could not be read")},
    {"forged_answer", N_("an answer that its page does not offer")},
    {"moved", N_("moved to another unit")},
    {"disabled", N_("disabled")},
    {"sessions_ended", N_("ended all sessions")},
    {"report_rule_set", N_("wrote down a duty to report")},
    {"service_paused", N_("paused a service, or opened it again")},
    {"cleared", N_("said what was deleted")},
    {"retired", N_("left")},
    {"enabled", N_("may come in again")},
    {"key_moved_on", N_("new key")},
    {"rewrapped", N_("wrapped under the new key")},
    {"left_void", N_("left without a key what does not hold")},
    {"function_given", N_("function given")},
    {"function_taken", N_("function taken away")},
    {"function_proposed", N_("function proposed")},
    {"deputy_named", N_("deputy named")},
    {"absence_said", N_("absence said")},
    {"roles_set", N_("roles changed")},
    {"owner_changed", N_("another accompanies")},
    {"taken_over", N_("taken over")},
    {"access_given", N_("access given")},
    {"invited", N_("invited")},
    {"turned", N_("changed the root key")},
    {"entries_checked", N_("checked the signatures")},
    {"restored", N_("restored from a backup")},
    {"exported", N_("took a copy of the log")},
    {"printed", N_("printed the proof of the log")},
    {"answered", N_("answered")},
    {"begun_anew", N_("began the practice anew")},
    {"breach", N_("wrote down a breach of confidentiality")},
    {"called", N_("called a meeting")},
    {"case_opened", N_("began to accompany somebody")},
    {"closed", N_("closed")},
    {"contact_shown", N_("was shown how to reach the person")},
    {"copies_destroyed", N_("destroyed the copies")},
    {"custodian_added", N_("added a custodian of backups")},
    {"custodian_removed", N_("removed a custodian of backups")},
    {"setting_changed", N_("changed a setting")},
    {"emergency_reviewed", N_("reviewed an emergency opening")},
    {"emergency_told", N_("told the person of an emergency opening")},
    {"imported", N_("took over a map of services")},
    {"name_shown", N_("was shown the name")},
    {"not_opened", N_("began no case: the person said no")},
    {"override_noted", N_("wrote down what was told in danger")},
    {"pull_asked", N_("asked for a case where the person was")},
    {"transfer_sent", N_("sent a transfer")},
};
enum { KNOWN = sizeof(known) / sizeof(known[0]) };

static enum err find_rows(struct act *act, const struct log_filter *filter, size_t max,
                          struct auditlog_rows *ret);
static enum err choose(struct act *act, const struct log_filter *filter,
                       struct auditlog_choice *ret);
static enum err day_us(struct act *act, struct str text, bool end, int64_t *ret);
static bool object_bounds(struct arena *arena, struct str digits, struct auditlog_choice *ret);
static json_t *filter_view(struct act *act, const struct log_filter *filter);
static struct str query_of(struct act *act, const struct log_filter *filter, int64_t before);
static struct str csv_address(struct act *act, const struct log_filter *filter, int64_t before);
static struct str outcome_words(struct act *act, struct str outcome);
static struct str object_text(struct act *act, struct id object);

enum err see_log(struct act *act, const struct log_filter *filter, json_t *view)
{
    struct auditlog_rows rows;
    json_t *array = value_array();

    TRY(find_rows(act, filter, LIMIT_LIST_ROWS, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct auditlog_row *row = &rows.at[i];
        struct str by;
        TRY(see_office_who(act, row->actor, &by));
        json_t *item = value_object();
        value_set_int(item, "seq", row->seq);
        value_set_text(item, "at", act_time(act, row->at_us));
        value_set_text(item, "who", by);
        value_set_text(item, "action", row->action);
        value_set_text(item, "object", object_text(act, row->object));
        value_set_text(item, "outcome", outcome_words(act, row->outcome));
        value_set_int(item, "number", row->number);
        value_push(array, item);
    }
    struct str since;
    TRY(log_term_since(act, &since));
    value_set_text(view, "log_since", since);
    value_set(view, "rows", array);
    value_set_flag(view, "any", rows.count > 0);
    value_set(view, "filter", filter_view(act, filter));
    value_set_text(view, "csv_url", csv_address(act, filter, 0));
    if (rows.count == LIMIT_LIST_ROWS && rows.at[rows.count - 1].seq > 1) {
        value_set_text(view, "next_url",
                       str_join_in(act->arena, S("/registro-de-accesos"),
                                   query_of(act, filter, rows.at[rows.count - 1].seq), STR_NONE));
    }
    act_note(act, ID_NONE, S("listed"), (int64_t)rows.count);
    return OK;
}

enum err see_log_csv(struct act *act, const struct log_filter *filter, size_t max, struct str *ret)
{
    struct auditlog_rows rows;
    struct buf out = buf_in(act->arena, LOG_CSV_BYTES);
    const struct str heads[] = {
        act_words(act, N_("Line")),   act_words(act, N_("When")),    act_words(act, N_("Who")),
        act_words(act, N_("Action")), act_words(act, N_("On what")), act_words(act, N_("Result")),
        act_words(act, N_("Number")),
    };

    check(max > 0 && max < LIMIT_DIRECTORY_ROWS);
    TRY(find_rows(act, filter, max + 1, &rows));
    bool more = rows.count > max;
    rows.count -= more ? 1 : 0;
    buf_add(&out, S("\xef\xbb\xbf")); /* or a spreadsheet takes it for another alphabet */
    csv_add_row(&out, ';', heads, sizeof(heads) / sizeof(heads[0]));
    for (size_t i = 0; i < rows.count; i++) {
        const struct auditlog_row *row = &rows.at[i];
        struct str by;
        TRY(see_office_who(act, row->actor, &by));
        const struct str cells[] = {
            str_printf_in(act->arena, "%lld", (long long)row->seq),
            date_text_iso(act->arena, row->at_us, act->actor.utc_offset_minutes),
            by,
            row->action,
            object_text(act, row->object),
            outcome_words(act, row->outcome),
            str_printf_in(act->arena, "%lld", (long long)row->number),
        };
        csv_add_row(&out, ';', cells, sizeof(cells) / sizeof(cells[0]));
    }
    if (more) {
        const struct str rest[] = {
            act_words(act, N_("There are more lines. They are at:")),
            csv_address(act, filter, rows.at[max - 1].seq),
        };
        csv_add_row(&out, ';', rest, sizeof(rest) / sizeof(rest[0]));
    }
    act_note(act, ID_NONE, S("exported"), (int64_t)rows.count);
    *ret = buf_str(&out);
    return buf_failed(&out) ? ERR_LIMIT : OK;
}

enum err see_log_paper(struct act *act, json_t *view)
{
    struct auditlog_checkpoint last;
    struct qr qr;

    TRY(act_permit(act, MAY_AUDIT));
    act_note(act, ID_NONE, S("printed"), 0);
    enum err err = auditlog_checkpoint_last(act->db, act->arena, &last);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    struct str line = audit_checkpoint_line(act->arena, last.text);
    TRY(qr_make(act->arena, line, &qr));
    value_set_text(view, "line", line);
    value_set_int(view, "size", last.size);
    value_set_text(view, "made", act_time(act, last.at_us));
    value_set_int(view, "side", qr_side(&qr));
    value_set_text(view, "path", qr_path(act->arena, &qr));
    value_set_text(view, "label", act_words(act, N_("QR code with the same line")));
    return OK;
}

static enum err find_rows(struct act *act, const struct log_filter *filter, size_t max,
                          struct auditlog_rows *ret)
{
    struct auditlog_choice choice;

    TRY(act_permit(act, MAY_AUDIT));
    TRY(choose(act, filter, &choice));
    return auditlog_page_chosen(act->db, act->arena, &choice, max, ret);
}

static enum err choose(struct act *act, const struct log_filter *filter,
                       struct auditlog_choice *ret)
{
    bool is_known = filter->outcome.len == 0;

    *ret = (struct auditlog_choice){.before_seq = filter->before, .outcome = filter->outcome};
    for (size_t i = 0; i < KNOWN; i++) {
        is_known = is_known || str_eq(filter->outcome, str_of(known[i].outcome));
    }
    if (!is_known || !object_bounds(act->arena, filter->object, ret)) {
        return fault_set(act->fault, ERR_INVALID, N_("The address is not well formed."), STR_NONE);
    }
    ret->until_us = INT64_MAX;
    TRY(day_us(act, filter->from, false, &ret->from_us));
    return day_us(act, filter->until, true, &ret->until_us);
}

static enum err day_us(struct act *act, struct str text, bool end, int64_t *ret)
{
    struct date date;

    if (text.len == 0) {
        return OK;
    }
    if (!date_parse(text, &date)) {
        return fault_set(act->fault, ERR_INVALID, N_("The address is not well formed."), STR_NONE);
    }
    *ret = date_day_start_us(date, act->actor.utc_offset_minutes) + (end ? DAY_US : 0);
    return OK;
}

/* From the digits with zeros behind them to the digits with all ones. */
static bool object_bounds(struct arena *arena, struct str digits, struct auditlog_choice *ret)
{
    struct str low = str_copy_in(arena, S("00000000000000000000000000000000"));
    struct str high = str_copy_in(arena, S("ffffffffffffffffffffffffffffffff"));

    if (digits.len == 0) {
        return true;
    }
    if (digits.len > low.len) {
        return false;
    }
    low = str_join_in(arena, digits, str_from(low, digits.len), STR_NONE);
    high = str_join_in(arena, digits, str_from(high, digits.len), STR_NONE);
    ret->by_object = true;
    return id_parse(low, &ret->object_from) && id_parse(high, &ret->object_to);
}

static json_t *filter_view(struct act *act, const struct log_filter *filter)
{
    json_t *view = value_object();
    json_t *options = value_array();

    for (size_t i = 0; i < KNOWN; i++) {
        json_t *option = value_object();
        value_set_z(option, "value", known[i].outcome);
        value_set_text(option, "label", act_words(act, known[i].label));
        value_set_flag(option, "chosen", str_eq(filter->outcome, str_of(known[i].outcome)));
        value_push(options, option);
    }
    value_set_text(view, "from", filter->from);
    value_set_text(view, "until", filter->until);
    value_set_text(view, "object", filter->object);
    value_set(view, "outcomes", options);
    return view;
}

/* All of it was checked: nothing in it needs another writing in an address. */
static struct str query_of(struct act *act, const struct log_filter *filter, int64_t before)
{
    const struct {
        const char *name;
        struct str value;
    } parts[] = {
        {"desde", filter->from},
        {"hasta", filter->until},
        {"resultado", filter->outcome},
        {"sobre", filter->object},
        {"antes", before > 0 ? str_printf_in(act->arena, "%lld", (long long)before) : STR_NONE},
    };
    struct buf query = buf_in(act->arena, LIMIT_TARGET);

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i].value.len > 0) {
            buf_printf(&query, "%c%s=%.*s", query.len > 0 ? '&' : '?', parts[i].name,
                       STR_ARGS(parts[i].value));
        }
    }
    return buf_str(&query);
}

static struct str csv_address(struct act *act, const struct log_filter *filter, int64_t before)
{
    return str_join_in(act->arena, S("/registro-de-accesos/registro.csv"),
                       query_of(act, filter, before), STR_NONE);
}

static struct str outcome_words(struct act *act, struct str outcome)
{
    for (size_t i = 0; i < KNOWN; i++) {
        if (str_eq(outcome, str_of(known[i].outcome))) {
            return act_words(act, known[i].label);
        }
    }
    return outcome;
}

static struct str object_text(struct act *act, struct id object)
{
    return id_is_none(object) ? STR_NONE : str_upto(id_text(act->arena, object), SHORT_ID);
}
