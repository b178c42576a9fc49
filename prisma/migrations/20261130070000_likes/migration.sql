ALTER TABLE "NeighbourList" ADD COLUMN "evidence" BLOB;
ALTER TABLE "NeighbourList" ADD COLUMN "support" INTEGER;

CREATE TABLE "RunKind" (
    "runId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "inputDigest" TEXT NOT NULL,
    "modelCount" INTEGER NOT NULL,
    "skipped" TEXT,
    "settings" TEXT,
    "figures" TEXT,
    PRIMARY KEY ("runId", "kind"),
    CONSTRAINT "RunKind_runId_fkey" FOREIGN KEY ("runId") REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "FactorBlock" (
    "runId" INTEGER NOT NULL,
    "firstModelId" INTEGER NOT NULL,
    "modelIds" BLOB NOT NULL,
    "likeCounts" BLOB NOT NULL,
    "factors" BLOB NOT NULL,
    PRIMARY KEY ("runId", "firstModelId"),
    CONSTRAINT "FactorBlock_runId_fkey" FOREIGN KEY ("runId") REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
