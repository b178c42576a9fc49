-- A model's neighbours under a run are one row. lib/database/migrations.ts has it filled with what Neighbour holds, since SQL
-- cannot pack numbers. Neighbours are ids without a foreign key: AUTOINCREMENT gives no id of Model again. With a rowid,
-- unlike Neighbour: rows are so long that as keys only four would be on a page of the tree.
CREATE TABLE "NeighbourList" (
    "runId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "modelId" INTEGER NOT NULL,
    "neighbourIds" BLOB NOT NULL,
    "scores" BLOB NOT NULL,
    PRIMARY KEY ("runId", "kind", "modelId"),
    CONSTRAINT "NeighbourList_runId_fkey" FOREIGN KEY ("runId") REFERENCES "IndexRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
