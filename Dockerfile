# The mock tenant in an image of nothing else: docker build -t auth0api-mock .
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev TARGETOS TARGETARCH
RUN CGO_ENABLED=0 GOOS=${TARGETOS} GOARCH=${TARGETARCH} go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/mock . && mkdir /out/data

FROM scratch
COPY --from=build /out/mock /terraform-provider-auth0api
# The folder for --data, which a volume may take the place of.
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/terraform-provider-auth0api", "mock-server", "--listen", "0.0.0.0:8080"]
# Clients on the host reach the published port under this name.
CMD ["--domain", "http://127.0.0.1:8080"]
