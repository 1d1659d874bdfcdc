"""Figures of a list of durations: pure arithmetic, exact values in, nothing interpolated."""

from collections.abc import Iterable, Sequence
from math import fsum

from broker.stats.figures import BUCKET_S, Over, Spread


def spread(values: Iterable[float]) -> Spread:
    """Mean and nearest-rank percentiles; of nothing they are None."""
    ranked = sorted(values)
    if not ranked:
        return Spread(n=0, mean_s=None, median_s=None, p90_s=None, p95_s=None, worst_s=None)
    return Spread(
        n=len(ranked),
        mean_s=fsum(ranked) / len(ranked),
        median_s=percentile(ranked, 50),
        p90_s=percentile(ranked, 90),
        p95_s=percentile(ranked, 95),
        worst_s=ranked[-1],
    )


def percentile(ranked: Sequence[float], percent: int) -> float:
    """The smallest of the ranked values that at least `percent` of 100 do not exceed."""
    rank = -(-percent * len(ranked) // 100)  # rounded up in whole numbers: 0.95 * 20 in floats is above 19
    return ranked[rank - 1]


def mean(values: Sequence[float]) -> float | None:
    """None of nothing."""
    return fsum(values) / len(values) if values else None


def over(waits_and_targets: Iterable[tuple[float, float]]) -> Over:
    """How many waited longer than their target; exactly the target is not longer."""
    verdicts = [wait > target for wait, target in waits_and_targets]
    return Over(count=sum(verdicts), of=len(verdicts), share=share(sum(verdicts), len(verdicts)))


def share(count: int, of: int) -> float | None:
    """None of nothing."""
    return count / of if of else None


def histogram(values: Iterable[float]) -> tuple[int, ...]:
    """How many fall into each bucket, up to the last that is not empty."""
    buckets = [int(value // BUCKET_S) for value in values]
    counts = [0] * (max(buckets, default=-1) + 1)
    for bucket in buckets:
        counts[bucket] += 1
    return tuple(counts)
