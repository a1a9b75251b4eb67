/* The topics of the help. Each page leads to the one that is about it: its route names it
 * (`route.h`), the foot of the page links it. What a topic says stands in
 * templates/help_topic.mustache, under the topic's name.
 *
 *     value_set_z(view, "help_url", help_topics[route->help].url);
 */
#ifndef AMPARO_WEB_HELP_H
#define AMPARO_WEB_HELP_H

enum help {
    HELP_NONE, /* not a page, or a page of the help itself */
    HELP_ENTERING,
    HELP_TODAY,
    HELP_PEOPLE,
    HELP_MEETING,
    HELP_CASE,
    HELP_PLAN,
    HELP_RISK,
    HELP_CLOSING,
    HELP_SHARING,
    HELP_ANSWERING,
    HELP_TRANSFER,
    HELP_SILENCE,
    HELP_MEETINGS,
    HELP_MAP,
    HELP_EMERGENCY,
    HELP_SUPERVISION,
    HELP_BREACH,
    HELP_KEEPING,
    HELP_ACCOUNT,
    HELP_TEAM,
    HELP_ACCESS,
    HELP_LOG,
    HELP_SAFETY,
    HELP_COUNT
};

struct help_topic {
    const char *name;  /* its section in the template */
    const char *url;   /* "/ayuda/equipo" */
    const char *title; /* msgid */
};
/* By enum help, in the order of the list; HELP_NONE is the list itself. */
extern const struct help_topic help_topics[HELP_COUNT];

#endif
