CREATE TABLE "TagPlace" (
    "runId" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "modelIds" BLOB NOT NULL,
    "closeIds" BLOB NOT NULL,
    PRIMARY KEY ("runId", "tag"),
    CONSTRAINT "TagPlace_runId_fkey" FOREIGN KEY ("runId") REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "TagSuggestion" (
    "runId" INTEGER NOT NULL,
    "modelId" INTEGER NOT NULL,
    "score" REAL NOT NULL,
    "suggestions" TEXT NOT NULL,
    PRIMARY KEY ("runId", "modelId"),
    CONSTRAINT "TagSuggestion_runId_fkey" FOREIGN KEY ("runId") REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "TagSuggestion_runId_score_modelId_idx" ON "TagSuggestion" ("runId", "score" DESC, "modelId");
