"""OpenID Connect against a provider that others wrote: what is sent, and what is refused."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from sched_app.errors import VendorError
from sched_app.integrations import openid
from sched_app.integrations.openid import IssuerConfig, OpenID
from sched_app.integrations.protocols import OpenIDClaims
from tests.counterparts import openid as counterpart
from tests.counterparts.openid import CLIENT, SECRET, Provider

BACK = "https://book.example.org/auth/openid/acme/callback"
NONCE, VERIFIER = "a-nonce-of-its-own", "v" * 43
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with counterpart.running() as found:
        found.know("ana", email="ana@example.org", email_verified=True)
        yield found


@pytest.fixture
def config(provider: Provider) -> IssuerConfig:
    return IssuerConfig("acme", "Acme", provider.url, CLIENT, SECRET)


@pytest.fixture
def now() -> datetime:
    """The provider reads the clock."""
    return datetime.now(UTC)


Come = Callable[..., OpenIDClaims]


@pytest.fixture
def come(provider: Provider, config: IssuerConfig, now: datetime) -> Come:
    """Go to the provider and come back."""

    def there_and_back(issuer: OpenID | None = None, who: str = "ana", **later: Any) -> Any:
        issuer = issuer or OpenID(config)
        at = now + later.pop("after", timedelta())
        page = issuer.start(BACK, state="s1", nonce=NONCE, verifier=VERIFIER, now=at)
        answer = provider.agree(page, who)
        assert answer["state"] == "s1"
        given = {"nonce": NONCE, "verifier": VERIFIER, "now": at, **later}
        return issuer.finish(BACK, answer["code"], **given)

    return there_and_back


def test_who_comes_back_is_known(come: Come, provider: Provider):
    assert come() == OpenIDClaims(provider.url, "ana", "ana@example.org", vouches_for_email=True)


def test_the_code_flow_is_asked_for_with_pkce_state_and_nonce(come: Come, provider: Provider):
    come()

    asked = provider.of("/oauth2/authorize")[0].query
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] == counterpart.challenge(VERIFIER)
    assert VERIFIER not in str(asked)
    assert asked["nonce"] == NONCE
    assert asked["redirect_uri"] == BACK
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert SECRET not in str(asked)
    sent = provider.of("/oauth2/token")[0]
    assert sent.form["code_verifier"] == VERIFIER
    assert sent.form["redirect_uri"] == BACK
    assert sent.form["grant_type"] == "authorization_code"
    assert sent.authorization.startswith("Basic ")


def test_the_secret_is_posted_where_the_provider_takes_no_other_way(come: Come, provider: Provider):
    found = {**_metadata(provider), "token_endpoint_auth_methods_supported": ["client_secret_post"]}
    provider.answers["/.well-known/openid-configuration"] = (200, found)

    come()

    sent = provider.of("/oauth2/token")[0]
    assert sent.form["client_secret"] == SECRET
    assert sent.authorization == ""


def test_linkedin_gets_no_verifier_and_may_leave_the_nonce_out(
    come: Come, provider: Provider, config: IssuerConfig
):
    known = openid.linkedin(CLIENT, SECRET, is_trusted=False)
    issuer = OpenID(replace(known, issuer=provider.url, spellings=("https://www.linkedin.com",)))
    _forge(provider, iss="https://www.linkedin.com", nonce=None)

    claims = come(issuer)

    assert (claims.issuer, claims.subject) == (provider.url, "ana")
    assert "code_challenge" not in provider.of("/oauth2/authorize")[0].query
    assert "code_verifier" not in provider.of("/oauth2/token")[0].form


def test_linkedins_nonce_is_checked_if_it_is_there(come: Come, provider: Provider):
    known = openid.linkedin(CLIENT, SECRET, is_trusted=False)
    _forge(provider, nonce="another")

    with pytest.raises(VendorError):
        come(OpenID(replace(known, issuer=provider.url)))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": "another client", "azp": CLIENT},
        {"aud": ["another client"]},
        {"aud": [CLIENT, "another client"]},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"azp": "another client"},
        {"iss": "https://evil.test"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"iat": 32_503_680_000},
        {"sub": ""},
        {"sub": None},
        {"sub": "x" * 256},
        {"sub": ["ana"]},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_is_refused(come: Come, provider: Provider, claims: Any):
    _forge(provider, **claims)

    with pytest.raises(VendorError):
        come()


def test_the_forgery_itself_would_pass(come: Come, provider: Provider):
    _forge(provider)

    assert come().subject == "ana"


def test_a_token_signed_by_another_key_is_refused(come: Come, provider: Provider):
    provider.forge = dict  # Signed with a key that the provider does not publish.

    with pytest.raises(VendorError, match="not signed"):
        come()


def test_a_token_signed_with_the_clients_secret_is_refused(come: Come, provider: Provider):
    from joserfc.jwk import OctKey

    _forge(provider)
    provider.algorithm, provider.key = "HS256", OctKey.import_key(SECRET, {"kid": "forged"})  # type: ignore[assignment]

    with pytest.raises(VendorError, match="not signed"):
        come()


def test_keys_that_the_provider_changed_are_read_anew_but_not_without_end(
    come: Come, provider: Provider, config: IssuerConfig
):
    issuer = OpenID(config)
    come(issuer)
    provider.key = RSAKey.generate_key(2048, {"kid": "new"})
    _forge(provider)

    with pytest.raises(VendorError):  # They were read a moment ago.
        come(issuer)
    assert come(issuer, after=timedelta(seconds=31)).subject == "ana"
    assert len(provider.of("/jwks")) == 2
    come(issuer, after=timedelta(seconds=32))
    assert len(provider.of("/jwks")) == 2


def test_the_metadata_are_asked_for_once_an_hour(
    come: Come, provider: Provider, config: IssuerConfig
):
    issuer = OpenID(config)
    come(issuer)
    come(issuer)
    assert len(provider.of("/.well-known/openid-configuration")) == 1

    with pytest.raises(VendorError):  # The token is of an hour ago, for that clock.
        come(issuer, after=timedelta(hours=1, minutes=2))
    assert len(provider.of("/.well-known/openid-configuration")) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.test"},
        {"issuer": None},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
    ids=str,
)
def test_metadata_of_another_issuer_are_refused(come: Come, provider: Provider, change: Any):
    found = {**_metadata(provider), **change}
    provider.answers["/.well-known/openid-configuration"] = (200, found)

    with pytest.raises(VendorError):
        come()


@pytest.mark.parametrize("answer", [(500, {}), (200, []), (302, {})], ids=str)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/oauth2/token"])
def test_a_provider_that_answers_nonsense_is_a_fault_of_its_own(
    come: Come, provider: Provider, path: str, answer: Any
):
    provider.answers[path] = answer

    with pytest.raises(VendorError):
        come()


def test_a_provider_that_is_away_is_a_fault_of_its_own(now: datetime):
    with counterpart.running() as gone:
        issuer = OpenID(IssuerConfig("acme", "Acme", gone.url, CLIENT, SECRET))

    with pytest.raises(VendorError, match="cannot be asked"):
        issuer.start(BACK, state="s", nonce="n", verifier=VERIFIER, now=now)


def test_a_code_works_once(come: Come, provider: Provider, config: IssuerConfig, now: datetime):
    issuer = OpenID(config)
    page = issuer.start(BACK, state="s1", nonce=NONCE, verifier=VERIFIER, now=now)
    code = provider.agree(page, "ana")["code"]
    issuer.finish(BACK, code, nonce=NONCE, verifier=VERIFIER, now=now)

    with pytest.raises(VendorError) as refused:
        issuer.finish(BACK, code, nonce=NONCE, verifier=VERIFIER, now=now)
    assert code not in refused.value.message


def test_an_address_that_is_not_in_the_token_is_asked_for(come: Come, provider: Provider):
    _forge(provider, email=None, email_verified=None)

    assert come().email == "ana@example.org"


def test_user_info_of_somebody_else_is_not_believed(come: Come, provider: Provider):
    _forge(provider, email=None)
    provider.answers["/userinfo"] = (200, {"sub": "ben", "email": "ben@example.org"})

    with pytest.raises(VendorError):
        come()


def test_each_tenant_of_microsoft_is_an_issuer_of_its_own(come: Come, provider: Provider):
    known = openid.microsoft(CLIENT, SECRET, tenant="common", is_trusted=True)
    pattern = f"{provider.url}/{{tenantid}}/v2.0"
    provider.answers["/common/v2.0/.well-known/openid-configuration"] = (
        200, {**_metadata(provider), "issuer": pattern},
    )  # fmt: skip
    issuer = OpenID(replace(known, issuer=f"{provider.url}/common/v2.0"))
    own = f"{provider.url}/{TENANT}/v2.0"
    _forge(provider, tid=TENANT, iss=own)

    claims = come(issuer)

    assert claims.issuer == own
    assert not claims.vouches_for_email  # Whatever `email_verified` says.
    _forge(provider, tid=TENANT, iss=own, xms_edov=True)
    assert come(issuer).vouches_for_email
    _forge(provider, tid=TENANT.replace("7", "8"), iss=own)
    with pytest.raises(VendorError):
        come(issuer)
    _forge(provider, tid="../evil", iss=f"{provider.url}/../evil/v2.0")
    with pytest.raises(VendorError):
        come(issuer)


@pytest.mark.parametrize(
    ("claims", "vouches"),
    [
        ({"email": "ana@gmail.com"}, True),
        ({"email": "ana@example.org", "hd": "example.org"}, True),
        ({"email": "ana@example.org"}, False),
        ({"email": "ana@gmail.com", "email_verified": False}, False),
        ({"email": "ana@gmail.com.evil.test"}, False),
    ],
)
def test_google_vouches_for_the_mailboxes_that_it_runs(
    come: Come, provider: Provider, claims: Any, vouches: bool
):
    known = openid.google(CLIENT, SECRET, is_trusted=True)
    _forge(provider, **claims)

    assert come(OpenID(replace(known, issuer=provider.url))).vouches_for_email is vouches


@pytest.mark.parametrize("told", [False, "false", None, 0, "yes"])
def test_an_address_is_vouched_for_only_where_it_is_said(come: Come, provider: Provider, told: Any):
    _forge(provider, email_verified=told)

    assert not come().vouches_for_email


def _forge(provider: Provider, **claims: Any) -> None:
    """Sign the next tokens anew, with other claims; None leaves one out."""

    def forge(given: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in {**given, **claims}.items() if value is not None}

    provider.published, provider.forge = [provider.key], forge


def _metadata(provider: Provider) -> dict[str, Any]:
    import httpx

    found: dict[str, Any] = httpx.get(f"{provider.url}/.well-known/openid-configuration").json()
    provider.asked.clear()
    return found
