#include "domain/practice.h"

#include "base/err.h"

const struct practice_card practice_cards[] = {
    {
        .login = "gestora",
        .role = N_("Case manager"),
        .knows =
            {N_("Kathya is 31. She came five months ago with a daughter of 8 and a son of 4, and "
                "asked for refuge."),
             N_("She has told five offices what happened. She does not want to tell it again."),
             N_("The man she left has found the stop where she takes the bus. Until Sunday she "
                "sleeps at a friend's."),
             N_("The shelter had no room. The agency and the refugee office have not answered.")},
        .wants = {N_("That she decides who comes, and what each one hears, before anybody is "
                     "invited."),
                  N_("A safe place for three, and for each promise one person who answers for "
                     "it.")},
        .may = {N_("Ask her, convene the conference, lead it, write down what was decided, and "
                   "tell her."),
                N_("Stop it if she says no."), N_("Not: bring an item that she did not agree to.")},
    },
    {
        .login = "salud",
        .role = N_("Health provider"),
        .knows = {N_("She came once. The injuries heal; one check is missing, and she did not "
                     "come to it."),
                  N_("Your waiting room is seen from the street. She was afraid to be seen.")},
        .wants = {N_("That the check happens this week. It needs no account of what happened.")},
        .may = {N_("Offer an appointment at seven in the morning, by the side door."),
                N_("Not: say what the examination showed, unless she allowed it.")},
    },
    {
        .login = "legal",
        .role = N_("Legal provider"),
        .knows =
            {N_("The protection measure was asked for. The court wants her statement within ten "
                "days."),
             N_("A statement that was taken once, and well, can be used again if she agrees.")},
        .wants = {N_("A safe way to notify her. Her address must not stand in the court's "
                     "papers.")},
        .may = {N_("Go with her, and ask for a hearing behind closed doors."),
                N_("Not: promise what a judge decides.")},
    },
    {
        .login = "psicologia",
        .role = N_("Psychological provider"),
        .knows = {N_("Three sessions. She sleeps little, and each new interview throws her back "
                     "for days."),
                  N_("She told you, for you alone, that she wants to work again.")},
        .wants = {N_("That nobody asks her again without need.")},
        .may = {N_("Be with her at one interview, and go on each week."),
                N_("Not: repeat what she said in a session, whoever asks.")},
    },
    {
        .login = "albergue",
        .role = N_("Director of a safe shelter"),
        .knows =
            {N_("There is no room for three until Sunday. Then a family leaves."),
             N_("One of your team said on the telephone: \"the lady with the two children asked "
                "here\". It should not have happened, and nobody has told her yet.")},
        .wants = {N_("To know who comes, and that the address stays secret."),
                  N_("That your team decides by a rule, not by the mood of the shift.")},
        .may = {N_("Hold the family room from Sunday, for three days."),
                N_("Say what happened on the telephone, and what you will do about it."),
                N_("Not: ask what happened to her as a condition for a room.")},
    },
    {
        .login = "acnur",
        .role = N_("UNHCR protection officer"),
        .knows =
            {N_("There is cash for one time. The form asks for the whole story; the rules do "
                "not."),
             N_("Her referral lies with a colleague who is on leave. You did not know of the new "
                "shelter.")},
        .wants = {N_("To help at once, and not to pay twice.")},
        .may = {N_("Approve the cash with the code, the need and her authorisation."),
                N_("Not: give what you know of her to an authority.")},
    },
    {
        .login = "asilo",
        .role = N_("Government protection or asylum officer"),
        .knows = {N_("Her interview is in six weeks. It can be sooner for somebody at risk, but "
                     "nobody told you."),
                  N_("Your office writes down whatever it hears.")},
        .wants = {N_("To hear no more than the date needs.")},
        .may = {N_("Move the interview to this week, with an interviewer of her choice."),
                N_("Not: be there for the items that are for others.")},
    },
};
const size_t practice_card_count = sizeof(practice_cards) / sizeof(practice_cards[0]);

const struct practice_card *practice_card(struct str login)
{
    for (size_t i = 0; i < practice_card_count; i++) {
        if (str_eq(login, str_of(practice_cards[i].login))) {
            return &practice_cards[i];
        }
    }
    return NULL;
}
