FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npx bun run build

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/dist/consensoor /usr/local/bin/consensoor
EXPOSE 9000/tcp 9000/udp 9001/udp 5052 8008
ENTRYPOINT ["consensoor"]
CMD ["run"]
