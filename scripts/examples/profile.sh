#!/bin/sh
# Reads the own profile: profile.sh ACCESS_TOKEN. BASE_URL names another service.
curl -sS -X GET "${BASE_URL:-http://127.0.0.1:8000}/api/auth/profile/" \
  -H "Authorization: Bearer ${1:?the access token of a sign-in}"
