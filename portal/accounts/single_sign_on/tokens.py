"""Whether an ID token was made by this employer, for us, for this log-in (OpenID Connect Core 1.0, section 3.1.3.7)."""

import hmac
from collections.abc import Mapping
from typing import Any

import jwt

# Signed with the provider's private key. "none" and secrets that both know (HS256) are never taken.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
# How many seconds two clocks may differ.
_LEEWAY = 60


class TokenError(Exception):
    """The token does not count. The text says why, without anything from inside the token."""


def verified_claims(
    token: str, *, keys: Mapping[str, Any], issuer: str, audience: str, nonce: str, tenant: str = ""
) -> dict[str, Any]:
    """What the token says, when it is signed by one of the keys, in time, and says the same as the arguments.

    Args:
        token: as it came.
        keys: the provider's JSON Web Key Set.
        issuer: exactly this one.
        audience: our client id.
        nonce: what this log-in sent along.
        tenant: what `tid` must say, with Entra ID.

    Raises:
        TokenError: anything is missing or differs.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=audience,
            leeway=_LEEWAY,
            options={"require": _REQUIRED},
        )
    except jwt.PyJWTError as error:
        raise TokenError(type(error).__name__) from None
    if not nonce or not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise TokenError("nonce")
    if claims.get("azp", audience) != audience:
        raise TokenError("azp")
    if tenant and claims.get("tid") != tenant:
        raise TokenError("tid")
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """The key that the token names; the only one, when it names none.

    Raises:
        jwt.PyJWTError: not a token, or signed with something else.
    """
    named = jwt.get_unverified_header(token).get("kid")
    usable = [
        key
        for key in jwt.PyJWKSet.from_dict(dict(keys)).keys
        if key.public_key_use in (None, "sig") and key.key_type in ("RSA", "EC")
    ]
    fitting = [key for key in usable if key.key_id == named] if named else usable
    if len(fitting) != 1:
        raise jwt.InvalidKeyError("no such key")
    return fitting[0]
