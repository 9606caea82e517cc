# Two images: `--target slim` (downloads and searches) and the default, `full` (also Chromium for pages that need
# JavaScript, poppler and LibreOffice Impress). Both run as an ordinary user and keep the archive in the volume /data.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts: the image has Node 24 already, and better-sqlite3 brings its binary in the package.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
COPY scrapers ./scrapers
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim AS slim
ENV NODE_ENV=production DECKHAND_DATA=/data
WORKDIR /app
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
ENTRYPOINT ["node", "/app/dist/src/cli/bin.js"]
CMD ["--help"]

FROM slim AS full
USER root
RUN apt-get update \
 && apt-get install -y --no-install-recommends chromium fonts-noto-cjk poppler-utils libreoffice-impress-nogui \
 && rm -rf /var/lib/apt/lists/*
USER node
