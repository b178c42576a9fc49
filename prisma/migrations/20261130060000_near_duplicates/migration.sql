CREATE TABLE "ThumbnailShape" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "version" INTEGER NOT NULL,
    "pixels" BLOB NOT NULL,
    "shape" BLOB NOT NULL,
    CONSTRAINT "ThumbnailShape_hash_fkey" FOREIGN KEY ("hash") REFERENCES "Thumbnail" ("hash") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "ThumbnailShape_pixels_idx" ON "ThumbnailShape" ("pixels");

CREATE TABLE "NearDuplicate" (
    "runId" INTEGER NOT NULL,
    "modelId" INTEGER NOT NULL,
    "groupId" INTEGER NOT NULL,
    PRIMARY KEY ("runId", "modelId"),
    CONSTRAINT "NearDuplicate_runId_fkey" FOREIGN KEY ("runId") REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "NearDuplicate_runId_groupId_modelId_idx" ON "NearDuplicate" ("runId", "groupId", "modelId");

CREATE TABLE "KeptApart" (
    "modelId" INTEGER NOT NULL,
    "otherId" INTEGER NOT NULL,
    "decidedAt" DATETIME NOT NULL,
    PRIMARY KEY ("modelId", "otherId"),
    CONSTRAINT "KeptApart_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "KeptApart_otherId_fkey" FOREIGN KEY ("otherId") REFERENCES "Model" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "KeptApart_otherId_idx" ON "KeptApart" ("otherId");
