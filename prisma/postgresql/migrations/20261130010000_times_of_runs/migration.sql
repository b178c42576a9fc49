-- Times of runs that are under way are the database's, whichever machine writes them: the clocks of machines differ.
CREATE FUNCTION "timesOfRun"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    -- One that has ended is a copy of one elsewhere.
    IF NEW."active" = 1 THEN
      NEW."startedAt" := CURRENT_TIMESTAMP;
      NEW."heartbeatAt" := CURRENT_TIMESTAMP;
    END IF;
    RETURN NEW;
  END IF;
  IF NEW."heartbeatAt" IS DISTINCT FROM OLD."heartbeatAt" THEN
    NEW."heartbeatAt" := clock_timestamp();
  END IF;
  IF NEW."finishedAt" IS NOT NULL AND NEW."finishedAt" IS DISTINCT FROM OLD."finishedAt" THEN
    NEW."finishedAt" := CURRENT_TIMESTAMP;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER "Run_times" BEFORE INSERT OR UPDATE ON "Run" FOR EACH ROW EXECUTE FUNCTION "timesOfRun"();
