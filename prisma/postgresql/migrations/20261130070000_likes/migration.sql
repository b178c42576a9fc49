ALTER TABLE "NeighbourList" ADD COLUMN "evidence" BYTEA;
ALTER TABLE "NeighbourList" ADD COLUMN "support" INTEGER;
ALTER TABLE "NeighbourList" ALTER COLUMN "evidence" SET STORAGE MAIN;

CREATE TABLE "RunKind" (
    "runId" INTEGER NOT NULL REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "kind" TEXT COLLATE "C" NOT NULL,
    "inputDigest" TEXT COLLATE "C" NOT NULL,
    "modelCount" INTEGER NOT NULL,
    "skipped" TEXT COLLATE "C",
    "settings" TEXT COLLATE "C",
    "figures" TEXT COLLATE "C",
    PRIMARY KEY ("runId", "kind")
);

CREATE TABLE "FactorBlock" (
    "runId" INTEGER NOT NULL REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "firstModelId" INTEGER NOT NULL,
    "modelIds" BYTEA NOT NULL,
    "likeCounts" BYTEA NOT NULL,
    "factors" BYTEA NOT NULL,
    PRIMARY KEY ("runId", "firstModelId")
);
ALTER TABLE "FactorBlock" ALTER COLUMN "factors" SET STORAGE EXTERNAL;
