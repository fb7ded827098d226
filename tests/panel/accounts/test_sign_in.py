"""Signing in and out, passwords, the second factor, and what is not offered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import translation

from panel.accounts.adapter import AccountAdapter
from panel.accounts.models import User
from panel.tenancy.models import Organization
from tests.factories import PASSWORD, Browser
from tests.panel.accounts.conftest import Sent, link_in


def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> Any:
    return browser.post("/accounts/login/", {"login": email, "password": password})


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


class TestSigningIn:
    def test_by_address_in_any_case(self, alice: User) -> None:
        browser = Browser()
        answer = sign_in(browser, "Alice@Nordphone.example")
        assert answer["Location"] == "/"
        assert browser.get("/")["Location"] == "/o/nordphone/"

    def test_the_session_is_a_new_one(self, alice: User, browse: Any) -> None:
        browser = Browser()
        browser.get("/accounts/login/")
        session = browser.session
        session["seen"] = "before"
        session.save()
        before = str(session.session_key)
        browser.cookies["sessionid"] = before
        sign_in(browser, alice.email)
        assert browser.session.session_key != before

    def test_it_comes_back_to_where_one_wanted_to_go(self, alice: User, nordphone: Organization) -> None:
        browser = Browser()
        asked = browser.get("/o/nordphone/people/")
        assert asked["Location"] == "/accounts/login/?next=/o/nordphone/people/"
        answer = browser.post(
            asked["Location"], {"login": alice.email, "password": PASSWORD, "next": "/o/nordphone/people/"}
        )
        assert answer["Location"] == "/o/nordphone/people/"

    def test_it_never_leads_to_another_site(self, alice: User) -> None:
        values = {"login": alice.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
        assert Browser().post("/accounts/login/", values)["Location"] == "/"

    def test_a_wrong_password_and_an_unknown_address_read_the_same(self, alice: User) -> None:
        wrong = sign_in(Browser(), alice.email, "not the password")
        unknown = sign_in(Browser(), "nobody@nordphone.example", "not the password")
        shown = [
            re.findall(r'role="alert"[^>]*>.*?</div>', answer.content.decode(), re.DOTALL)
            for answer in (wrong, unknown)
        ]
        assert shown[0]
        assert shown[0] == shown[1]
        assert wrong.status_code == unknown.status_code == 200

    def test_what_was_typed_stays_but_not_the_password(self, alice: User) -> None:
        page = sign_in(Browser(), alice.email, "not the password").content.decode()
        assert f'value="{alice.email}"' in page
        assert "not the password" not in page

    def test_too_many_failures_for_one_address_wait(self, alice: User) -> None:
        for _ in range(5):
            sign_in(Browser(), alice.email, "not the password")
        answer = sign_in(Browser(), alice.email)
        assert answer.status_code == 200
        assert "Too many failed login attempts" in answer.content.decode()

    def test_too_many_attempts_from_one_place_get_a_page_of_ours(self, db: None, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
        answers = [sign_in(Browser(), f"nobody{number}@example.com") for number in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert "Too many attempts" in answers[-1].content.decode()
        assert "pb-auth" in answers[-1].content.decode()

    def test_somebody_switched_off_does_not_get_in(self, alice: User) -> None:
        alice.is_active = False
        alice.save()
        browser = Browser()
        sign_in(browser, alice.email)
        assert browser.get("/")["Location"].startswith("/accounts/login/")

    def test_it_is_in_french_for_a_french_browser(self, db: None) -> None:
        page = Browser().get("/accounts/login/", headers={"Accept-Language": "fr"}).content.decode()
        assert '<html lang="fr"' in page


class TestSigningOut:
    def test_it_takes_a_post(self, browse: Any, alice: User) -> None:
        browser = browse(alice)
        assert browser.get("/accounts/logout/").status_code == 200
        assert browser.get("/")["Location"] == "/o/nordphone/"
        assert browser.post("/accounts/logout/").status_code == 302
        assert browser.get("/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "password/set/", "login/code/confirm/", "2fa/webauthn/", "social/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_offered_is_not_there(db: None, path: str, method: str) -> None:
    assert getattr(Browser(), method)(f"/accounts/{path}").status_code == 404


class TestANewPassword:
    def test_the_link_sets_it(self, alice: User, sending: Sent) -> None:
        browser = Browser()
        with sending() as sent:
            assert browser.post("/accounts/password/reset/", {"email": alice.email}).status_code == 302
        assert sent[0].subject == "A new password for Patchbay"
        form = browser.get(link_in(sent[0]), follow=True)
        path = form.redirect_chain[-1][0]
        answer = browser.post(path, {"password1": "several-calm-words", "password2": "several-calm-words"})
        assert answer.status_code == 302
        assert sign_in(Browser(), alice.email, "several-calm-words").status_code == 302
        assert "no longer works" in Browser().get(link_in(sent[0])).content.decode()

    def test_an_unknown_address_reads_the_same_and_gets_no_mail(self, alice: User, sending: Sent) -> None:
        pages = []
        for email in (alice.email, "nobody@nordphone.example"):
            with sending() as sent:
                pages.append(Browser().post("/accounts/password/reset/", {"email": email}, follow=True))
            assert len(sent) == (email == alice.email)
        assert pages[0].redirect_chain == pages[1].redirect_chain
        assert "If there is an account" in pages[1].content.decode()

    def test_the_mail_is_in_the_persons_language(
        self, alice: User, sending: Sent, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        alice.language = "fr"
        alice.save()
        written_in = []
        render = AccountAdapter.render_mail

        def listen(*args: Any, **kwargs: Any) -> Any:
            written_in.append(translation.get_language())
            return render(*args, **kwargs)

        monkeypatch.setattr(AccountAdapter, "render_mail", listen)
        with sending():
            Browser().post("/accounts/password/reset/", {"email": alice.email})
        assert written_in == ["fr"]

    def test_the_link_never_follows_the_host_header(self, alice: User, sending: Sent, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        with sending() as sent:
            Browser(headers={"Host": "elsewhere.example"}).post("/accounts/password/reset/", {"email": alice.email})
        assert "elsewhere.example" not in sent[0].body

    def test_changing_it_signs_out_everywhere_and_tells_by_mail(self, browse: Any, alice: User, sending: Sent) -> None:
        here, elsewhere = browse(alice), browse(alice)
        values = {"oldpassword": PASSWORD, "password1": "several-calm-words", "password2": "several-calm-words"}
        with sending() as sent:
            assert here.post("/accounts/password/change/", values).status_code == 302
        assert sent[0].subject == "Your password was changed"
        for browser in (here, elsewhere):
            assert browser.get("/")["Location"].startswith("/accounts/login/")

    def test_it_works_below_an_organizations_prefix(
        self, browse: Any, alice: User, nordphone: Organization, sending: Sent
    ) -> None:
        values = {"oldpassword": "wrong", "password1": "several-calm-words", "password2": "several-calm-words"}
        answer = browse(alice, nordphone).post("/accounts/password/change/", values)
        assert answer.status_code == 200
        assert "current password" in answer.content.decode()


class TestTwoFactor:
    def turn_on(self, browser: Browser, password: str = PASSWORD) -> str:
        browser.post("/accounts/reauthenticate/", {"password": password})
        page = browser.get("/accounts/2fa/totp/activate/").content.decode()
        secret = re.search(r'<code class="mono">(\w+)</code>', page)
        assert secret
        answer = browser.post("/accounts/2fa/totp/activate/", {"code": code_for(secret[1])})
        assert answer.status_code == 302, answer.content.decode()
        return secret[1]

    def test_setting_it_up_asks_for_the_password_again_and_shows_recovery_codes(
        self, browse: Any, alice: User, sending: Sent
    ) -> None:
        browser = browse(alice)
        asked = browser.get("/accounts/2fa/totp/activate/")
        assert asked["Location"].startswith("/accounts/reauthenticate/")
        with sending() as sent:
            self.turn_on(browser)
        assert "turned on" in sent[0].subject
        codes = browser.get("/accounts/2fa/recovery-codes/").content.decode()
        assert len(re.findall(r"<li>\w{8}</li>", codes)) == 10
        assert "Turned on" in browser.get("/profile/").content.decode()

    def test_signing_in_then_needs_the_code(self, browse: Any, alice: User) -> None:
        secret = self.turn_on(browse(alice))
        Authenticator.objects.filter(type="totp").update(data={"secret": secret})
        browser = Browser()
        assert sign_in(browser, alice.email)["Location"] == "/accounts/2fa/authenticate/"
        assert browser.get("/")["Location"].startswith("/accounts/login/")  # not in yet
        assert "Your code" in browser.get("/accounts/2fa/authenticate/").content.decode()
        assert browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        self.forget_used_codes()
        assert browser.post("/accounts/2fa/authenticate/", {"code": code_for(secret)}).status_code == 302
        assert browser.get("/")["Location"] == "/o/nordphone/"

    def test_nobody_reaches_the_code_page_without_a_password(self, db: None) -> None:
        assert Browser().get("/accounts/2fa/authenticate/")["Location"] == "/accounts/login/"

    def test_a_recovery_code_works_once(self, browse: Any, alice: User) -> None:
        browser = browse(alice)
        self.turn_on(browser)
        page = browser.get("/accounts/2fa/recovery-codes/").content.decode()
        code = re.findall(r"<li>(\w{8})</li>", page)[0]
        for expected in (302, 200):
            visitor = Browser()
            sign_in(visitor, alice.email)
            assert visitor.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected

    def test_turning_it_off(self, browse: Any, alice: User) -> None:
        browser = browse(alice)
        self.turn_on(browser)
        assert browser.post("/accounts/2fa/totp/deactivate/").status_code == 302
        assert not Authenticator.objects.exists()
        assert sign_in(Browser(), alice.email)["Location"] == "/"

    def forget_used_codes(self) -> None:
        from django.core.cache import cache

        cache.clear()
