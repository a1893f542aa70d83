"""Pictures of what stands outside of an account: signing in, the own sign-in, and what goes wrong."""

from __future__ import annotations

from scripts.screenshots.props import CAREFUL_EMAIL
from scripts.screenshots.shots import CAREFUL, OWNER, VIEWER, Part, Shot
from scripts.screenshots.steps import CONFIRM, again_until, press, sign_in

NOBODY, TRIED = "nobody@relata.example", "tried@relata.example"
WRONG = "not the password"

SIGNING_IN = Part(
    "Signing in",
    "",
    (
        Shot("sign-in", "Sign in", "/sign-in"),
        Shot("sign-in-refused", "Not the right password", "/sign-in", sign_in(NOBODY, WRONG)),
        Shot("password-forgotten", "A forgotten password", "/password/forgotten"),
        Shot("password-forgotten-sent", "A link is under way", "/password/forgotten/sent"),
        Shot("password-new", "Choosing a password, behind the link of the mail", "/password/new/{link}"),
        Shot("password-new-late", "The link is too old", "/password/new/1-x"),
        Shot("password-new-done", "The new password is kept", "/password/new"),
        Shot("locked-out", "Too many wrong passwords", "/sign-in", (again_until("Too many", sign_in(TRIED, WRONG)),), status=429),
        Shot("sign-in-code", "The second step: a code", "/sign-in", sign_in(CAREFUL_EMAIL), "/sign-in/code"),
    ),
)
PROFILE = Part(
    "The own profile",
    OWNER,
    (
        Shot("choose-account", "Choosing an account", "/choose-account"),
        Shot("profile", "Profile", "/profile"),
        Shot("confirm", "Confirming who one is, before anything about signing in changes", "/profile/two-factor", (), "/confirm/password"),
        Shot("two-factor", "Setting up codes", "", CONFIRM, "/profile/two-factor"),
        Shot("password", "Another password", "/profile/password"),
    ),
)
CODES = Part(
    "The own profile, with codes",
    CAREFUL,
    (
        Shot("profile-codes", "Profile with codes", "/profile"),
        Shot("confirm-code", "Confirming by a code", "/confirm/code"),
        Shot("two-factor-off", "Taking codes off", "/profile/two-factor/off", CONFIRM),
        Shot("recovery-codes-new", "New recovery codes", "/profile/recovery-codes/new"),
        Shot("recovery-codes-shown", "Recovery codes, shown once", "", (press("Make new codes"),), "/profile/recovery-codes"),
        Shot("recovery-codes", "How many recovery codes are left", "/profile/recovery-codes"),
    ),
)
REFUSED = Part(
    "What a role does not allow",
    VIEWER,
    (
        Shot("viewer-organization", "An organization, for somebody who only reads", "/organizations/{organization}"),
        Shot("refused", "A page that the role does not open (403)", "/settings/members/new", status=403),
    ),
)
WRONGS = Part(
    "What goes wrong",
    OWNER,
    (
        Shot("not-found", "No such page (404)", "/organizations/nothing", status=404),
        Shot("forgery", "A form of another site, or an old one (403)", "/refusals/forgery", status=403),
        Shot("too-often", "A form sent too often (429)", "/refusals/too-often", status=429),
        Shot("bad-request", "A request that no browser makes (400)", "/refusals/400", status=400),
        Shot("server-error", "A fault of ours (500)", "/refusals/500", status=500),
        Shot("busy", "Somebody else is writing (503)", "/refusals/busy", status=503),
        Shot("mail-failed", "The mail server does not answer (503)", "/refusals/mail", status=503),
    ),
)
