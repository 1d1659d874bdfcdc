-- Makes a log of version 1 one of version 2: what a visitor was told has a middle, and says whether it was rough.
-- A version 1 could only be rough. The way in follows: intake.sql.

ALTER TABLE legs ADD COLUMN forecast_mid_s REAL;
ALTER TABLE legs ADD COLUMN forecast_roughly INTEGER;
UPDATE legs SET forecast_mid_s = (forecast_low_s + forecast_high_s) / 2, forecast_roughly = 1
WHERE forecast_low_s IS NOT NULL;
