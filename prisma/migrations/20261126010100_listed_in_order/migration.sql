-- Over listed models alone, with all that a listing reads on its way: the rows of the table itself are long. Made after
-- the keys, which would take longer to set otherwise.
DROP INDEX "Model_likeCount_id_idx";
DROP INDEX "Model_name_id_idx";
DROP INDEX "Model_publishedAt_id_idx";
CREATE INDEX "Model_listed_idx" ON "Model"("id") WHERE "isListed";
CREATE INDEX "Model_unlisted_idx" ON "Model"("id") WHERE NOT "isListed";
CREATE INDEX "Model_likeCount_id_idx" ON "Model"("likeCount" DESC, "id") WHERE "isListed";
CREATE INDEX "Model_nameKey_id_idx" ON "Model"("nameKey", "id") WHERE "isListed";
CREATE INDEX "Model_publishedAt_id_idx" ON "Model"(ifnull("publishedAt", '') DESC, "id") WHERE "isListed";
-- Models that match a search equally well: the most liked first, then by name.
CREATE INDEX "Model_likeCount_nameKey_id_idx" ON "Model"("likeCount" DESC, "nameKey", "id") WHERE "isListed";
