CREATE TABLE "TagPlace" (
    "runId" INTEGER NOT NULL REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "tag" TEXT COLLATE "C" NOT NULL,
    "modelIds" BYTEA NOT NULL,
    "closeIds" BYTEA NOT NULL,
    PRIMARY KEY ("runId", "tag")
);

CREATE TABLE "TagSuggestion" (
    "runId" INTEGER NOT NULL REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "modelId" INTEGER NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "suggestions" TEXT NOT NULL,
    PRIMARY KEY ("runId", "modelId")
);
CREATE INDEX "TagSuggestion_runId_score_modelId_idx" ON "TagSuggestion" ("runId", "score" DESC, "modelId");
