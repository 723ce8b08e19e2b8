# syntax=docker/dockerfile:1
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -DskipTests -Dspotless.check.skip package \
    && java -Djarmode=tools -jar broker-api/target/auriga.jar extract --destination /auriga

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /opt/auriga auriga \
    && install -d -o auriga -g auriga /opt/auriga/data
WORKDIR /opt/auriga
COPY docker/healthcheck.sh ./
# the libraries change seldom: a layer of their own keeps an update small
COPY --from=build /auriga/lib ./lib
COPY --from=build /auriga/auriga.jar ./
USER auriga
VOLUME /opt/auriga/data
EXPOSE 1026 1883 4041 7896
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/opt/auriga/healthcheck.sh"]
# there is no PostgreSQL in this image: AURIGA_DATABASE_URL says where one is
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError", "-jar", "auriga.jar"]
