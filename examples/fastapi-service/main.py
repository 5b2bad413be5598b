"""A service of others that verifies access tokens by the published keys, with FastAPI and python-jose.

    AUTH_ORIGIN=http://localhost:8000 uvicorn main:app --port 3003
"""

import http.client
import json
import os
import threading
import time
import urllib.request
import uuid
from typing import Any, Dict, Optional

from fastapi import Depends, FastAPI, Header, HTTPException
from jose import JWTError, jwt

AUTH_ORIGIN = os.environ.get("AUTH_ORIGIN", "http://localhost:8000")
ISSUER = os.environ.get("JWT_ISSUER", "kalosphere-auth")
AUDIENCE = os.environ.get("JWT_AUDIENCE", "kalosphere")
# What the service signs with, and nothing else: never take the algorithm from the token alone.
ALGORITHMS = ("RS256", "ES256")
FRESH_SECONDS = 60
COOLDOWN_SECONDS = 5
# How long keys count while the service is away.
OFFLINE_SECONDS = 300


class Unavailable(Exception):
    """There are no keys, or they are too old to be relied on."""


class Keys:
    """The public keys by name; asked for anew when they are old, or when a token names one that is not there."""

    def __init__(self) -> None:
        self.known: Dict[str, Dict[str, Any]] = {}
        self.asked_at = float("-inf")
        self.got_at = float("-inf")
        self.lock = threading.Lock()

    def find(self, kid: str) -> Optional[Dict[str, Any]]:
        # Before the first keys every thread waits for them; later one asks, and the others go on.
        if not self.known or self.is_due(kid):
            with self.lock:
                if self.is_due(kid):
                    self.fetch()
        if time.monotonic() - self.got_at > OFFLINE_SECONDS:
            raise Unavailable
        return self.known.get(kid)

    def is_due(self, kid: str) -> bool:
        now = time.monotonic()
        is_wanted = now - self.got_at > FRESH_SECONDS or kid not in self.known
        return is_wanted and now - self.asked_at > COOLDOWN_SECONDS

    def fetch(self) -> None:
        self.asked_at = time.monotonic()
        try:
            with urllib.request.urlopen(f"{AUTH_ORIGIN}/.well-known/jwks.json", timeout=5) as answer:
                listed = json.load(answer)["keys"]
            fit = [key for key in listed if key.get("use") == "sig" and key.get("alg") in ALGORITHMS]
            self.known = {key["kid"]: key for key in fit}
            self.got_at = time.monotonic()
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
            # Away, or something in between answered: those that came last go on for a while.
            self.asked_at = time.monotonic()


keys = Keys()


def read_token(token: str) -> Dict[str, Any]:
    """What an access token says. Raises JWTError or ValueError for one that is not good, or Unavailable."""
    header = jwt.get_unverified_header(token)
    key = keys.find(str(header.get("kid")))
    if key is None or header.get("typ") != "at+jwt" or header.get("alg") != key["alg"]:
        raise JWTError("another kind of token, or another key")
    claims = jwt.decode(
        token,
        key,
        algorithms=[key["alg"]],
        issuer=ISSUER,
        audience=AUDIENCE,
        options={f"require_{name}": True for name in ("aud", "iss", "sub", "exp", "iat", "jti")},
    )
    if claims.get("token_type") != "access":
        raise JWTError("not an access token")
    uuid.UUID(claims["sub"])
    return claims


def signed_in(authorization: Optional[str] = Header(default=None)) -> Dict[str, Any]:
    """Whoever makes the call; FastAPI runs this in a thread, so that fetching keys holds nobody up."""
    scheme, _, token = (authorization or "").partition(" ")
    challenge = {"WWW-Authenticate": 'Bearer realm="api"'}
    if scheme.lower() != "bearer" or not token:
        raise HTTPException(401, "Authentication credentials were not provided.", challenge)
    try:
        return read_token(token)
    except Unavailable as error:
        detail = "The service is temporarily unavailable. Try again shortly."
        raise HTTPException(503, detail, {"Retry-After": "5"}) from error
    except (JWTError, ValueError) as error:
        challenge = {"WWW-Authenticate": 'Bearer realm="api", error="invalid_token"'}
        raise HTTPException(401, "Given token not valid for any token type", challenge) from error


def with_role(role: str):
    def holder(claims: Dict[str, Any] = Depends(signed_in)) -> Dict[str, Any]:
        if role not in claims["roles"]:
            raise HTTPException(403, "You do not have permission to perform this action.")
        return claims

    return holder


app = FastAPI()


@app.get("/health")
def health() -> Dict[str, str]:
    return {"status": "ok"}


@app.get("/me")
def me(claims: Dict[str, Any] = Depends(signed_in)) -> Dict[str, Any]:
    return {"id": claims["sub"], "email": claims["email"], "roles": claims["roles"]}


@app.get("/staff")
def staff(claims: Dict[str, Any] = Depends(with_role("admin"))) -> Dict[str, Any]:
    return {"hello": claims["username"]}
