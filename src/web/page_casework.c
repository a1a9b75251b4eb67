/* What is done with a person: one form a page, each one use case. */
#include "web/app.h"
#include "web/conflict.h"
#include "web/route.h"
#include "work/case/casework.h"
#include "work/person/exclusion.h"
#include "work/person/see_person.h"

static enum err show(struct request *r, const struct form *form, const json_t *answers,
                     int64_t base);
static enum err show_empty(struct request *r);
static enum err show_answers(struct request *r, enum dossier_kind part);
static enum err set_answers(struct request *r, enum dossier_kind part);
static enum err done(struct request *r, struct id person, const char *notice);

static enum err page_need(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(casework_add_need(&r->act, person, r->answers));
    return done(r, person, N_("The need was added."));
}

static enum err page_need_close(struct request *r)
{
    struct id person, need;
    TRY(request_id(r, "person", &person));
    TRY(request_id(r, "need", &need));
    TRY(casework_close_need(&r->act, person, need, r->answers));
    return done(r, person, N_("The need was closed."));
}

static enum err page_note(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(casework_add_note(&r->act, person, r->answers));
    return done(r, person, N_("The note was saved."));
}

static enum err page_exclusion_show(struct request *r)
{
    struct id person;
    struct person p;
    json_t *answers;
    int64_t base;
    TRY(request_id(r, "person", &person));
    TRY(casework_answers_of(&r->act, person, DOSSIER_CORE, r->form->name, &p, &answers, &base));
    see_identity(&r->act, &p.c, person, r->view);
    return show(r, r->form, exclusion_answers(&r->act, p.c.exclusion), p.c.exclusion_seq);
}

static enum err page_exclusion(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    struct casework_answers set = {
        .form = r->form, .lists = &r->lists, .answers = r->answers, .base = request_base(r)};
    json_t *conflict = value_object();
    enum err err = casework_exclude(&r->act, person, &set, conflict);
    if (err == ERR_CONFLICT) {
        value_set(r->view, "conflict", conflict);
    }
    TRY(err);
    return done(r, person, N_("The list of who must not know is in force."));
}

static enum err page_core_show(struct request *r)
{
    return show_answers(r, DOSSIER_CORE);
}

static enum err page_core(struct request *r)
{
    return set_answers(r, DOSSIER_CORE);
}

static enum err page_reserved_show(struct request *r)
{
    return show_answers(r, DOSSIER_RESERVED);
}

static enum err page_reserved(struct request *r)
{
    return set_answers(r, DOSSIER_RESERVED);
}

static enum err show(struct request *r, const struct form *form, const json_t *answers,
                     int64_t base)
{
    struct form_page page = {.form = form, .answers = answers, .base = base};
    TRY(request_show_form(r, &page));
    value_set_text(r->view, "heading", tr(r, str_z(r->arena, form->title)));
    struct str person = request_path(r, "person");
    value_set_text(value_get(r->view, "form"), "cancel_url",
                   str_join_in(r->arena, S("/personas/"), person, STR_NONE));
    conflict_join(r);
    return OK;
}

/* A form that adds something and begins empty. */
static enum err show_empty(struct request *r)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    TRY(see_person(&r->act, person, r->view));
    return show(r, r->form, NULL, 0);
}

static enum err show_answers(struct request *r, enum dossier_kind part)
{
    struct id person;
    struct person p;
    json_t *answers;
    int64_t base;
    TRY(request_id(r, "person", &person));
    TRY(casework_answers_of(&r->act, person, part, r->form->name, &p, &answers, &base));
    see_identity(&r->act, &p.c, person, r->view);
    struct form form = exclusion_form_without(&r->act, r->form);
    return show(r, &form, answers, base);
}

static enum err set_answers(struct request *r, enum dossier_kind part)
{
    struct id person;
    TRY(request_id(r, "person", &person));
    struct form form = exclusion_form_without(&r->act, r->form);
    struct casework_answers set = {
        .form = &form, .lists = &r->lists, .answers = r->answers, .base = request_base(r)};
    form_fill_blanks(&form, set.answers);
    json_t *conflict = value_object();
    enum err err = casework_set_answers(&r->act, person, part, &set, conflict);
    if (err == ERR_CONFLICT) {
        value_set(r->view, "conflict", conflict);
    }
    TRY(err);
    return done(r, person, N_("The answers were saved."));
}

static enum err done(struct request *r, struct id person, const char *notice)
{
    r->notice = notice;
    request_go(r, "/personas/%s", request_id_z(r, person));
    return OK;
}

#define ACT_PAGE(name_, path_, form_, show_, do_, summary_)                                  \
    FORM_PAGE(name_, "/personas/{person}" path_, form_, "person_form", show_, do_, summary_, \
              .permission = MAY_OPEN_CASES, .title = N_("Person"), .help = HELP_CASE)

const struct route page_casework_routes[] = {
    ACT_PAGE("need", "/necesidades", "need", show_empty, page_need, "Adds a need."),
    ACT_PAGE("need_close", "/necesidades/{need}/cerrar", "need_close", show_empty, page_need_close,
             "Closes a need with what became of it."),
    ACT_PAGE("note", "/notas", "note", show_empty, page_note, "Adds a note."),
    ACT_PAGE("exclusion", "/exclusion", "exclusions", page_exclusion_show, page_exclusion,
             "Sets who must not know, and takes their keys away."),
    ACT_PAGE("six_again", "/datos", "first_contact", page_core_show, page_core,
             "Changes the six things."),
    ACT_PAGE("identity", "/identidad", "identity", page_core_show, page_core,
             "Changes personal data."),
    ACT_PAGE("health_answers", "/salud", "health", page_core_show, page_core,
             "Changes what is known of health."),
    ACT_PAGE("legal", "/legal", "legal", page_core_show, page_core,
             "Changes what is known of the legal situation."),
    ACT_PAGE("reserved", "/reservado", "reserved", page_reserved_show, page_reserved,
             "Changes the reserved part, a dossier of its own."),
};
const size_t page_casework_route_count =
    sizeof(page_casework_routes) / sizeof(page_casework_routes[0]);
