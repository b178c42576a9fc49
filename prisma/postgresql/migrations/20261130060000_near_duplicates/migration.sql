CREATE TABLE "ThumbnailShape" (
    "hash" TEXT COLLATE "C" PRIMARY KEY REFERENCES "Thumbnail" ("hash") ON DELETE CASCADE ON UPDATE CASCADE,
    "version" INTEGER NOT NULL,
    "pixels" BYTEA NOT NULL,
    "shape" BYTEA NOT NULL
);
CREATE INDEX "ThumbnailShape_pixels_idx" ON "ThumbnailShape" ("pixels");

CREATE TABLE "NearDuplicate" (
    "runId" INTEGER NOT NULL REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "modelId" INTEGER NOT NULL,
    "groupId" INTEGER NOT NULL,
    PRIMARY KEY ("runId", "modelId")
);
CREATE INDEX "NearDuplicate_runId_groupId_modelId_idx" ON "NearDuplicate" ("runId", "groupId", "modelId");

CREATE TABLE "KeptApart" (
    "modelId" INTEGER NOT NULL REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "otherId" INTEGER NOT NULL REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    "decidedAt" TIMESTAMP(3) NOT NULL,
    PRIMARY KEY ("modelId", "otherId")
);
CREATE INDEX "KeptApart_otherId_idx" ON "KeptApart" ("otherId");
