#!/bin/sh
# Creates an account: register.sh [EMAIL [USERNAME [PASSWORD]]]. BASE_URL names another service.
curl -sS -X POST "${BASE_URL:-http://127.0.0.1:8000}/api/auth/register/" \
  -H "Content-Type: application/json" \
  -d "{\"email\": \"${1:-user@example.com}\", \"username\": \"${2:-username}\", \"password\": \"${3:-securepass123}\"}"
