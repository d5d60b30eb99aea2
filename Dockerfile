FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The image brings Node 26; only the package `node` has an install script, and it would fetch another one.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=5000 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json package-lock.json tsconfig.json ./
COPY server server
COPY web web
COPY scripts/build-web.ts scripts/build-server.ts scripts/
RUN node scripts/build-web.ts
RUN node scripts/build-server.ts
RUN install --directory --owner=node --group=node --mode=0700 /data node_modules/.cache/teamroom
USER node
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
