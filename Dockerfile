# The service runs from its TypeScript source; what is built are the pages. Without this stage and what is copied from it the
# image serves the API alone.
FROM node:26-slim AS pages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY server/package.json server/
COPY client/package.json client/
COPY web/package.json web/
COPY bench/package.json bench/
COPY e2e/package.json e2e/
COPY examples/package.json examples/
RUN npm ci --workspace=web --workspace=client --no-audit --no-fund && npm cache clean --force
COPY client client
COPY web web
COPY scripts scripts
RUN node scripts/build-web.ts --strict

FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY server/package.json server/
# npm holds the lock file against every workspace, so each one's package.json has to be there.
COPY client/package.json client/
COPY web/package.json web/
COPY bench/package.json bench/
COPY e2e/package.json e2e/
COPY examples/package.json examples/
# Of the server's workspace alone: the root's own dependency, the pinned runtime, stays out, since the image has one.
RUN npm ci --omit=dev --workspace=server --no-audit --no-fund && npm cache clean --force

FROM node:26-slim
LABEL org.opencontainers.image.title="Kalosphere Auth" org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data
WORKDIR /app
# The code belongs to root: the service can read it and cannot change it.
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY server server
COPY --from=pages /app/web/dist web/dist
# Written to at run time: this volume and nothing else, so the root file system may be mounted read-only.
RUN install -d -o node -g node -m 700 /data
VOLUME /data
USER node
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "--expose-gc", "server/src/main.ts"]
