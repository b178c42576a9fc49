-- What filters of look-alikes ask of listed models: the rows of the table itself are long.
CREATE INDEX "Model_conditions_idx" ON "Model" (
    "id", "license", "author", "isDownloadable", "isAnimated", "likeCount", "faceCount"
) WHERE "isListed";
