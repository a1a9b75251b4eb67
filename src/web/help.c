#include "web/help.h"

#include "base/err.h"

const struct help_topic help_topics[HELP_COUNT] = {
    [HELP_NONE] = {"topics", "/ayuda", N_("Help")},
    [HELP_ENTERING] = {"entering", "/ayuda/entrar", N_("Signing in")},
    [HELP_TODAY] = {"today", "/ayuda/hoy", N_("What waits today")},
    [HELP_PEOPLE] = {"people", "/ayuda/personas", N_("Finding a person")},
    [HELP_MEETING] = {"meeting", "/ayuda/encuentro", N_("Meeting a person")},
    [HELP_CASE] = {"case", "/ayuda/historia", N_("One history for each person")},
    [HELP_PLAN] = {"plan", "/ayuda/plan", N_("The plan")},
    [HELP_RISK] = {"danger", "/ayuda/riesgo", N_("Risk and the safety plan")},
    [HELP_CLOSING] = {"closing", "/ayuda/cierre", N_("Closing and taking up again")},
    [HELP_SHARING] = {"sharing", "/ayuda/derivar", N_("Referring with her authorisation")},
    [HELP_ANSWERING] = {"answering", "/ayuda/responder", N_("Answering a referral")},
    [HELP_TRANSFER] = {"transferring", "/ayuda/transferir", N_("Transferring a case")},
    [HELP_SILENCE] = {"silence", "/ayuda/sin-respuesta", N_("Referrals without an answer")},
    [HELP_MEETINGS] = {"meetings", "/ayuda/reuniones", N_("Conferences and meetings")},
    [HELP_MAP] = {"map", "/ayuda/servicios", N_("The service map")},
    [HELP_EMERGENCY] = {"emergency", "/ayuda/emergencia", N_("Emergency opening")},
    [HELP_SUPERVISION] = {"supervising", "/ayuda/supervision", N_("Supervision of a unit")},
    [HELP_BREACH] = {"leak", "/ayuda/confidencialidad",
                     N_("When something confidential became known")},
    [HELP_KEEPING] = {"keeping", "/ayuda/conservar", N_("Keeping and erasing")},
    [HELP_ACCOUNT] = {"account", "/ayuda/cuenta", N_("My account")},
    [HELP_TEAM] = {"team", "/ayuda/equipo", N_("The team")},
    [HELP_ACCESS] = {"access", "/ayuda/acceso-nuevo", N_("A new access for a colleague")},
    [HELP_LOG] = {"log", "/ayuda/registro", N_("The log and its proof")},
    [HELP_SAFETY] = {"safety", "/ayuda/seguridad", N_("What keeps her safe, and what does not")},
};
