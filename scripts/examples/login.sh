#!/bin/sh
# Signs in: login.sh [EMAIL [PASSWORD]]. The answer holds `access` and `refresh`. BASE_URL names another service.
curl -sS -X POST "${BASE_URL:-http://127.0.0.1:8000}/api/auth/login/" \
  -H "Content-Type: application/json" \
  -d "{\"email\": \"${1:-user@example.com}\", \"password\": \"${2:-securepass123}\"}"
