CREATE TABLE "VectorBlock" (
    "runId" INTEGER NOT NULL,
    "firstModelId" INTEGER NOT NULL,
    "modelIds" BLOB NOT NULL,
    "halves" BLOB NOT NULL,
    PRIMARY KEY ("runId", "firstModelId"),
    CONSTRAINT "VectorBlock_runId_fkey" FOREIGN KEY ("runId") REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
